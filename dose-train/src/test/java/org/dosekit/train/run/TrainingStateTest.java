package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.engine.OptimizerState;
import org.dosekit.train.engine.StepLosses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStateTest {
  @TempDir Path folder;

  @Test
  void stateComesBackEqual() {
    EpochProgress part = new EpochProgress();
    part.add(new StepLosses(0.1, Map.of("l1", 1.0 / 3, "dvh", 2.0)));
    part.add(new StepLosses(0.2, Map.of("l1", 1.0 / 7)));
    part.skip();
    TrainingState state =
        new TrainingState(
            3,
            1.0 / 3,
            Optional.of(new TrainingState.Best(2, 1.0 / 7)),
            Optional.of(part),
            Map.of("a.w", tensor(1)),
            new OptimizerState(Map.of("m.a.w", tensor(2), "v.a.w", tensor(3)), 12),
            Optional.of(Map.of("a.w", tensor(4))));
    Path file = folder.resolve("state.safetensors");

    state.write(file);
    TrainingState read = TrainingState.read(file);

    assertEquals(3, read.epoch());
    assertEquals(1.0 / 3, read.elapsedSeconds());
    assertEquals(state.best(), read.best());
    EpochProgress readPart = read.part().orElseThrow();
    assertEquals(3, readPart.batches());
    assertEquals(1, readPart.skipped());
    assertEquals(part.meanTotal(), readPart.meanTotal());
    assertEquals(part.meanTerms(), readPart.meanTerms());
    assertEquals(2.0, readPart.meanTerms().get("dvh"), "a mean over the steps that have the term");
    assertEquals(12, read.optimizer().step());
    assertTensor(1, read.weights());
    assertEquals(2, read.optimizer().moments().size());
    assertArrayEquals(tensor(2).toArray(), first(read.optimizer().moments(), "m.a.w"));
    assertArrayEquals(tensor(3).toArray(), first(read.optimizer().moments(), "v.a.w"));
    assertTensor(4, read.average().orElseThrow());
  }

  @Test
  void otherTensorFilesAreRefused() {
    Path file = folder.resolve("weights.safetensors");
    new TensorFile(Map.of("w.x", tensor(1)), Map.of("epoch", "1")).write(file);
    assertThrows(DoseDataException.class, () -> TrainingState.read(file));
  }

  @Test
  void numberThatIsNoneIsRefused() {
    Path file = folder.resolve("state.safetensors");
    new TensorFile(
            Map.of("w.x", tensor(1)),
            Map.of(
                "format",
                "dosekit-training-state/2",
                "epoch",
                "one",
                "step",
                "1",
                "elapsed_seconds",
                "1"))
        .write(file);
    assertThrows(DoseDataException.class, () -> TrainingState.read(file));
  }

  private static void assertTensor(float value, Map<String, FloatTensor> tensors) {
    assertEquals(1, tensors.size());
    assertArrayEquals(tensor(value).toArray(), first(tensors, "a.w"));
  }

  private static float[] first(Map<String, FloatTensor> tensors, String name) {
    return Optional.ofNullable(tensors.get(name)).orElseThrow().toArray();
  }

  private static FloatTensor tensor(float value) {
    return FloatTensor.of(new float[] {value, -value}, 1, 2);
  }
}

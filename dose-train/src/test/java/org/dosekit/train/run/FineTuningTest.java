package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
  /** A learning rate that moves no weight visibly in one epoch. */
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 4, GridShape.cube(16))
          .withPatches(new Patches(GridShape.cube(16), 1, 2, 0.5))
          .withOptimisation(Optimisation.STANDARD.withLearningRate(1e-9))
          .withSchedule(Schedule.ofEpochs(1));

  @TempDir static Path data;
  private static Cohort cohort;
  private static Split split;

  @TempDir Path folder;

  @BeforeAll
  static void writeCases() {
    cohort = SyntheticCohort.write(data, 4);
    split = SyntheticCohort.split(cohort);
  }

  @Test
  void runBeginsAtTheGivenWeightsAlsoWhenItIsResumedBeforeItsFirstCheckpoint() {
    Map<String, FloatTensor> given = ParameterCollector.initialise(CONFIG.network(), 77);
    Path file = original(given);
    Path run = folder.resolve("run");
    assertThrows(
        IllegalStateException.class,
        () -> Training.fineTune(CONFIG, file, cohort, split, run, List.of(), failing()));
    assertFalse(Files.exists(run.resolve("checkpoints/last.safetensors")));

    Training.resume(cohort, run, TrainingListener.SILENT);

    RunDirectory directory = RunDirectory.open(run);
    Map<String, FloatTensor> trained = directory.weights(Checkpoint.LAST);
    given.forEach(
        (name, weight) ->
            assertArrayEquals(
                weight.toArray(),
                Objects.requireNonNull(trained.get(name)).toArray(),
                1e-6f,
                name));
    assertTrue(
        directory
            .provenance()
            .getOrDefault(Provenance.INITIAL_WEIGHTS, "")
            .matches("[0-9a-f]{64}"));
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedBeforeARunIsMade() {
    NetworkSpec wider = CONFIG.network().withBaseChannels(8);
    Path file = original(ParameterCollector.initialise(wider, 1));
    Path run = folder.resolve("run");
    DoseDataException e =
        assertThrows(
            DoseDataException.class,
            () ->
                Training.fineTune(
                    CONFIG, file, cohort, split, run, List.of(), TrainingListener.SILENT));
    assertEquals("weights of " + wider, e.found());
    assertFalse(Files.exists(run));
  }

  /** As the original saves a Lightning module: every name under {@code model.}. */
  private Path original(Map<String, FloatTensor> weights) {
    Map<String, FloatTensor> prefixed = new LinkedHashMap<>();
    weights.forEach((name, weight) -> prefixed.put("model." + name, weight));
    Path file = folder.resolve("original.safetensors");
    new TensorFile(prefixed, Map.of()).write(file);
    return file;
  }

  private static TrainingListener failing() {
    return new TrainingListener() {
      @Override
      public void stepFinished(int epoch, int step, int steps, double loss) {
        throw new IllegalStateException("interrupted");
      }
    };
  }
}

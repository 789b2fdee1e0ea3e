package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;
import org.dosekit.train.settings.VggLoss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write to a run's directory, and what of its origin is told. */
class RunLockTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 2, GridShape.cube(16))
          .withPatches(new Patches(GridShape.cube(16), 1, 2, 0.5))
          .withSchedule(Schedule.ofEpochs(1));

  @TempDir Path folder;

  @Test
  void directoryIsHeldForOneAtATime() {
    Path run = folder.resolve("run");
    String inner =
        RunLock.holding(
            run,
            () -> {
              DoseDataException error =
                  assertThrows(DoseDataException.class, () -> RunLock.holding(run, () -> "second"));
              assertTrue(error.found().contains("another training"), error.found());
              return "first";
            });
    assertEquals("first", inner);
    assertEquals("after it", RunLock.holding(run, () -> "after it"));
  }

  @Test
  void trainingInADirectoryThatAnotherHoldsIsRefused() {
    Cohort cohort = SyntheticCohort.write(folder.resolve("cohort"), 4);
    Path run = folder.resolve("run");
    DoseDataException error =
        RunLock.holding(
            run,
            () ->
                assertThrows(
                    DoseDataException.class, () -> train(cohort, run, TrainingListener.SILENT)));
    assertTrue(error.found().contains("another training"), error.found());
    assertFalse(RunDirectory.isRun(run));
    train(cohort, run, TrainingListener.SILENT);
    assertTrue(RunDirectory.open(run).summary().isPresent());
  }

  /** A cohort holds the file of a split as a run does. */
  @Test
  void cohortIsNoPlaceForARun() {
    Path cases = folder.resolve("cohort");
    Cohort cohort = SyntheticCohort.write(cases, 4);
    SyntheticCohort.split(cohort).write(cases.resolve("splits.json"));
    assertThrows(DoseDataException.class, () -> train(cohort, cases, TrainingListener.SILENT));
    assertFalse(Files.exists(cases.resolve(RunLock.FILE)));
  }

  @Test
  void nothingIsWrittenInAFolderOfOtherThings() throws IOException {
    Cohort cohort = SyntheticCohort.write(folder.resolve("cohort"), 4);
    Path place = Files.createDirectories(folder.resolve("other"));
    Path theirs = Files.writeString(place.resolve("notes.txt"), "theirs");
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> train(cohort, place, TrainingListener.SILENT));
    assertEquals("other files", error.found());
    try (var files = Files.list(place)) {
      assertEquals(List.of(theirs), files.toList());
    }
  }

  @Test
  void listenerHearsOfTheDirectoryBeforeTheFirstStep() {
    Cohort cohort = SyntheticCohort.write(folder.resolve("cohort"), 4);
    Path run = folder.resolve("run");
    StringBuilder heard = new StringBuilder();
    train(
        cohort,
        run,
        new TrainingListener() {
          @Override
          public void started(Path place) {
            heard.append(place.equals(run) && RunDirectory.isRun(place) ? "started " : "wrong ");
          }

          @Override
          public void stepFinished(int epoch, int step, int steps, double loss) {
            heard.append("step ");
          }
        });
    assertTrue(heard.toString().startsWith("started step "), heard.toString());
  }

  @Test
  void vggWeightsAreToldByTheirContent() {
    Path file = folder.resolve("vgg.safetensors");
    Loss loss = new Loss(VoxelLoss.L1, 0, 0, false).withVgg(new VggLoss(1, file.toString()));
    write(file, 1);
    String one = Provenance.vggWeights(CONFIG.withLoss(loss)).orElseThrow();
    write(file, 2);
    String two = Provenance.vggWeights(CONFIG.withLoss(loss)).orElseThrow();
    assertTrue(one.matches("[0-9a-f]{64}") && !one.equals(two), one);
    assertTrue(Provenance.vggWeights(CONFIG).isEmpty());
  }

  private static void write(Path file, float value) {
    new TensorFile(Map.of("features.0.bias", FloatTensor.of(new float[] {value}, 1)), Map.of())
        .write(file);
  }

  private static void train(Cohort cohort, Path run, TrainingListener listener) {
    Training.start(CONFIG, cohort, SyntheticCohort.split(cohort), run, listener);
  }
}

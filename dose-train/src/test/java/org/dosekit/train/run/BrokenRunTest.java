package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run does when disk, code or start fail it. */
class BrokenRunTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 2, GridShape.cube(16))
          .withPatches(new Patches(GridShape.cube(16), 1, 2, 0.5))
          .withOptimisation(Optimisation.STANDARD.withLearningRate(3e-3))
          .withSchedule(Schedule.ofEpochs(3));

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
  void failingDiskLeavesTheLastGoodCheckpointAndTheRunGoesOnWhenItIsMended() throws IOException {
    Path whole = folder.resolve("whole");
    Training.start(CONFIG, cohort, split, whole, TrainingListener.SILENT);
    Path run = folder.resolve("run");
    Path obstacle = run.resolve("checkpoints/last.safetensors");
    Path good = run.resolve("good.safetensors");
    TrainingListener obstructing =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochMetrics metrics, boolean best, Duration remaining) {
            if (metrics.epoch() == 1) {
              // As a full disk would: the next checkpoint cannot take its place.
              move(obstacle, good);
              createFolder(obstacle);
            }
          }
        };

    DoseDataException error =
        assertThrows(
            DoseDataException.class, () -> Training.start(CONFIG, cohort, split, run, obstructing));

    assertTrue(error.remedy().contains("checkpoints of epoch 1 are whole"), error.remedy());
    RunDirectory broken = RunDirectory.open(run);
    assertEquals(1, broken.metrics().size());
    assertEquals(1, broken.state().orElseThrow().epoch());
    assertFalse(broken.weights(Checkpoint.BEST).isEmpty());
    Files.delete(obstacle);
    move(good, obstacle);
    Training.resume(cohort, run, TrainingListener.SILENT);
    TrainingTest.assertSameRun(whole, run);
  }

  @Test
  void otherCodeIsRefusedOrRecordedOnResume() throws IOException {
    Path run = folder.resolve("run");
    assertThrows(
        IllegalStateException.class,
        () -> Training.start(CONFIG, cohort, split, run, failingInEpoch(2)));
    Path file = run.resolve("run.json");
    JsonObject json = JsonObject.read(file);
    String threads = json.object("provenance").string("threads");
    json.object("provenance").put("code_version", "0.0.1").put("threads", "99");
    json.write(file);

    DoseDataException error =
        assertThrows(
            DoseDataException.class, () -> Training.resume(cohort, run, TrainingListener.SILENT));
    assertTrue(error.found().contains("code_version 0.0.1"), error.found());
    Training.resume(cohort, run, List.of(), CodeChange.RECORD, TrainingListener.SILENT);

    Map<String, String> provenance = RunDirectory.open(run).provenance();
    assertEquals("0.0.1", provenance.get("code_version"), "the beginning stays on record");
    assertEquals(threads, provenance.get("from epoch 2: threads"));
    assertEquals(3, RunDirectory.open(run).metrics().size());
  }

  @Test
  void startThatWasKilledIsStartedAgain() throws IOException {
    Path run = folder.resolve("run");
    split.write(run.resolve(Split.FILE_NAME));
    Files.createFile(run.resolve(RunLock.FILE));
    Path left = run.resolve(".run.json.01234567-89ab-cdef-0123-456789abcdef.tmp");
    Files.writeString(left, "{\"format\": \"dos");

    DoseDataException error =
        assertThrows(
            DoseDataException.class, () -> Training.resume(cohort, run, TrainingListener.SILENT));
    assertTrue(error.remedy().contains("start it anew"), error.remedy());
    Training.start(
        CONFIG.withSchedule(Schedule.ofEpochs(1)), cohort, split, run, TrainingListener.SILENT);

    assertFalse(Files.exists(left));
  }

  @Test
  void splitOfAnotherIsNotOverwritten() {
    Path run = folder.resolve("run");
    Split other =
        new Split(split.training(), /* validation= */ split.test(), /* test= */ split.validation());
    other.write(run.resolve(Split.FILE_NAME));
    assertThrows(
        DoseDataException.class,
        () -> Training.start(CONFIG, cohort, split, run, TrainingListener.SILENT));
    assertEquals(other, Split.read(run.resolve(Split.FILE_NAME)));
  }

  @Test
  void cohortTooSmallToBeSplitIsRefusedWithTheFewest() {
    Split tooFew = Split.seeded(cohort.ids().subList(0, 2), 1);
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                Training.start(
                    CONFIG, cohort, tooFew, folder.resolve("run"), TrainingListener.SILENT));
    assertTrue(error.found().contains("2 training and 0 validation"), error.found());
    assertTrue(error.remedy().contains("three cases"), error.remedy());
  }

  @Test
  void learningRateWarmsUpStepByStep() {
    // One epoch of two steps: of ten warm-up steps the first and the second.
    TrainingConfig config =
        CONFIG
            .withPatches(new Patches(GridShape.cube(16), 2, 2, 0.5))
            .withOptimisation(CONFIG.optimisation().withWarmupSteps(10))
            .withSchedule(Schedule.ofEpochs(6));
    Training.start(config, cohort, split, folder.resolve("run"), TrainingListener.SILENT);
    List<EpochMetrics> rows = RunDirectory.open(folder.resolve("run")).metrics();
    CosineSchedule cosine = new CosineSchedule(3e-3, 1e-6);
    for (int i = 0; i < 6; i++) {
      double warm = Math.min(1, 2 * (i + 1) / 10.0);
      assertEquals(warm * cosine.learningRate(i / 6.0), rows.get(i).learningRate(), 1e-12);
    }
  }

  private static TrainingListener failingInEpoch(int failing) {
    return new TrainingListener() {
      @Override
      public void stepFinished(int epoch, int step, int steps, double loss) {
        if (epoch == failing) {
          throw new IllegalStateException("the power fails");
        }
      }
    };
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.volume.Volume;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 4, GridShape.cube(16))
          .withPatches(new Patches(GridShape.cube(16), 2, 2, 0.5))
          .withOptimisation(Optimisation.STANDARD.withLearningRate(3e-3))
          .withSchedule(Schedule.ofEpochs(3));

  @TempDir static Path data;
  private static Cohort cohort;
  private static Split split;

  @TempDir Path folder;

  @BeforeAll
  static void writeCases() {
    cohort = SyntheticCohort.write(data, 8);
    split = SyntheticCohort.split(cohort);
  }

  @Test
  void trainingLearnsAndLeavesACompleteRunDirectory() throws IOException {
    Path path = folder.resolve("run");
    TrainingConfig config = CONFIG.withSchedule(Schedule.ofEpochs(8));
    List<EpochMetrics> heard = new ArrayList<>();

    RunSummary summary = Training.start(config, cohort, split, path, recording(heard));

    RunDirectory run = RunDirectory.open(path);
    List<EpochMetrics> rows = run.metrics();
    assertEquals(heard, rows);
    assertEquals(8, rows.size());
    assertTrue(rows.get(7).trainLoss() < rows.get(0).trainLoss() / 2, rows.toString());
    assertEquals(Optional.of(summary), run.summary());
    assertEquals(RunSummary.End.EPOCHS, summary.end());
    assertEquals(summary.bestValMaeGy(), rows.stream().mapToDouble(this::mae).min().orElseThrow());
    assertEquals(summary.bestValMaeGy(), mae(rows.get(summary.bestEpoch() - 1)));
    assertEquals(config, run.config());
    assertEquals(split, run.split());
    assertEquals(cohort.sha256(), run.provenance().get("data_sha256"));
    assertEquals(
        Set.of(
            ".lock",
            "run.json",
            "splits.json",
            "metrics.csv",
            "summary.json",
            "checkpoints/best.safetensors",
            "checkpoints/best.json",
            "checkpoints/last.safetensors",
            "checkpoints/last.json",
            "checkpoints/last.optimizer.safetensors",
            "tensorboard"),
        files(path));
    assertFalse(Files.readString(path.resolve("run.json")).contains(data.toString()));
  }

  @Test
  void trainedModelPredictsAnUnseenCaseBetterThanItsConstantBest() {
    Path path = folder.resolve("run");
    Training.start(
        CONFIG.withSchedule(Schedule.ofEpochs(8)), cohort, split, path, TrainingListener.SILENT);
    Case unseen = cohort.load(split.test().get(0));

    Volume predictedGy;
    try (PatchModel model = RunDirectory.open(path).openModel(Checkpoint.BEST)) {
      predictedGy = Predictor.of(model).predictGy(unseen);
    }

    float[] plannedGy = unseen.requireDoseGy().data();
    double[] sorted = unseen.body().indices().mapToDouble(i -> plannedGy[i]).sorted().toArray();
    double median = sorted[sorted.length / 2];
    double constantMae =
        unseen.body().indices().mapToDouble(i -> Math.abs(plannedGy[i] - median)).sum();
    double mae =
        unseen
            .body()
            .indices()
            .mapToDouble(i -> Math.abs(plannedGy[i] - predictedGy.data()[i]))
            .sum();
    assertTrue(mae < constantMae / 2, mae + " of " + constantMae);
  }

  @Test
  void doseVolumeTermsAreLearntAndLogged() {
    DvhLoss dvh = DvhLoss.of(CONFIG.protocol(), DvhTermSet.METRICS, 1);
    TrainingConfig config =
        CONFIG
            .withPatches(CONFIG.patches().withTargetFraction(0.5))
            .withLoss(CONFIG.loss().withDvh(dvh.withMinimumFraction(0.5)))
            .withSchedule(Schedule.ofEpochs(8));
    List<EpochMetrics> rows = new ArrayList<>();

    Training.start(config, cohort, split, folder.resolve("run"), recording(rows));

    String d95 = "dvh/PTV70 D95%[Gy] difference";
    assertTrue(term(rows.get(7), d95) < term(rows.get(0), d95) / 2, rows::toString);
    assertTrue(term(rows.get(0), "dvh/fraction") > 0.3);
    assertFalse(
        rows.get(0).trainTerms().containsKey("dvh/Rectum Mean[Gy] difference"),
        "these cases have no rectum");
  }

  private static double term(EpochMetrics row, String name) {
    return Objects.requireNonNull(row.trainTerms().get(name), name);
  }

  @Test
  void resumedRunIsBitIdenticalToAnUninterruptedOne() {
    TrainingConfig config =
        CONFIG
            .withLoss(CONFIG.loss().withWeighting(LossWeighting.Uncertainty.STANDARD))
            .withOptimisation(CONFIG.optimisation().withAverageDecay(0.9));
    Path whole = folder.resolve("whole");
    Training.start(config, cohort, split, whole, TrainingListener.SILENT);
    Path broken = folder.resolve("broken");
    assertThrows(
        IllegalStateException.class,
        () -> Training.start(config, cohort, split, broken, failingInEpoch(2)));
    assertThrows(
        IllegalStateException.class, () -> Training.resume(cohort, broken, failingInEpoch(3)));

    Training.resume(cohort, broken, TrainingListener.SILENT);

    assertSameRun(whole, broken);
  }

  @Test
  void sameSeedGivesTheSameWeights() {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    TrainingConfig config = CONFIG.withSchedule(Schedule.ofEpochs(1));
    Training.start(config, cohort, split, one, TrainingListener.SILENT);
    Training.start(config, cohort, split, two, TrainingListener.SILENT);
    assertSameWeights(
        RunDirectory.open(one).weights(Checkpoint.LAST),
        RunDirectory.open(two).weights(Checkpoint.LAST));
  }

  @Test
  void wholeVolumesOnACoarsenedGridTrainToo() {
    // The grid of 12 x 14 x 8 blocks lies in the middle of the patch.
    TrainingConfig config =
        CONFIG
            .withEncoding(Encoding.STANDARD.withCoarsening(2))
            .withLoss(new Loss(VoxelLoss.L1, 0.1, 0.05, true))
            .withSchedule(Schedule.ofEpochs(6));

    Training.start(config, cohort, split, folder.resolve("run"), TrainingListener.SILENT);

    List<EpochMetrics> rows = RunDirectory.open(folder.resolve("run")).metrics();
    assertEquals(Set.of("l1", "negative_dose", "gradient"), rows.get(0).trainTerms().keySet());
    assertTrue(rows.get(5).trainLoss() < rows.get(0).trainLoss() / 2, rows.toString());
    assertTrue(mae(rows.get(5)) < mae(rows.get(0)), rows.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"step", "validation", "epoch"})
  void interruptedRunIsSavedWhereItIsAndEndsAsIfItHadNotStopped(String moment) {
    TrainingConfig config = CONFIG.withOptimisation(CONFIG.optimisation().withAverageDecay(0.9));
    Path whole = folder.resolve("whole");
    Training.start(config, cohort, split, whole, TrainingListener.SILENT);
    Path path = folder.resolve("run");
    List<String> stops = new ArrayList<>();
    TrainingListener interrupting =
        new TrainingListener() {
          private void interruptIf(boolean now) {
            if (now) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void stepFinished(int epoch, int step, int steps, double loss) {
            interruptIf(moment.equals("step") && epoch == 2 && step == 4);
          }

          @Override
          public void validationFinished(int epoch, int done, int cases) {
            interruptIf(moment.equals("validation") && epoch == 2);
          }

          @Override
          public void epochFinished(EpochMetrics metrics, boolean best, Duration remaining) {
            interruptIf(moment.equals("epoch") && metrics.epoch() == 2);
          }

          @Override
          public void stopped(int epoch, int batch, int batches) {
            stops.add("epoch %d, batch %d of %d".formatted(epoch, batch, batches));
          }
        };
    assertThrows(
        CancellationException.class,
        () -> Training.start(config, cohort, split, path, interrupting));
    assertTrue(Thread.interrupted(), "the interrupt is handed on");
    String expected =
        switch (moment) {
          case "step" -> "epoch 2, batch 4 of 6";
          case "validation" -> "epoch 2, batch 6 of 6";
          default -> "epoch 3, batch 0 of 6";
        };
    assertEquals(List.of(expected), stops);
    List<Integer> steps = new ArrayList<>();

    Training.resume(
        cohort,
        path,
        new TrainingListener() {
          @Override
          public void stepFinished(int epoch, int step, int count, double loss) {
            steps.add(step);
          }
        });

    assertSameRun(whole, path);
    int missing = moment.equals("step") ? 8 : 6;
    assertEquals(missing, steps.size(), "no step is done twice: " + steps);
  }

  @Test
  void nativeHandlesDoNotGrowOverEpochs() {
    RunDirectory run =
        RunDirectory.create(folder.resolve("run"), CONFIG, Map.of(), split, Optional.empty());
    Set<Integer> handles = new TreeSet<>();
    TrainingLoop[] self = new TrainingLoop[1];
    TrainingListener counting =
        new TrainingListener() {
          @Override
          public void stepFinished(int epoch, int step, int steps, double loss) {
            handles.add(self[0].nativeHandles());
          }
        };
    try (TrainingLoop loop = open(run, counting, System::nanoTime)) {
      self[0] = loop;
      loop.run();
      handles.add(loop.nativeHandles());
    }
    assertEquals(1, handles.size(), handles.toString());
  }

  @Test
  void timeLimitEndsTheRunAndBringsTheLearningRateDown() {
    // Six steps an epoch, 10 s each by this clock: three epochs fit into 200 s.
    TrainingConfig config =
        CONFIG.withSchedule(
            Schedule.ofEpochs(1000).withMaxMinutes(200 / 60.0).withValidateEvery(100));
    RunDirectory run =
        RunDirectory.create(folder.resolve("run"), config, Map.of(), split, Optional.empty());
    long[] seconds = {0};
    TrainingListener ticking =
        new TrainingListener() {
          @Override
          public void stepFinished(int epoch, int step, int steps, double loss) {
            seconds[0] += 10;
          }
        };

    RunSummary summary;
    try (TrainingLoop loop = open(run, ticking, () -> seconds[0] * 1_000_000_000)) {
      summary = loop.run();
    }

    assertEquals(RunSummary.End.TIME, summary.end());
    List<EpochMetrics> rows = run.metrics();
    assertEquals(3, rows.size());
    CosineSchedule cosine = new CosineSchedule(3e-3, 1e-6);
    for (int i = 0; i < 3; i++) {
      assertEquals(cosine.learningRate(i * 60 / 200.0), rows.get(i).learningRate(), 1e-12);
    }
    assertTrue(rows.get(1).validationMaeGy().isEmpty());
    assertTrue(rows.get(2).validationMaeGy().isPresent(), "the last epoch is validated");
  }

  @Test
  void patienceEndsARunThatNoLongerImproves() {
    // A step of 1e-15 changes no weight of float32, so nothing improves after the first epoch.
    TrainingConfig config =
        CONFIG
            .withOptimisation(new Optimisation(1e-15, 0, 0, 0))
            .withSchedule(Schedule.ofEpochs(50).withPatience(2));

    RunSummary summary =
        Training.start(config, cohort, split, folder.resolve("run"), TrainingListener.SILENT);

    assertEquals(RunSummary.End.PATIENCE, summary.end());
    assertEquals(1, summary.bestEpoch());
    assertEquals(3, summary.epochs());
  }

  @Test
  void directoryWithOtherFilesIsRefused() throws IOException {
    Path path = Files.createDirectories(folder.resolve("run"));
    Files.writeString(path.resolve("notes.txt"), "mine");

    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () -> Training.start(CONFIG, cohort, split, path, TrainingListener.SILENT));

    assertTrue(error.found().contains("other files"));
    assertEquals(Set.of("notes.txt"), files(path));
  }

  @Test
  void finishedRunIsNotResumed() {
    Path path = folder.resolve("run");
    TrainingConfig config = CONFIG.withSchedule(Schedule.ofEpochs(1));
    Training.start(config, cohort, split, path, TrainingListener.SILENT);
    DoseDataException error =
        assertThrows(
            DoseDataException.class, () -> Training.resume(cohort, path, TrainingListener.SILENT));
    assertTrue(error.found().contains("finished"));
  }

  @Test
  void runIsNotResumedOnOtherData() {
    Path path = folder.resolve("run");
    assertThrows(
        IllegalStateException.class,
        () -> Training.start(CONFIG, cohort, split, path, failingInEpoch(2)));
    Cohort other = SyntheticCohort.write(folder.resolve("other"), 9);
    DoseDataException error =
        assertThrows(
            DoseDataException.class, () -> Training.resume(other, path, TrainingListener.SILENT));
    assertTrue(error.found().contains("other data"));
  }

  @Test
  void lossThatIsNotFiniteEndsTheRunWithItsCasesAndLeavesItWhole() {
    Cohort broken = cohortWithAnEndlessDose(folder.resolve("cases"), 3);
    Path path = folder.resolve("run");

    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                Training.start(
                    CONFIG, broken, SyntheticCohort.split(broken), path, TrainingListener.SILENT));

    assertTrue(error.found().contains("step 1"), error.found());
    assertTrue(error.found().contains("cases [case_1]"), error.found());
    assertTrue(error.remedy().contains("no checkpoint is written yet"), error.remedy());
    assertEquals(Set.of(".lock", "run.json", "splits.json", "tensorboard"), files(path));
  }

  @Test
  void batchesThatAreNotFiniteAreSkippedUpToALimitAndCounted() {
    // Two training cases, one of them endless; two patches a case one by one: two bad in four.
    Cohort broken = cohortWithAnEndlessDose(folder.resolve("cases"), 4);
    TrainingConfig config =
        CONFIG
            .withPatches(new Patches(GridShape.cube(16), 2, 1, 0.5))
            .withOptimisation(CONFIG.optimisation().withSkipBadBatches(3));
    List<List<String>> skipped = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void batchSkipped(int epoch, int batch, List<String> caseIds) {
            skipped.add(caseIds);
          }
        };
    Path path = folder.resolve("run");

    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () -> Training.start(config, broken, SyntheticCohort.split(broken), path, listener));

    assertEquals(Collections.nCopies(3, List.of("case_1")), skipped);
    assertTrue(error.found().contains("epoch 2, cases [case_1]"), error.found());
    assertTrue(error.remedy().contains("checkpoints of epoch 1 are whole"), error.remedy());
    List<EpochMetrics> rows = RunDirectory.open(path).metrics();
    assertEquals(List.of(2), rows.stream().map(EpochMetrics::skippedBatches).toList());
    assertTrue(Double.isFinite(rows.get(0).trainLoss()), rows.toString());
  }

  @Test
  void epochWithoutAFiniteBatchEndsTheRun() {
    Cohort broken = cohortWithAnEndlessDose(folder.resolve("cases"), 3);
    TrainingConfig config = CONFIG.withOptimisation(CONFIG.optimisation().withSkipBadBatches(1000));
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                Training.start(
                    config,
                    broken,
                    SyntheticCohort.split(broken),
                    folder.resolve("run"),
                    TrainingListener.SILENT));
    assertTrue(error.found().contains("no batch of epoch 1"), error.found());
  }

  @Test
  void checkpointThatCannotBeWrittenLeavesNoPartialFile() {
    Path path = folder.resolve("run");
    TrainingListener obstructing =
        new TrainingListener() {
          @Override
          public void stepFinished(int epoch, int step, int steps, double loss) {
            if (step == 1) {
              // A file where the folder of checkpoints would be.
              write(path.resolve("checkpoints"));
            }
          }
        };

    assertThrows(
        DoseDataException.class, () -> Training.start(CONFIG, cohort, split, path, obstructing));

    assertEquals(
        Set.of(".lock", "run.json", "splits.json", "tensorboard", "checkpoints"), files(path));
  }

  @Test
  void splitWithoutValidationIsRefusedBeforeAnythingIsWritten() {
    Path path = folder.resolve("run");
    Split none = new Split(cohort.ids(), List.of(), List.of());
    assertThrows(
        DoseDataException.class,
        () -> Training.start(CONFIG, cohort, none, path, TrainingListener.SILENT));
    assertFalse(Files.exists(path));
  }

  @Test
  void unreadableCaseEndsTheRunWithItsName() throws IOException {
    Path cases = folder.resolve("cases");
    Cohort damaged = SyntheticCohort.write(cases, 4);
    Files.write(cases.resolve("case_2.npz"), new byte[] {1, 2, 3});
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                Training.start(
                    CONFIG,
                    damaged,
                    SyntheticCohort.split(damaged),
                    folder.resolve("run"),
                    TrainingListener.SILENT));
    assertTrue(error.getMessage().contains("case_2"), error.getMessage());
  }

  private TrainingLoop open(
      RunDirectory run, TrainingListener listener, java.util.function.LongSupplier nanoTime) {
    Selection selection = Selection.of(run.config().schedule(), List.of());
    return TrainingLoop.open(
        run,
        cohort,
        split,
        selection,
        FullVolumeValidation.of(cohort, split.validation(), run.config(), selection),
        listener,
        Optional.empty(),
        nanoTime);
  }

  private double mae(EpochMetrics row) {
    return row.validationMaeGy().orElseThrow();
  }

  /** Three cases or more; case_1, which trains, has doses whose squares are beyond float32. */
  private static Cohort cohortWithAnEndlessDose(Path folder, int cases) {
    SyntheticCohort.write(folder, cases);
    Case patient = SyntheticCohort.patient("case_1", new SplittableRandom(1));
    float[] doseGy = patient.requireDoseGy().data().clone();
    for (int i = 0; i < doseGy.length; i++) {
      doseGy[i] *= 1e30f / 70;
    }
    CaseFile.write(
        patient.withDoseGy(Volume.of(patient.grid(), doseGy)), folder.resolve("case_1.npz"));
    return Cohort.open(folder);
  }

  /** Bitwise; times aside. */
  static void assertSameRun(Path expectedPath, Path actualPath) {
    RunDirectory expected = RunDirectory.open(expectedPath);
    RunDirectory actual = RunDirectory.open(actualPath);
    for (Checkpoint checkpoint : Checkpoint.values()) {
      assertSameWeights(expected.weights(checkpoint), actual.weights(checkpoint));
    }
    TrainingState expectedState = expected.state().orElseThrow();
    TrainingState actualState = actual.state().orElseThrow();
    assertSameWeights(expectedState.weights(), actualState.weights());
    assertSameWeights(expectedState.optimizer().moments(), actualState.optimizer().moments());
    assertEquals(expectedState.best(), actualState.best());
    assertEquals(
        expected.metrics().stream().map(TrainingTest::timeless).toList(),
        actual.metrics().stream().map(TrainingTest::timeless).toList());
  }

  private static EpochMetrics timeless(EpochMetrics row) {
    return new EpochMetrics(
        row.epoch(),
        row.learningRate(),
        row.trainLoss(),
        row.trainTerms(),
        row.skippedBatches(),
        row.validation(),
        0);
  }

  private static TrainingListener recording(List<EpochMetrics> rows) {
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochMetrics metrics, boolean best, Duration remaining) {
        rows.add(metrics);
      }
    };
  }

  private static TrainingListener failingInEpoch(int failing) {
    return new TrainingListener() {
      @Override
      public void stepFinished(int epoch, int step, int steps, double loss) {
        if (epoch == failing && step == 2) {
          throw new IllegalStateException("the power fails");
        }
      }
    };
  }

  private static void assertSameWeights(
      Map<String, FloatTensor> expected, Map<String, FloatTensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, tensor) ->
            assertArrayEquals(
                tensor.toArray(),
                Optional.ofNullable(actual.get(name)).orElseThrow().toArray(),
                name));
  }

  private static Set<String> files(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          // Named by the time.
          .map(name -> name.startsWith("tensorboard/events") ? "tensorboard" : name)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "in the way");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;
import org.dosekit.train.run.ValidationMetric.Better;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationMetricTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 2, GridShape.cube(16))
          .withPatches(new Patches(GridShape.cube(16), 1, 2, 0.5))
          .withOptimisation(Optimisation.STANDARD.withLearningRate(3e-3));

  /** The mean predicted dose: it rises while a network learns from nothing. */
  private static final ValidationMetric MEAN =
      metric("mean_gy", Better.HIGHER, (patient, doseGy) -> OptionalDouble.of(mean(doseGy)));

  /** As good when it is lower: the first epochs are the best by it. */
  private static final ValidationMetric COLD =
      metric("cold_gy", Better.LOWER, (patient, doseGy) -> OptionalDouble.of(mean(doseGy)));

  private static final ValidationMetric ABSENT =
      metric("absent", Better.LOWER, (patient, doseGy) -> OptionalDouble.empty());

  @TempDir static Path data;
  private static Cohort cohort;
  private static Split split;

  @TempDir Path folder;

  @BeforeAll
  static void writeCases() {
    cohort = SyntheticCohort.write(data, 6);
    split = SyntheticCohort.split(cohort);
  }

  @Test
  void bestEpochAndPatienceGoByTheChosenMetricInItsDirection() {
    Schedule schedule = Schedule.ofEpochs(8).withMetrics(List.of("mean_gy"));
    RunSummary hot = train("hot", schedule.withSelectBy("mean_gy"));
    RunSummary cold = train("cold", schedule.withSelectBy("cold_gy").withPatience(3));

    List<EpochMetrics> rows = RunDirectory.open(folder.resolve("hot")).metrics();
    Comparator<EpochMetrics> byMean =
        Comparator.comparingDouble(row -> row.validation("mean_gy").orElseThrow());
    EpochMetrics hottest = rows.stream().max(byMean).orElseThrow();
    assertEquals("mean_gy", hot.selectedBy());
    assertEquals(hottest.epoch(), hot.bestEpoch());
    assertEquals(hottest.validation("mean_gy").orElseThrow(), hot.bestValue());
    assertEquals(hottest.validationMaeGy().orElseThrow(), hot.bestValMaeGy());
    List<EpochMetrics> coldRows = RunDirectory.open(folder.resolve("cold")).metrics();
    EpochMetrics coldest = coldRows.stream().min(byMean).orElseThrow();
    assertEquals(coldest.epoch(), cold.bestEpoch());
    assertTrue(cold.bestEpoch() != hot.bestEpoch(), "the two differ here");
    assertTrue(
        cold.end() == RunSummary.End.EPOCHS || cold.epochs() == cold.bestEpoch() + 3,
        cold.toString());
  }

  @Test
  void everyMetricIsAColumnAndInTheCheckpointAndTheEventFile() throws Exception {
    train("run", Schedule.ofEpochs(1).withMetrics(List.of("mean_gy", "absent", "cold_gy")));
    Path run = folder.resolve("run");
    String header = Files.readAllLines(run.resolve("metrics.csv")).get(0);
    assertTrue(header.endsWith("val/loss,val/mae_gy,val/mean_gy,val/cold_gy"), header);
    assertTrue(Files.readString(run.resolve("checkpoints/best.json")).contains("mean_gy"));
    try (var files = Files.list(run.resolve("tensorboard"))) {
      byte[] events = Files.readAllBytes(files.findAny().orElseThrow());
      String text = new String(events, java.nio.charset.StandardCharsets.ISO_8859_1);
      assertTrue(text.contains("val/mean_gy") && text.contains("train/mse"), text);
    }
  }

  @Test
  void unknownMetricIsRefusedBeforeAnythingIsWrittenWithTheNearest() {
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () -> train("run", Schedule.ofEpochs(1).withSelectBy("mean_gi")));
    assertEquals("did you mean 'mean_gy'?", error.remedy());
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  void metricThatNoCaseHasIsRefusedBeforeARunIsMade() {
    TrainingListener noSteps =
        new TrainingListener() {
          @Override
          public void stepFinished(int epoch, int step, int steps, double loss) {
            throw new IllegalStateException("trained in vain");
          }
        };
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                Training.start(
                    CONFIG.withSchedule(Schedule.ofEpochs(1).withSelectBy("absent")),
                    cohort,
                    split,
                    folder.resolve("run"),
                    List.of(ABSENT),
                    noSteps));
    assertTrue(error.found().contains("'absent'"), error.found());
    assertFalse(Files.exists(folder.resolve("run")), "the corrected command can use it");
  }

  @Test
  void metricThatIsNotFiniteIsRefusedWithItsCase() {
    ValidationMetric broken =
        metric("broken", Better.LOWER, (patient, dose) -> OptionalDouble.of(Double.NaN));
    DoseDataException error =
        assertThrows(
            DoseDataException.class,
            () ->
                Training.start(
                    CONFIG.withSchedule(Schedule.ofEpochs(1).withMetrics(List.of("broken"))),
                    cohort,
                    split,
                    folder.resolve("run"),
                    List.of(broken),
                    TrainingListener.SILENT));
    assertEquals(split.validation().get(0), error.subject());
    assertTrue(error.found().contains("broken"), error.found());
  }

  private RunSummary train(String name, Schedule schedule) {
    return Training.start(
        CONFIG.withSchedule(schedule),
        cohort,
        split,
        folder.resolve(name),
        List.of(MEAN, COLD, ABSENT),
        TrainingListener.SILENT);
  }

  private static double mean(Volume doseGy) {
    double sum = 0;
    for (float gy : doseGy.data()) {
      sum += gy;
    }
    return sum / doseGy.data().length;
  }

  private static ValidationMetric metric(
      String name, Better better, BiFunction<Case, Volume, OptionalDouble> reading) {
    return new ValidationMetric() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Better better() {
        return better;
      }

      @Override
      public OptionalDouble measure(Case patient, Volume predictedGy) {
        return reading.apply(patient, predictedGy);
      }
    };
  }
}

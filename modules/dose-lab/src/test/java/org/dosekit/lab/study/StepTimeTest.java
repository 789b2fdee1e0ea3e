package org.dosekit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dosekit.core.patient.Split;
import org.dosekit.train.run.EpochMetrics;
import org.dosekit.train.run.TrainingConfig;
import org.junit.jupiter.api.Test;

class StepTimeTest {
  /** 3 cases of 4 patches in batches of 2: 6 steps an epoch. */
  private static final StudyTask TASK = StudyPlanTest.plan(StudyPlanTest.study("")).tasks().get(0);

  private static final TrainingConfig CONFIG = TASK.config();
  private static final Split SPLIT = new Split(List.of("a", "b", "c"), List.of("d"), List.of("e"));

  @Test
  void theMedianOfEpochsThatWereNotValidatedIsTaken() {
    assertEquals(4, CONFIG.patches().perCase());
    // The first loads the cases; the third and fifth validate; 12 s and 18 s for 6 steps are left.
    OptionalDouble seconds = seconds(List.of(100.0, 112.0, 162.0, 180.0, 230.0), 3, 5);
    assertEquals((2 + 3) / 2.0, seconds.orElseThrow(), 1e-12);
  }

  @Test
  void validatedEpochsCountWhereThereAreNoOthers() {
    assertEquals(2, seconds(List.of(1.0, 13.0), 1, 2).orElseThrow(), 1e-12);
    assertTrue(seconds(List.of(5.0), 1).isEmpty());
    assertTrue(seconds(List.of()).isEmpty());
  }

  private static OptionalDouble seconds(List<Double> elapsed, int... validated) {
    List<EpochMetrics> epochs = new ArrayList<>();
    for (double time : elapsed) {
      int epoch = epochs.size() + 1;
      boolean isValidated = Arrays.stream(validated).anyMatch(v -> v == epoch);
      epochs.add(
          new EpochMetrics(
              epoch, 1e-4, 1, Map.of(), 0, isValidated ? Map.of("mae_gy", 1.0) : Map.of(), time));
    }
    return StepTime.seconds(epochs, CONFIG, SPLIT);
  }
}

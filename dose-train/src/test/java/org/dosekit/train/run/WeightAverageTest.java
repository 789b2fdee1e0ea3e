package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.dosekit.core.tensorfile.FloatTensor;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
  @Test
  void averageFollowsTheGeometricSeries() {
    WeightAverage average = WeightAverage.startingAt(weights(1), 0.5);
    // From step 8 on, (1 + n) / (10 + n) is at least 0.5.
    for (int step = 8; step < 12; step++) {
      average.add(weights(0), step);
    }
    assertEquals(Math.pow(0.5, 4), value(average), 1e-7);
  }

  @Test
  void earlyStepsForgetTheInitialWeights() {
    WeightAverage average = WeightAverage.startingAt(weights(1), 0.999);
    average.add(weights(0), 1);
    assertEquals(2.0 / 11, value(average), 1e-7);
  }

  @Test
  void shapesAreKeptAndCopiesAreIndependent() {
    WeightAverage average = WeightAverage.startingAt(weights(1), 0.9);
    Map<String, FloatTensor> before = average.weights();
    average.add(weights(5), 100);
    assertArrayEquals(new int[] {2, 1}, first(average.weights()).shape());
    assertEquals(1, first(before).toArray()[0]);
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    WeightAverage average = WeightAverage.startingAt(weights(1), 0.9);
    assertThrows(
        IllegalArgumentException.class,
        () -> average.add(Map.of("v", FloatTensor.of(new float[2], 2)), 1));
  }

  private static double value(WeightAverage average) {
    return first(average.weights()).toArray()[0];
  }

  private static FloatTensor first(Map<String, FloatTensor> weights) {
    return weights.values().iterator().next();
  }

  private static Map<String, FloatTensor> weights(float value) {
    return Map.of("w", FloatTensor.of(new float[] {value, value}, 2, 1));
  }
}

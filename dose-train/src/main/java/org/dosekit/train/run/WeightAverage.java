package org.dosekit.train.run;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * An exponential moving average of weights. Early on, when {@code (1 + n) / (10 + n)} is below the
 * decay, it takes that instead, so that the initial weights are soon forgotten.
 */
final class WeightAverage {
  /** One averaged parameter. */
  private record Mean(float[] values, int[] shape) {}

  private final double decay;
  private final Map<String, Mean> means = new LinkedHashMap<>();

  private WeightAverage(double decay) {
    this.decay = decay;
  }

  /** An average that starts at these weights. */
  static WeightAverage startingAt(Map<String, FloatTensor> weights, double decay) {
    WeightAverage average = new WeightAverage(decay);
    weights.forEach(
        (name, tensor) -> average.means.put(name, new Mean(tensor.toArray(), tensor.shape())));
    return average;
  }

  /**
   * Takes in the weights after an update.
   *
   * @param step updates done so far, from 1
   */
  void add(Map<String, FloatTensor> weights, long step) {
    float keep = (float) Math.min(decay, (1.0 + step) / (10.0 + step));
    weights.forEach(
        (name, tensor) -> {
          Mean mean = means.get(name);
          if (mean == null || mean.values().length != tensor.size()) {
            throw new IllegalArgumentException("weights of another network: " + name);
          }
          FloatBuffer fresh = tensor.values();
          float[] values = mean.values();
          for (int i = 0; i < values.length; i++) {
            values[i] = keep * values[i] + (1 - keep) * fresh.get(i);
          }
        });
  }

  /** A copy of the average. */
  Map<String, FloatTensor> weights() {
    Map<String, FloatTensor> copy = new LinkedHashMap<>();
    means.forEach(
        (name, mean) -> copy.put(name, FloatTensor.of(mean.values().clone(), mean.shape())));
    return copy;
  }
}

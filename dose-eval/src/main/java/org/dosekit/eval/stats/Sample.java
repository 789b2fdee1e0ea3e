package org.dosekit.eval.stats;

import java.util.stream.DoubleStream;

/** Moments of values that this package is given. */
final class Sample {
  private Sample() {}

  /** The values themselves, when there are at least {@code least} and all are finite. */
  static double[] require(double[] values, int least) {
    if (values.length < least) {
      throw new IllegalArgumentException(values.length + " values; at least " + least);
    }
    if (!DoubleStream.of(values).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("NaN or infinity among the values");
    }
    return values;
  }

  static double mean(double[] values) {
    double about = DoubleStream.of(values).sum() / values.length;
    // The second pass takes off what rounding left: equal values give their mean exactly.
    return about + DoubleStream.of(values).map(v -> v - about).sum() / values.length;
  }

  /** The standard deviation of the population they come from: divided by n - 1. */
  static double std(double[] values) {
    double mean = mean(values);
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  static double[] differences(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "numbers of pairs differ: " + a.length + " != " + b.length);
    }
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = a[i] - b[i];
    }
    return differences;
  }
}

package org.dosekit.eval.score;

import java.util.stream.DoubleStream;

/**
 * Mean and spread of a number over cases.
 *
 * @param count how many cases have it; at least 1
 * @param mean in the number's unit
 * @param std the standard deviation over these cases themselves (divided by the count, NumPy's
 *     default), as the original project's files hold it
 */
public record Summary(int count, double mean, double std) {
  /** Checks that there is a case and all are finite. */
  public Summary {
    if (count < 1 || !Double.isFinite(mean) || !(std >= 0) || !Double.isFinite(std)) {
      throw new IllegalArgumentException(
          "a summary of %d cases, mean %s, std %s".formatted(count, mean, std));
    }
  }

  static Summary of(double... values) {
    double mean = DoubleStream.of(values).sum() / values.length;
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Summary(values.length, mean, Math.sqrt(squares / values.length));
  }
}

package org.dosekit.eval.stats;

/**
 * An interval of real numbers, e.g. a confidence interval.
 *
 * @param low its lower end, finite
 * @param high its upper end, finite, not below {@code low}
 */
public record Interval(double low, double high) {
  /** Checks the ends. */
  public Interval {
    if (!(low <= high) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException("interval from " + low + " to " + high);
    }
  }
}

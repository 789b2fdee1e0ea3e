package org.dosekit.eval.stats;

import java.util.Objects;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How well two ways of getting a number agree (Bland and Altman 1986, Statistical methods for
 * assessing agreement between two methods of clinical measurement, Lancet 327:307).
 *
 * @param pairs how many cases have both
 * @param bias the mean difference
 * @param std the standard deviation of the differences
 * @param limits the 95 % limits of agreement, bias -/+ 1.96 std: where 95 % of differences lie
 * @param biasInterval the 95 % confidence interval of the bias (Student's t)
 * @param lowLimitInterval the 95 % confidence interval of the lower limit
 * @param highLimitInterval the 95 % confidence interval of the upper limit
 */
public record BlandAltman(
    int pairs,
    double bias,
    double std,
    Interval limits,
    Interval biasInterval,
    Interval lowLimitInterval,
    Interval highLimitInterval) {
  private static final double UPPER_TAIL = 0.975;
  private static final double NORMAL_FACTOR =
      NormalDistribution.of(0, 1).inverseCumulativeProbability(UPPER_TAIL);

  /** Fewer say nothing of a spread. */
  static final int LEAST_PAIRS = 3;

  /** Checks the numbers. */
  public BlandAltman {
    Objects.requireNonNull(limits);
    Objects.requireNonNull(biasInterval);
    Objects.requireNonNull(lowLimitInterval);
    Objects.requireNonNull(highLimitInterval);
    if (pairs < LEAST_PAIRS || !Double.isFinite(bias) || !(std >= 0)) {
      throw new IllegalArgumentException("%d pairs, bias %s, std %s".formatted(pairs, bias, std));
    }
  }

  /**
   * The agreement of two measurements.
   *
   * @param a one value a case, at least 3, finite
   * @param b of the same cases in the same order
   * @throws IllegalArgumentException when not
   */
  public static BlandAltman of(double[] a, double[] b) {
    return ofDifferences(Sample.differences(a, b));
  }

  /**
   * The agreement of two measurements whose differences are known.
   *
   * @param differences one a case, at least 3, finite
   * @throws IllegalArgumentException when not
   */
  public static BlandAltman ofDifferences(double... differences) {
    int n = Sample.require(differences, LEAST_PAIRS).length;
    double bias = Sample.mean(differences);
    double std = Sample.std(differences);
    double t = TDistribution.of(n - 1.0).inverseCumulativeProbability(UPPER_TAIL);
    double reach = NORMAL_FACTOR * std;
    double ofBias = t * std / Math.sqrt(n);
    // The variance of a limit is that of the mean and of 1.96 std, about 3 std^2 / n together.
    double ofLimit = t * std * Math.sqrt(3.0 / n);
    return new BlandAltman(
        n,
        bias,
        std,
        around(bias, reach),
        around(bias, ofBias),
        around(bias - reach, ofLimit),
        around(bias + reach, ofLimit));
  }

  private static Interval around(double centre, double reach) {
    return new Interval(centre - reach, centre + reach);
  }
}

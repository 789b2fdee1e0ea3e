package org.dosekit.eval.stats;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

/**
 * A number over cases.
 *
 * @param count how many cases have it
 * @param mean in the number's unit
 * @param std the standard deviation of the population the cases come from (divided by n - 1);
 *     absent for one case
 * @param meanInterval the bootstrap confidence interval of the mean; absent for one case
 * @param median the middle case
 * @param quartiles the 25 % and 75 % quantiles, linear between cases (Hyndman and Fan type 7, as
 *     NumPy and R)
 */
public record CaseStatistics(
    int count,
    double mean,
    OptionalDouble std,
    Optional<Interval> meanInterval,
    double median,
    Interval quartiles) {
  private static final Quantile QUANTILE = Quantile.withDefaults().with(EstimationMethod.HF7);

  /** Checks that there is a case and the mean is finite. */
  public CaseStatistics {
    Objects.requireNonNull(std);
    Objects.requireNonNull(meanInterval);
    Objects.requireNonNull(quartiles);
    if (count < 1 || !Double.isFinite(mean) || !Double.isFinite(median)) {
      throw new IllegalArgumentException(
          "%d cases, mean %s, median %s".formatted(count, mean, median));
    }
  }

  /**
   * Describes values.
   *
   * @param values one a case, at least 1, finite
   * @throws IllegalArgumentException when not
   */
  public static CaseStatistics of(double[] values, Bootstrap bootstrap) {
    Sample.require(values, 1);
    boolean several = values.length > 1;
    double[] quantiles = QUANTILE.evaluate(values.clone(), 0.25, 0.5, 0.75);
    return new CaseStatistics(
        values.length,
        Sample.mean(values),
        several ? OptionalDouble.of(Sample.std(values)) : OptionalDouble.empty(),
        several ? Optional.of(bootstrap.ofMean(values)) : Optional.empty(),
        quantiles[1],
        new Interval(quantiles[0], quantiles[2]));
  }
}

package org.dosekit.eval.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Confidence intervals by resampling cases: bias-corrected and accelerated (BCa; Efron 1987, Better
 * bootstrap confidence intervals, J Am Stat Assoc 82:171). Immutable; the same seed gives the same
 * interval.
 */
public final class Bootstrap {
  private static final int DEFAULT_RESAMPLES = 10_000;
  private static final int LEAST_RESAMPLES = 100;
  private static final int MOST_RESAMPLES = 10_000_000;
  private static final double DEFAULT_CONFIDENCE = 0.95;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Resampled means closer than this part of the range to the mean itself count as equal to it. */
  private static final double SAME_MEAN = 1e-12;

  private final long seed;
  private final int resamples;
  private final double confidence;

  private Bootstrap(long seed, int resamples, double confidence) {
    this.seed = seed;
    this.resamples = resamples;
    this.confidence = confidence;
  }

  /** 95 % intervals from 10,000 resamples. */
  public static Bootstrap ofSeed(long seed) {
    return new Bootstrap(seed, DEFAULT_RESAMPLES, DEFAULT_CONFIDENCE);
  }

  /**
   * This bootstrap with another number of resamples.
   *
   * @throws IllegalArgumentException when it is not 100 to 10 million
   */
  public Bootstrap withResamples(int number) {
    if (number < LEAST_RESAMPLES || number > MOST_RESAMPLES) {
      throw new IllegalArgumentException(
          number + " resamples; " + LEAST_RESAMPLES + " to " + MOST_RESAMPLES);
    }
    return new Bootstrap(seed, number, confidence);
  }

  /**
   * This bootstrap with intervals of another confidence.
   *
   * @param level between 0 and 1
   */
  public Bootstrap withConfidence(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("confidence " + level + "; between 0 and 1");
    }
    return new Bootstrap(seed, resamples, level);
  }

  /** What resamples are drawn with. */
  public long seed() {
    return seed;
  }

  /** How many resamples are drawn. */
  public int resamples() {
    return resamples;
  }

  /** How often an interval holds the true value, were the study repeated. */
  public double confidence() {
    return confidence;
  }

  /**
   * The confidence interval of the mean; of equal values, their value.
   *
   * @param values one a case, at least 2, finite
   * @throws IllegalArgumentException when not
   */
  public Interval ofMean(double... values) {
    Sample.require(values, 2);
    double mean = Sample.mean(values);
    double range =
        Arrays.stream(values).max().getAsDouble() - Arrays.stream(values).min().getAsDouble();
    if (range == 0) {
      return new Interval(mean, mean);
    }
    double[] means = resampledMeans(values);
    double bias = biasCorrection(means, mean, range * SAME_MEAN);
    double acceleration = acceleration(values, mean);
    double tail = (1 - confidence) / 2;
    return new Interval(
        quantile(means, corrected(tail, bias, acceleration)),
        quantile(means, corrected(1 - tail, bias, acceleration)));
  }

  /** Ascending. */
  private double[] resampledMeans(double[] values) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[r] = sum / values.length;
    }
    Arrays.sort(means);
    return means;
  }

  /** How far, in standard deviations, the mean lies from the median of the resampled means. */
  private static double biasCorrection(double[] means, double mean, double tolerance) {
    long below = Arrays.stream(means).filter(m -> m < mean - tolerance).count();
    long same = Arrays.stream(means).filter(m -> Math.abs(m - mean) <= tolerance).count();
    double share = (below + same / 2.0) / means.length;
    // All on one side: rounding, or a value in thousands; the correction is the largest there is.
    double least = 0.5 / means.length;
    return NORMAL.inverseCumulativeProbability(Math.max(least, Math.min(1 - least, share)));
  }

  /** A sixth of the skewness of the means that leave one value out. */
  private static double acceleration(double[] values, double mean) {
    double squares = 0;
    double cubes = 0;
    for (double value : values) {
      double deviation = value - mean;
      squares += deviation * deviation;
      cubes += deviation * deviation * deviation;
    }
    return cubes / (6 * Math.pow(squares, 1.5));
  }

  private static double corrected(double probability, double bias, double acceleration) {
    double z = bias + NORMAL.inverseCumulativeProbability(probability);
    return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
  }

  private static double quantile(double[] ascending, double probability) {
    double rank = probability * (ascending.length - 1);
    int below = (int) Math.floor(rank);
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
  }
}

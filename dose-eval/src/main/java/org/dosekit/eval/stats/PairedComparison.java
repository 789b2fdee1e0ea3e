package org.dosekit.eval.stats;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/** Two experiments on the same cases. */
public sealed interface PairedComparison {
  /**
   * The fewest cases that must differ: with 5 the smallest possible two-sided p value is 2/2^5 =
   * 0.0625, so that no difference could be found whatever its size.
   */
  int LEAST_PAIRS = 6;

  /** The most cases for which the p value is exact. */
  int MOST_EXACT_PAIRS = 1023;

  /** How many cases both have. */
  int pairs();

  /**
   * The answer.
   *
   * @param pairs how many cases both have
   * @param differing how many of them differ
   * @param meanDifference first minus second, mean over the cases
   * @param meanDifferenceInterval its bootstrap confidence interval
   * @param positiveRankSum Wilcoxon's W+, the sum of ranks of positive differences, over cases that
   *     differ
   * @param pValue of the two-sided Wilcoxon signed-rank test over cases that differ, not corrected
   * @param exact whether the p value is exact; else, with ties or more than 1023 cases that differ,
   *     it is the normal approximation with tie and continuity correction
   * @param cohensDz mean difference / its standard deviation; absent when all differences are equal
   * @param rankBiserial the matched-pairs rank-biserial correlation (Kerby 2014), -1 to 1: the part
   *     of the rank sum that is positive minus that which is negative, over cases that differ
   */
  record Tested(
      int pairs,
      int differing,
      double meanDifference,
      Interval meanDifferenceInterval,
      double positiveRankSum,
      double pValue,
      boolean exact,
      OptionalDouble cohensDz,
      double rankBiserial)
      implements PairedComparison {
    /** Checks the numbers. */
    public Tested {
      Objects.requireNonNull(meanDifferenceInterval);
      Objects.requireNonNull(cohensDz);
      if (!(pValue >= 0 && pValue <= 1) || !(Math.abs(rankBiserial) <= 1)) {
        throw new IllegalArgumentException(
            "p value %s, rank-biserial %s".formatted(pValue, rankBiserial));
      }
    }
  }

  /**
   * No answer.
   *
   * @param pairs how many cases both have
   * @param reason why there is none, for people
   */
  record Refused(int pairs, String reason) implements PairedComparison {
    /** Checks for null. */
    public Refused {
      Objects.requireNonNull(reason);
    }
  }

  /**
   * Compares two experiments. Differences that agree within 1e-12 of the largest value count as
   * equal, so that rounding neither breaks ties nor makes a difference of nothing.
   *
   * @param first one value a case, finite
   * @param second of the same cases in the same order
   * @throws IllegalArgumentException when the lengths differ or a value is not finite
   */
  static PairedComparison of(double[] first, double[] second, Bootstrap bootstrap) {
    Sample.require(first, 0);
    Sample.require(second, 0);
    double[] differences = Sample.differences(first, second);
    double largest =
        DoubleStream.concat(Arrays.stream(first), Arrays.stream(second))
            .map(Math::abs)
            .max()
            .orElse(0);
    double[] rounded = rounded(differences, largest * 1e-12);
    double[] differing = Arrays.stream(rounded).filter(d -> d != 0).toArray();
    int pairs = differences.length;
    if (pairs < LEAST_PAIRS) {
      return new Refused(
          pairs,
          "%d cases in both; at least %d, because with fewer no p value can be below 0.05"
              .formatted(pairs, LEAST_PAIRS));
    }
    if (differing.length < LEAST_PAIRS) {
      return new Refused(
          pairs,
          "%d of %d cases differ; at least %d, because with fewer no p value can be below 0.05"
              .formatted(differing.length, pairs, LEAST_PAIRS));
    }
    // Equal values left out here, as Wilcoxon and R do: Commons Statistics 1.2 ranks them, and then
    // takes the ties among them off the variance although they are no part of it.
    WilcoxonSignedRankTest.Result result =
        WilcoxonSignedRankTest.withDefaults().with(PValueMethod.EXACT).test(differing);
    double rankSum = differing.length * (differing.length + 1.0) / 2;
    boolean allEqual = Arrays.stream(rounded).allMatch(d -> d == rounded[0]);
    return new Tested(
        pairs,
        differing.length,
        Sample.mean(differences),
        bootstrap.ofMean(rounded),
        result.getStatistic(),
        result.getPValue(),
        differing.length <= MOST_EXACT_PAIRS && !result.hasTiedValues(),
        allEqual
            ? OptionalDouble.empty()
            : OptionalDouble.of(Sample.mean(differences) / Sample.std(differences)),
        2 * result.getStatistic() / rankSum - 1);
  }

  private static double[] rounded(double[] differences, double unit) {
    return unit == 0
        ? differences.clone()
        : Arrays.stream(differences).map(d -> Math.rint(d / unit) * unit).toArray();
  }
}

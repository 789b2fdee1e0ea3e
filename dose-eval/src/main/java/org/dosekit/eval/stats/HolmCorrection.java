package org.dosekit.eval.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Correction of the p values of a family of tests so that the chance of any false finding among
 * them stays below the level (Holm 1979, A simple sequentially rejective multiple test procedure,
 * Scand J Stat 6:65).
 */
public final class HolmCorrection {
  private HolmCorrection() {}

  /**
   * The adjusted p values, in the order given: compare them with the level itself.
   *
   * @param pValues of all tests of the family, 0 to 1
   * @throws IllegalArgumentException when one is not 0 to 1
   */
  public static double[] adjusted(double... pValues) {
    for (double p : pValues) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("p value " + p + "; 0 to 1");
      }
    }
    int[] ascending =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[pValues.length];
    double largest = 0;
    for (int rank = 0; rank < ascending.length; rank++) {
      double stepped = Math.min(1, (ascending.length - rank) * pValues[ascending[rank]]);
      largest = Math.max(largest, stepped);
      adjusted[ascending[rank]] = largest;
    }
    return adjusted;
  }
}

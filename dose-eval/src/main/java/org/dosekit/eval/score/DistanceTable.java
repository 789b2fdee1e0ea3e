package org.dosekit.eval.score;

import java.util.ArrayDeque;

/**
 * The mean of a number by two signed distances in mm, in square bins; distances beyond the table
 * fall into its outermost bins, so an infinite one is as good as a far one. Mutable, not
 * thread-safe while it is filled.
 */
final class DistanceTable {
  static final double BIN_MM = 3;
  static final double NEAREST_MM = -30;
  static final double FARTHEST_MM = 180;
  private static final int BINS = (int) ((FARTHEST_MM - NEAREST_MM) / BIN_MM);

  private final double[] sums = new double[BINS * BINS];
  private final long[] counts = new long[BINS * BINS];

  void add(double firstMm, double secondMm, double value) {
    int bin = bin(firstMm, secondMm);
    sums[bin] += value;
    counts[bin]++;
  }

  /**
   * The means, each empty bin with the mean of the filled bin that is fewest steps away along the
   * axes.
   *
   * @throws IllegalStateException when nothing was added
   */
  float[] filledMeans() {
    float[] means = new float[BINS * BINS];
    boolean[] known = new boolean[BINS * BINS];
    ArrayDeque<Integer> frontier = new ArrayDeque<>();
    for (int bin = 0; bin < means.length; bin++) {
      if (counts[bin] > 0) {
        means[bin] = (float) (sums[bin] / counts[bin]);
        known[bin] = true;
        frontier.add(bin);
      }
    }
    if (frontier.isEmpty()) {
      throw new IllegalStateException("an empty table has no means");
    }
    while (!frontier.isEmpty()) {
      int bin = frontier.remove();
      for (int neighbour : neighbours(bin)) {
        if (!known[neighbour]) {
          known[neighbour] = true;
          means[neighbour] = means[bin];
          frontier.add(neighbour);
        }
      }
    }
    return means;
  }

  /** Where a pair of distances stands in the table. */
  static int bin(double firstMm, double secondMm) {
    return axisBin(firstMm) * BINS + axisBin(secondMm);
  }

  private static int axisBin(double mm) {
    double clamped = Math.min(Math.max(mm, NEAREST_MM), FARTHEST_MM);
    return Math.min((int) ((clamped - NEAREST_MM) / BIN_MM), BINS - 1);
  }

  /** The neighbours along both axes; a bin at the rim is its own neighbour there. */
  private static int[] neighbours(int bin) {
    int first = bin / BINS;
    int second = bin % BINS;
    return new int[] {
      Math.max(first - 1, 0) * BINS + second,
      Math.min(first + 1, BINS - 1) * BINS + second,
      first * BINS + Math.max(second - 1, 0),
      first * BINS + Math.min(second + 1, BINS - 1)
    };
  }
}

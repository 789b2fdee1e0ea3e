package org.dosekit.core.volume;

/**
 * The lowest of several parabolas of one width on the integers {@code 0..n-1}: one line of a
 * squared distance transform (Felzenszwalb and Huttenlocher 2012).
 *
 * <p>Each parabola stands on a site {@code v} and is {@code height + (spacing * (i - v))^2}. Where
 * one parabola takes over from the last is kept as an integer (Meijster, Roerdink and Hesselink
 * 2000), so parabolas that are nowhere lowest on an integer are dropped at once. Not thread-safe.
 */
final class LowerEnvelope {
  private final int n;

  /** {@code (spacing * (j - (n - 1)))^2}, so that a parabola reads it in one direction. */
  private final double[] square;

  /** {@code 1 / (2 * spacing^2 * j)}. */
  private final double[] inverse;

  private final int[] site;
  private final int[] start;
  private final double[] height;

  /** {@code height + (spacing * site)^2}. */
  private final double[] raised;

  /**
   * An envelope on {@code n} integers.
   *
   * @param spacing the distance between neighbours, mm
   */
  LowerEnvelope(int n, double spacing) {
    this.n = n;
    square = new double[2 * n - 1];
    inverse = new double[n];
    for (int j = 0; j < square.length; j++) {
      double distance = spacing * (j - (n - 1));
      square[j] = distance * distance;
    }
    for (int j = 1; j < n; j++) {
      inverse[j] = 1 / (2 * spacing * spacing * j);
    }
    site = new int[n];
    start = new int[n];
    height = new double[n];
    raised = new double[n];
  }

  /** An envelope of the same size and spacing that can be used beside the other. */
  LowerEnvelope(LowerEnvelope other) {
    n = other.n;
    square = other.square;
    inverse = other.inverse;
    site = new int[n];
    start = new int[n];
    height = new double[n];
    raised = new double[n];
  }

  /**
   * Writes the lowest value at each integer.
   *
   * @param sites ascending, in {@code 0..n-1}; the first {@code count} are read
   * @param count at least 1
   * @param heights of the sites' parabolas, finite, from {@code heightsFrom}
   * @param out written from {@code outFrom} to {@code outFrom + n}
   */
  void lowest(
      int[] sites, int count, double[] heights, int heightsFrom, double[] out, int outFrom) {
    int last = build(sites, count, heights, heightsFrom);
    int end = n;
    for (int k = last; k >= 0; k--) {
      double h = height[k];
      int toSquare = n - 1 - site[k];
      for (int i = start[k]; i < end; i++) {
        out[outFrom + i] = h + square[toSquare + i];
      }
      end = start[k];
    }
  }

  private int build(int[] sites, int count, double[] heights, int heightsFrom) {
    int top = -1;
    for (int j = 0; j < count; j++) {
      int v = sites[j];
      double h = heights[heightsFrom + j];
      double r = h + square[n - 1 + v];
      int from = 0;
      while (top >= 0) {
        // The first integer at which the new parabola is not above the top one.
        double meeting = (r - raised[top]) * inverse[v - site[top]];
        from = meeting <= 0 ? 0 : (int) Math.ceil(meeting);
        if (from > start[top]) {
          break;
        }
        top--;
      }
      if (top < 0) {
        from = 0;
      }
      if (from < n) {
        top++;
        site[top] = v;
        start[top] = from;
        height[top] = h;
        raised[top] = r;
      }
    }
    return top;
  }
}

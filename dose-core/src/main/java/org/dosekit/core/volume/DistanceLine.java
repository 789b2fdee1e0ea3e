package org.dosekit.core.volume;

/**
 * One line of a signed squared distance transform: positive values to the nearest voxel inside,
 * negative ones to the nearest outside.
 *
 * <p>Between two changes of sign the line is a problem of its own, as a voxel of the other sign is
 * at distance 0 from itself and shields what lies beyond it. So each run takes the lower envelope
 * of the parabolas {@code height + (spacing * (i - site))^2} that stand on its own voxels and, with
 * height 0, on its two neighbours (Felzenszwalb and Huttenlocher 2012); inside and outside together
 * cost one pass. Where one parabola takes over from the last is kept as an integer (Meijster,
 * Roerdink and Hesselink 2000), so parabolas that are lowest on no integer are dropped at once.
 *
 * <p>Not thread-safe.
 */
final class DistanceLine {
  private final int n;

  /** {@code (spacing * (j - n))^2}, so that a parabola reads it in one direction. */
  private final double[] square;

  /** {@code 1 / (2 * spacing^2 * j)}. */
  private final double[] inverse;

  private final int[] site;
  private final int[] start;
  private final double[] height;

  /** {@code height + (spacing * site)^2}. */
  private final double[] raised;

  private int top;

  /**
   * A line of {@code n} voxels.
   *
   * @param spacing the distance between neighbours, mm
   */
  DistanceLine(int n, double spacing) {
    this.n = n;
    square = new double[2 * n + 1];
    inverse = new double[n + 1];
    for (int j = 0; j <= 2 * n; j++) {
      double distance = spacing * (j - n);
      square[j] = distance * distance;
    }
    for (int j = 1; j <= n; j++) {
      inverse[j] = 1 / (2 * spacing * spacing * j);
    }
    site = new int[n];
    start = new int[n];
    height = new double[n];
    raised = new double[n];
  }

  /** A line of the same length and spacing for another thread. */
  DistanceLine(DistanceLine other) {
    n = other.n;
    square = other.square;
    inverse = other.inverse;
    site = new int[n];
    start = new int[n];
    height = new double[n];
    raised = new double[n];
  }

  /**
   * Replaces signed squared distances that knew other axes only by those that know this one too.
   *
   * @param signed not 0; infinite where the other axes hold no voxel of the other sign
   * @param first where the line's values start
   */
  void spread(double[] signed, int first) {
    int from = 0;
    while (from < n) {
      boolean outside = signed[first + from] > 0;
      int to = from + 1;
      while (to < n && signed[first + to] > 0 == outside) {
        to++;
      }
      spreadRun(signed, first, from, to, outside ? 1 : -1);
      from = to;
    }
  }

  private void spreadRun(double[] signed, int first, int from, int to, int sign) {
    top = -1;
    if (from > 0) {
      add(from - 1, 0, from, to);
    }
    for (int v = from; v < to; v++) {
      double h = Math.abs(signed[first + v]);
      if (h < Double.POSITIVE_INFINITY) {
        add(v, h, from, to);
      }
    }
    if (to < n) {
      add(to, 0, from, to);
    }
    int end = to;
    for (int k = top; k >= 0; k--) {
      double h = sign * height[k];
      int toSquare = n - site[k];
      for (int i = start[k]; i < end; i++) {
        signed[first + i] = h + sign * square[toSquare + i];
      }
      end = start[k];
    }
  }

  /** Adds the next parabola to the right to the envelope over {@code from..to-1}. */
  private void add(int v, double h, int from, int to) {
    double r = h + square[n + v];
    int at = from;
    int k = top;
    while (k >= 0) {
      double meeting = (r - raised[k]) * inverse[v - site[k]];
      // The first integer at which the new parabola is below the last.
      at = meeting < from ? from : meeting < to ? (int) meeting + 1 : to;
      if (at > start[k]) {
        break;
      }
      k--;
    }
    if (k < 0) {
      at = from;
    }
    if (at < to) {
      k++;
      site[k] = v;
      start[k] = at;
      height[k] = h;
      raised[k] = r;
    }
    top = k;
  }
}

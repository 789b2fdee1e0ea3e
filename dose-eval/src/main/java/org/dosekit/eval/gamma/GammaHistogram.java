package org.dosekit.eval.gamma;

import java.util.List;

/**
 * How many points have a gamma in each bin. Bin {@code i} holds {@code i * binWidth < gamma <= (i +
 * 1) * binWidth}, the first one 0 too: so when 1 is a multiple of the width, the bins up to 1 hold
 * the points that pass.
 *
 * @param binWidth in units of gamma
 * @param counts from gamma 0 to the maximum gamma, whose bin may reach beyond it
 */
public record GammaHistogram(double binWidth, List<Integer> counts) {
  /** Copies the counts. */
  public GammaHistogram {
    counts = List.copyOf(counts);
  }

  /** The bin of a gamma. */
  static int bin(double gamma, double binWidth) {
    return (int) Math.max(0, Math.ceil(gamma / binWidth) - 1);
  }
}

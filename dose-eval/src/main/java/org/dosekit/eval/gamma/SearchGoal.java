package org.dosekit.eval.gamma;

/**
 * Which cells are still of interest, given the best gamma so far (all in mm: gamma times distance
 * to agreement).
 *
 * @param enoughMm a gamma at or below it ends the search
 * @param ceilingMm cells that are known to lie above it are of no interest
 * @param slackMm neither are cells that can improve the best gamma by no more than this
 */
record SearchGoal(double enoughMm, double ceilingMm, double slackMm) {
  /** Half-width of a tie, in units of gamma. */
  static final double TIE = 1e-5;

  /** Well inside a tie, well above rounding. */
  private static final double RESOLUTION = 1e-6;

  /** The least gamma that a descent from each cell finds. */
  static final SearchGoal BEST = new SearchGoal(0, Double.POSITIVE_INFINITY, 0);

  /** Is the true gamma at most one, when one unit is so many mm? */
  static SearchGoal decide(double unitMm) {
    return new SearchGoal(unitMm, unitMm * (1 + TIE), unitMm * RESOLUTION);
  }

  /** A gamma that is at most so much too large. */
  static SearchGoal within(double errorMm) {
    return new SearchGoal(0, Double.POSITIVE_INFINITY, errorMm);
  }

  /** Cells whose squared gamma cannot be below it are of no interest. */
  double limit(double bestSquared) {
    if (bestSquared <= enoughMm * enoughMm) {
      return 0;
    }
    if (slackMm == 0) {
      return bestSquared;
    }
    double limit = Math.min(ceilingMm, Math.sqrt(bestSquared) - slackMm);
    return limit <= 0 ? 0 : limit * limit;
  }
}

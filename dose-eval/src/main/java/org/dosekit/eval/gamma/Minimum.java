package org.dosekit.eval.gamma;

/**
 * The best point found so far for one reference point: the squared gamma in mm^2 (distances in mm,
 * dose differences turned into mm by the criterion) and where it is. Mutable, of one thread.
 */
final class Minimum {
  /** Nothing found yet below the maximum gamma: the location means nothing. */
  boolean found;

  double squaredMm;

  /** From the reference point, along the evaluated grid's axes. */
  double yMm;

  double xMm;
  double zMm;

  /** Forgets the last point; nothing at or above the limit is of interest. */
  void reset(double limitMm) {
    found = false;
    squaredMm = limitMm * limitMm;
    yMm = 0;
    xMm = 0;
    zMm = 0;
  }

  /** Takes a point when it is better. */
  void offer(double candidateSquaredMm, double y, double x, double z) {
    if (candidateSquaredMm < squaredMm) {
      found = true;
      squaredMm = candidateSquaredMm;
      yMm = y;
      xMm = x;
      zMm = z;
    }
  }
}

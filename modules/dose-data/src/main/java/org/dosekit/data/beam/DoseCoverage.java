package org.dosekit.data.beam;

import java.util.Arrays;

/**
 * D95 of a target, to scale a plan by.
 *
 * <p>The framework's definition of Dx for voxels of one size: voxels sorted hot to cold, the i-th
 * at the volume (i + 1/2) / n, interpolated linearly. dose-eval computes the same for any metric;
 * this module must not depend on it, and needs the one number.
 */
final class DoseCoverage {
  private static final double COVERED = 0.95;

  private DoseCoverage() {}

  /** The dose that 95 % of the voxels get at least; the array is sorted. */
  static double d95(double[] doses) {
    Arrays.sort(doses);
    double fromHottest = COVERED * doses.length - 0.5;
    double fromColdest = doses.length - 1 - fromHottest;
    double place = Math.min(Math.max(fromColdest, 0), doses.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, doses.length - 1);
    return doses[below] + (place - below) * (doses[above] - doses[below]);
  }
}

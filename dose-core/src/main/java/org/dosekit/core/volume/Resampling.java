package org.dosekit.core.volume;

import org.dosekit.core.geometry.Grid;

/** Values of a volume between and on other grids. */
public final class Resampling {
  private Resampling() {}

  /**
   * The trilinear interpolant of {@code volume} at the voxel centres of {@code target}.
   *
   * @param outside the value of target voxels whose centre lies outside the hull of the volume's
   *     voxel centres
   */
  public static Volume trilinear(Volume volume, Grid target, float outside) {
    throw new UnsupportedOperationException("to be written");
  }

  /** The trilinear interpolant with the nearest edge value outside the hull of voxel centres. */
  public static Volume trilinearClamped(Volume volume, Grid target) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * The mean of each block of {@code factor}^3 voxels, on {@link Grid#coarsened}; a cut block
   * averages what it has.
   */
  public static Volume blockMean(Volume volume, int factor) {
    throw new UnsupportedOperationException("to be written");
  }
}

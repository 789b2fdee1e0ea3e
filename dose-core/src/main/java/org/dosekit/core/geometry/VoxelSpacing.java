package org.dosekit.core.geometry;

/**
 * Distances between voxel centres in mm, in the order of the array's axes.
 *
 * @param yMm between rows; positive
 * @param xMm between columns; positive
 * @param zMm between slices; positive
 */
public record VoxelSpacing(double yMm, double xMm, double zMm) {
  /**
   * Checks the distances.
   *
   * @throws IllegalArgumentException when one is not a positive finite number
   */
  public VoxelSpacing {
    if (!(yMm > 0 && xMm > 0 && zMm > 0) || !Double.isFinite(yMm + xMm + zMm)) {
      throw new IllegalArgumentException(
          "voxel spacing %s x %s x %s mm; each must be positive and finite"
              .formatted(yMm, xMm, zMm));
    }
  }

  /** The same distance along all axes. */
  public static VoxelSpacing isotropic(double mm) {
    return new VoxelSpacing(mm, mm, mm);
  }

  /** The volume of a voxel in mm^3. */
  public double voxelVolumeMm3() {
    return yMm * xMm * zMm;
  }
}

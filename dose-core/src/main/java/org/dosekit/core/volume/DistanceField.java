package org.dosekit.core.volume;

/** Exact Euclidean distances between voxel centres, in mm, with anisotropic spacing. */
public final class DistanceField {
  private DistanceField() {}

  /**
   * From each voxel to the nearest voxel of the mask, 0 inside it; infinite everywhere for an empty
   * mask.
   */
  public static Volume toMaskMm(Mask mask) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Signed distance: outside, the distance to the nearest voxel inside; inside, minus the distance
   * to the nearest voxel outside (no zero level, as the original project's and SciPy's). An empty
   * mask gives +infinity, a full one -infinity.
   */
  public static Volume signedMm(Mask mask) {
    throw new UnsupportedOperationException("to be written");
  }
}

package org.dosekit.core.volume;

/**
 * Exact Euclidean distances between voxel centres, in mm, with anisotropic spacing.
 *
 * @implNote Lower envelopes of parabolas, axis by axis (Felzenszwalb and Huttenlocher 2012), in
 *     double with one rounding to float between the axes: the relative error is below 2e-7.
 */
public final class DistanceField {
  /** Far below a voxel, above what a distance in float loses. */
  private static final double ROUNDING_MM = 1e-3;

  private DistanceField() {}

  /**
   * The voxels whose centre is at most so far from that of a voxel of the mask; a voxel at exactly
   * the distance is one of them. None for an empty mask.
   *
   * @param reachMm 0 or more
   */
  public static Mask within(Mask mask, double reachMm) {
    float[] distanceMm = toMaskMm(mask).data();
    return Mask.where(mask.grid(), i -> distanceMm[i] <= reachMm + ROUNDING_MM);
  }

  /**
   * From each voxel to the nearest voxel of the mask, 0 inside it; infinite everywhere for an empty
   * mask.
   */
  public static Volume toMaskMm(Mask mask) {
    float[] distances = DistanceTransform.signedMm(mask);
    for (int i = mask.nextIndex(0); i >= 0; i = mask.nextIndex(i + 1)) {
      distances[i] = 0;
    }
    return Volume.of(mask.grid(), distances);
  }

  /**
   * Signed distance: outside, the distance to the nearest voxel inside; inside, minus the distance
   * to the nearest voxel outside (no zero level, as the original project's and SciPy's). An empty
   * mask gives +infinity, a full one -infinity.
   */
  public static Volume signedMm(Mask mask) {
    return Volume.of(mask.grid(), DistanceTransform.signedMm(mask));
  }
}

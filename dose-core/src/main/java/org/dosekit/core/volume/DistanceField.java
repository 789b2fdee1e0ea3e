package org.dosekit.core.volume;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;

/**
 * Exact Euclidean distances between voxel centres, in mm, with anisotropic spacing.
 *
 * @implNote Lower envelopes of parabolas, axis by axis (Felzenszwalb and Huttenlocher 2012), in
 *     double with one rounding to float between the axes: the relative error is below 2e-7.
 */
public final class DistanceField {
  private DistanceField() {}

  /**
   * From each voxel to the nearest voxel of the mask, 0 inside it; infinite everywhere for an empty
   * mask.
   */
  public static Volume toMaskMm(Mask mask) {
    if (mask.isEmpty()) {
      return Volume.filled(mask.grid(), Float.POSITIVE_INFINITY);
    }
    GridShape shape = mask.grid().shape();
    return Volume.of(
        mask.grid(),
        DistanceTransform.distancesMm(
            mask.toBitSet(), true, shape, mask.grid().spacing(), VoxelBox.all(shape)));
  }

  /**
   * Signed distance: outside, the distance to the nearest voxel inside; inside, minus the distance
   * to the nearest voxel outside (no zero level, as the original project's and SciPy's). An empty
   * mask gives +infinity, a full one -infinity.
   */
  public static Volume signedMm(Mask mask) {
    if (mask.count() == mask.grid().voxelCount()) {
      return Volume.filled(mask.grid(), Float.NEGATIVE_INFINITY);
    }
    Volume outside = toMaskMm(mask);
    if (!mask.isEmpty()) {
      subtractDepths(mask, outside.data());
    }
    return outside;
  }

  private static void subtractDepths(Mask mask, float[] signed) {
    GridShape grid = mask.grid().shape();
    VoxelSpacing spacing = mask.grid().spacing();
    BitSet bits = mask.toBitSet();
    // The way from a voxel inside to the nearest outside never leaves the mask's box by more than
    // one voxel: from further out, a step back towards the box would still be outside and nearer.
    VoxelBox box = VoxelBox.around(bits, grid, 1);
    float[] depths = DistanceTransform.distancesMm(bits, false, grid, spacing, box);
    GridShape shape = box.shape();
    IntStream.range(0, shape.ny())
        .parallel()
        .forEach(
            y -> {
              for (int x = 0; x < shape.nx(); x++) {
                int to = grid.index(box.y() + y, box.x() + x, box.z());
                int from = shape.index(y, x, 0);
                for (int z = 0; z < shape.nz(); z++) {
                  signed[to + z] -= depths[from + z];
                }
              }
            });
  }
}

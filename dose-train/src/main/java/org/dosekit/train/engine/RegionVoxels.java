package org.dosekit.train.engine;

import java.util.OptionalDouble;

/**
 * Where the regions of a loss lie in the patches of a batch. The arrays are not copied; the network
 * only reads them.
 *
 * @param regions how many regions R there are, at least 0
 * @param voxels indices into the batch's target, region by region of the first patch, then of the
 *     second, ...
 * @param counts voxels of each region in each patch, (N, R); 0 where it is absent or not to be
 *     scored
 * @param doseScaleGy what one unit of normalised dose is in each patch, (N)
 * @param voxelVolumeCc volume of a voxel of the target in each patch, (N)
 * @param meanFraction mean over regions that the cases have of the fraction inside the patch; empty
 *     when they have none
 */
public record RegionVoxels(
    int regions,
    int[] voxels,
    int[] counts,
    float[] doseScaleGy,
    float[] voxelVolumeCc,
    OptionalDouble meanFraction) {

  /** No regions. */
  static RegionVoxels none(int patches) {
    float[] ones = new float[patches];
    java.util.Arrays.fill(ones, 1);
    return new RegionVoxels(0, new int[0], new int[0], ones, ones, OptionalDouble.empty());
  }

  /**
   * Checks against the batch.
   *
   * @throws IllegalArgumentException when lengths do not fit or an index lies outside the target
   */
  void requireFor(int patches, int targets) {
    long total = 0;
    for (int count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException("a region of " + count + " voxels");
      }
      total += count;
    }
    if (regions < 0
        || counts.length != patches * (long) regions
        || doseScaleGy.length != patches
        || voxelVolumeCc.length != patches
        || total != voxels.length) {
      throw new IllegalArgumentException(
          "%d counts of %d voxels, %d voxels, %d dose scales, %d voxel volumes for %d patches, %d regions"
              .formatted(
                  counts.length,
                  total,
                  voxels.length,
                  doseScaleGy.length,
                  voxelVolumeCc.length,
                  patches,
                  regions));
    }
    for (int voxel : voxels) {
      if (voxel < 0 || voxel >= targets) {
        throw new IllegalArgumentException("voxel " + voxel + " of a batch of " + targets);
      }
    }
    for (int n = 0; n < patches; n++) {
      if (!(doseScaleGy[n] > 0) || !(voxelVolumeCc[n] > 0)) {
        throw new IllegalArgumentException(
            "dose scale %s Gy, voxels of %s cc; positive"
                .formatted(doseScaleGy[n], voxelVolumeCc[n]));
      }
    }
  }
}

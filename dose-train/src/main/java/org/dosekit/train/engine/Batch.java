package org.dosekit.train.engine;

import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;

/**
 * A batch of patches, C order. The arrays are not copied; the network only reads them.
 *
 * @param size patches N, at least 1
 * @param patch spatial shape of a patch, each size a multiple of 16
 * @param refinement R: the dose has so many voxels along each axis for one of the network, at least
 *     1
 * @param channels (N, C, Y, X, Z)
 * @param constraints (N, K)
 * @param target dose normalised to 1 at the prescription, (N, 1, RY, RX, RZ)
 * @param weight weight of each voxel in the loss, at least 0, not all 0, (N, 1, RY, RX, RZ); 0
 *     outside the volume
 * @param regions the voxels of the regions the loss reads metrics of; none where it reads none
 */
public record Batch(
    int size,
    GridShape patch,
    int refinement,
    float[] channels,
    float[] constraints,
    float[] target,
    float[] weight,
    RegionVoxels regions) {

  /** A batch for a loss of voxels only. */
  public Batch(
      int size,
      GridShape patch,
      int refinement,
      float[] channels,
      float[] constraints,
      float[] target,
      float[] weight) {
    this(size, patch, refinement, channels, constraints, target, weight, RegionVoxels.none(size));
  }

  /**
   * Checks lengths and weights.
   *
   * @throws IllegalArgumentException when an array does not have the length of its shape, or a
   *     weight is negative, not finite, or all are 0
   */
  public Batch {
    PatchShapes.require(patch);
    if (size < 1 || refinement < 1 || channels.length == 0 || constraints.length == 0) {
      throw new IllegalArgumentException(
          "a batch of %d patches, refinement %d, %d channel and %d constraint values; each at least 1"
              .formatted(size, refinement, channels.length, constraints.length));
    }
    long voxels = (long) size * patch.voxelCount();
    long targets = voxels * refinement * refinement * refinement;
    if (channels.length % voxels != 0
        || constraints.length % size != 0
        || target.length != targets
        || weight.length != targets) {
      throw new IllegalArgumentException(
          "lengths of channels %d, constraints %d, target %d, weight %d do not fit %d patches of %s,"
                  .formatted(
                      channels.length,
                      constraints.length,
                      target.length,
                      weight.length,
                      size,
                      patch)
              + " refinement "
              + refinement);
    }
    requireWeights(weight);
    regions.requireFor(size, target.length);
  }

  /** The shape of a patch's target and weight. */
  GridShape dosePatch() {
    return GridBox.whole(patch).refined(refinement).shape();
  }

  private static void requireWeights(float[] weight) {
    boolean positive = false;
    for (float w : weight) {
      if (!(w >= 0) || w == Float.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("a voxel weight of " + w + "; finite, at least 0");
      }
      positive |= w > 0;
    }
    if (!positive) {
      throw new IllegalArgumentException("all voxel weights are 0");
    }
  }
}

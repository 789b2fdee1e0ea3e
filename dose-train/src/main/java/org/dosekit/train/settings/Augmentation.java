package org.dosekit.train.settings;

/**
 * How patches are varied.
 *
 * @param flipLeftRight whether half of them are mirrored in the sagittal plane, left and right
 *     structures exchanged
 * @param shiftVoxels by how many voxels of the encoded grid they are moved at most, along each
 *     axis; less than the patch
 * @param ctNoiseSigma standard deviation of the noise on the normalised CT of three in ten, 0..1
 */
public record Augmentation(boolean flipLeftRight, int shiftVoxels, double ctNoiseSigma) {
  /** Patches as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);

  /** Checks the ranges. */
  public Augmentation {
    Ranges.require(shiftVoxels >= 0, "a shift of %s voxels; at least 0", shiftVoxels);
    Ranges.require(ctNoiseSigma >= 0 && ctNoiseSigma <= 1, "CT noise %s; 0 to 1", ctNoiseSigma);
  }
}

package org.dosekit.core.predict;

import org.dosekit.core.geometry.GridShape;

/**
 * Runs a {@link PatchModel} over a volume of any size: overlapping patches, joined by a
 * Gaussian-weighted mean (sigma a quarter of the patch, about index {@code size / 2}), clamped to
 * [0, {@value #MAX_DOSE}]. A volume smaller than the patch is padded by its edge values, and the
 * result cropped.
 *
 * @param patch patch shape, each size a multiple of 16
 * @param overlap voxels that neighbouring patches share, along each axis; less than the patch
 */
public record SlidingWindow(GridShape patch, GridOverlap overlap) {
  /** The highest normalised dose a prediction can have. */
  public static final double MAX_DOSE = 1.5;

  /**
   * Shared voxels along each axis.
   *
   * @param y rows
   * @param x columns
   * @param z slices
   */
  public record GridOverlap(int y, int x, int z) {}

  /** Checks patch and overlap. */
  public SlidingWindow {
    throw new UnsupportedOperationException("to be written");
  }

  /** Patches of one shape that overlap by half along each axis. */
  public static SlidingWindow halfOverlapping(GridShape patch) {
    return new SlidingWindow(
        patch, new GridOverlap(patch.ny() / 2, patch.nx() / 2, patch.nz() / 2));
  }

  /**
   * Applies a model.
   *
   * @param channels the input channels, each (Y, X, Z) flat of {@code shape}
   * @param shape the volume's shape
   * @param constraints the constraint vector
   * @param progress told after each patch
   * @return normalised dose (Y, X, Z) flat, in [0, {@value #MAX_DOSE}]
   */
  public float[] apply(
      PatchModel model,
      float[][] channels,
      GridShape shape,
      float[] constraints,
      Progress progress) {
    throw new UnsupportedOperationException("to be written");
  }

  /** The window as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Reads a window.
   *
   * @param where named in errors
   * @throws org.dosekit.core.DoseDataException when it is not one
   */
  public static SlidingWindow fromJson(String where, String json) {
    throw new UnsupportedOperationException("to be written");
  }
}

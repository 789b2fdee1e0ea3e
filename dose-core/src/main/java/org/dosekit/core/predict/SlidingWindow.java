package org.dosekit.core.predict;

import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.encode.NetworkInput;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;

/**
 * Runs a {@link PatchModel} over a volume of any size: overlapping patches, joined by a
 * Gaussian-weighted mean (sigma a quarter of the patch, about index {@code size / 2}), clamped to
 * [0, {@value #MAX_DOSE}]. The last patch along an axis ends where the volume does, or where no
 * dose may be any more. A volume smaller than the patch is centred in it, padded by its edge
 * values, and the result cropped.
 *
 * <p>Memory: one accumulator of the volume's size, and one batch of the model's input and output.
 *
 * @param patch patch shape, each size a multiple of 16
 * @param overlap voxels that neighbouring patches share, along each axis; less than the patch
 */
public record SlidingWindow(GridShape patch, GridOverlap overlap) {
  /** The highest normalised dose a prediction can have. */
  public static final double MAX_DOSE = 1.5;

  private static final double MAX_OVERLAP_FRACTION = 0.9;

  /**
   * Shared voxels along each axis.
   *
   * @param y rows
   * @param x columns
   * @param z slices
   */
  public record GridOverlap(int y, int x, int z) {}

  /**
   * Checks patch and overlap.
   *
   * @throws IllegalArgumentException when a patch size is not a multiple of 16, or an overlap is
   *     negative or not less than the patch
   */
  public SlidingWindow {
    requireAxis("y", patch.ny(), overlap.y());
    requireAxis("x", patch.nx(), overlap.x());
    requireAxis("z", patch.nz(), overlap.z());
  }

  /** Patches of one shape that overlap by half along each axis. */
  public static SlidingWindow halfOverlapping(GridShape patch) {
    return new SlidingWindow(
        patch, new GridOverlap(patch.ny() / 2, patch.nx() / 2, patch.nz() / 2));
  }

  /**
   * This window with another overlap.
   *
   * @param fraction of the patch that neighbouring patches share along each axis, from 0 to {@value
   *     #MAX_OVERLAP_FRACTION}
   * @throws IllegalArgumentException when the fraction is not in that range
   */
  public SlidingWindow withOverlap(double fraction) {
    requireOverlap(fraction);
    return new SlidingWindow(
        patch,
        new GridOverlap(
            (int) (fraction * patch.ny()),
            (int) (fraction * patch.nx()),
            (int) (fraction * patch.nz())));
  }

  /**
   * Applies a model to a case, where dose may be.
   *
   * @param progress told after each patch
   * @return normalised dose (Y, X, Z) flat on the case's network grid, in [0, {@value #MAX_DOSE}];
   *     0 where no patch reached
   * @throws DoseDataException naming the case when the model answers NaN or infinity
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public float[] apply(PatchModel model, EncodedCase encoded, Progress progress) {
    try {
      return new WindowPass(this, Optional.empty(), 1).apply(model, encoded, progress);
    } catch (DoseDataException e) {
      throw e.in(encoded.id());
    }
  }

  /**
   * Applies a model to a whole volume.
   *
   * @param channels the input channels, each (Y, X, Z) flat of {@code shape}
   * @param shape the volume's shape
   * @param constraints the constraint vector
   * @param progress told after each patch
   * @return normalised dose (Y, X, Z) flat, in [0, {@value #MAX_DOSE}]
   * @throws DoseDataException when the model answers NaN or infinity
   * @throws IllegalArgumentException when a channel is not of the shape
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public float[] apply(
      PatchModel model,
      float[][] channels,
      GridShape shape,
      float[] constraints,
      Progress progress) {
    return new WindowPass(this, Optional.empty(), 1)
        .apply(model, new WholeVolume(channels, shape, constraints), progress);
  }

  /** The window as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    return JsonObject.create()
        .put("patch", axes(patch.ny(), patch.nx(), patch.nz()))
        .put("overlap", axes(overlap.y(), overlap.x(), overlap.z()))
        .toText();
  }

  /**
   * Reads a window.
   *
   * @param where named in errors
   * @throws DoseDataException when it is not one
   */
  public static SlidingWindow fromJson(String where, String json) {
    JsonObject object = JsonObject.parse(where, Objects.requireNonNull(json));
    JsonObject patch = object.object("patch");
    JsonObject overlap = object.object("overlap");
    try {
      return new SlidingWindow(
          new GridShape(patch.integer("y"), patch.integer("x"), patch.integer("z")),
          new GridOverlap(overlap.integer("y"), overlap.integer("x"), overlap.integer("z")));
    } catch (IllegalArgumentException e) {
      throw object.invalid(e);
    }
  }

  static void requireOverlap(double fraction) {
    if (!(fraction >= 0 && fraction <= MAX_OVERLAP_FRACTION)) {
      throw new IllegalArgumentException(
          "an overlap of %s of the patch; from 0 to %s".formatted(fraction, MAX_OVERLAP_FRACTION));
    }
  }

  private static void requireAxis(String axis, int patch, int overlap) {
    if (patch % NetworkSpec.SPATIAL_MULTIPLE != 0) {
      throw new IllegalArgumentException(
          "a patch of %d voxels along %s; a multiple of %d"
              .formatted(patch, axis, NetworkSpec.SPATIAL_MULTIPLE));
    }
    if (overlap < 0 || overlap >= patch) {
      throw new IllegalArgumentException(
          "an overlap of %d voxels along %s; at least 0 and less than the patch, %d"
              .formatted(overlap, axis, patch));
    }
  }

  private static JsonObject axes(int y, int x, int z) {
    return JsonObject.create().put("y", y).put("x", x).put("z", z);
  }

  /** Channels that are at hand as they are. */
  private record WholeVolume(float[][] channels, GridShape shape, float[] constraints)
      implements NetworkInput {
    WholeVolume {
      for (float[] channel : channels) {
        if (channel.length != shape.voxelCount()) {
          throw new IllegalArgumentException(
              "voxel counts differ: channel of " + channel.length + " values != volume " + shape);
        }
      }
    }

    @Override
    public int channelCount() {
      return channels.length;
    }

    @Override
    public void copyChannel(int channel, GridBox place, float[] target, int offset) {
      place.copy(channels[channel], shape, target, offset);
    }

    @Override
    public GridBox doseBox() {
      return GridBox.whole(shape);
    }

    @Override
    public boolean wantsDoseIn(GridBox place) {
      return true;
    }
  }
}

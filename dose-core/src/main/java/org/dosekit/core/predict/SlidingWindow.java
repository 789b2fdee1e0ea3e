package org.dosekit.core.predict;

import java.util.Arrays;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.EncodedCase;
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
 * <p>Memory: one accumulator of the volume's size, and one patch of the model's input and output.
 *
 * @param patch patch shape, each size a multiple of 16
 * @param overlap voxels that neighbouring patches share, along each axis; less than the patch
 */
public record SlidingWindow(GridShape patch, GridOverlap overlap) {
  /** The highest normalised dose a prediction can have. */
  public static final double MAX_DOSE = 1.5;

  /** What the original adds to the sum of weights before dividing by it. */
  private static final double WEIGHT_FLOOR = 1e-8;

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
   * Applies a model to a case, where dose may be.
   *
   * @param progress told after each patch
   * @return normalised dose (Y, X, Z) flat on the case's network grid, in [0, {@value #MAX_DOSE}];
   *     0 where no patch reached
   * @throws DoseDataException naming the case when the model answers NaN or infinity
   */
  public float[] apply(PatchModel model, EncodedCase encoded, Progress progress) {
    try {
      return apply(
          model,
          encoded.channels(),
          encoded.grid().shape(),
          encoded.doseBox(),
          encoded.constraints(),
          progress);
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
   */
  public float[] apply(
      PatchModel model,
      float[][] channels,
      GridShape shape,
      float[] constraints,
      Progress progress) {
    return apply(model, channels, shape, GridBox.whole(shape), constraints, progress);
  }

  private float[] apply(
      PatchModel model,
      float[][] channels,
      GridShape shape,
      GridBox box,
      float[] constraints,
      Progress progress) {
    for (float[] channel : channels) {
      if (channel.length != shape.voxelCount()) {
        throw new IllegalArgumentException(
            "voxel counts differ: channel of " + channel.length + " values != volume " + shape);
      }
    }
    GridShape extent = box.shape();
    WindowAxis alongY = WindowAxis.of(shape.ny(), box.y0(), extent.ny(), patch.ny(), overlap.y());
    WindowAxis alongX = WindowAxis.of(shape.nx(), box.x0(), extent.nx(), patch.nx(), overlap.x());
    WindowAxis alongZ = WindowAxis.of(shape.nz(), box.z0(), extent.nz(), patch.nz(), overlap.z());
    int total = Math.multiplyExact(alongY.count() * alongX.count(), alongZ.count());
    float[] input = new float[Math.multiplyExact(channels.length, patch.voxelCount())];
    float[] sum = new float[shape.voxelCount()];
    int done = 0;
    for (int y0 : alongY.starts()) {
      for (int x0 : alongX.starts()) {
        for (int z0 : alongZ.starts()) {
          GridBox place = new GridBox(patch, y0, x0, z0);
          for (int c = 0; c < channels.length; c++) {
            place.copy(channels[c], shape, input, c * patch.voxelCount());
          }
          float[] output = requireOutput(model.predict(input, patch, constraints), place);
          accumulate(sum, shape, output, place, alongY, alongX, alongZ);
          progress.update(++done, total);
        }
      }
    }
    normalise(sum, shape, alongY, alongX, alongZ);
    return sum;
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

  private static void accumulate(
      float[] sum,
      GridShape shape,
      float[] output,
      GridBox place,
      WindowAxis alongY,
      WindowAxis alongX,
      WindowAxis alongZ) {
    GridShape patch = place.shape();
    int zFrom = Math.max(0, -place.z0());
    int zTo = Math.min(patch.nz(), shape.nz() - place.z0());
    for (int y = Math.max(0, -place.y0()); y < patch.ny() && place.y0() + y < shape.ny(); y++) {
      for (int x = Math.max(0, -place.x0()); x < patch.nx() && place.x0() + x < shape.nx(); x++) {
        float row = alongY.weights()[y] * alongX.weights()[x];
        int from = patch.index(y, x, 0);
        int to = shape.index(place.y0() + y, place.x0() + x, 0) + place.z0();
        for (int z = zFrom; z < zTo; z++) {
          sum[to + z] += row * alongZ.weights()[z] * output[from + z];
        }
      }
    }
  }

  /** Patches lie on a product of starts, so the sum of their weights is a product too. */
  private static void normalise(
      float[] sum, GridShape shape, WindowAxis alongY, WindowAxis alongX, WindowAxis alongZ) {
    double[] weightY = alongY.weightSums();
    double[] weightX = alongX.weightSums();
    double[] weightZ = alongZ.weightSums();
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        int row = shape.index(y, x, 0);
        double weight = weightY[y] * weightX[x];
        for (int z = 0; z < shape.nz(); z++) {
          double mean = sum[row + z] / (weight * weightZ[z] + WEIGHT_FLOOR);
          sum[row + z] = (float) Math.min(MAX_DOSE, Math.max(0, mean));
        }
      }
    }
  }

  private static float[] requireOutput(float[] output, GridBox place) {
    if (output.length != place.shape().voxelCount()) {
      throw new IllegalStateException(
          "voxel counts differ: the model's "
              + output.length
              + " values != patch "
              + place.shape());
    }
    for (float value : output) {
      if (!Float.isFinite(value)) {
        throw DoseDataException.of(
            "model",
            "a prediction of " + value + " in the patch at " + place,
            "finite doses",
            "check the model's weights");
      }
    }
    return output;
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

  /**
   * Where patches lie along one axis, and how they are weighted.
   *
   * @param size voxels of the volume
   * @param starts first voxels of the patches, ascending; negative when the patch is the larger
   * @param weights of the voxels of a patch
   */
  private record WindowAxis(int size, int[] starts, float[] weights) {
    /** Patches over {@code extent} voxels from {@code first} on. */
    static WindowAxis of(int size, int first, int extent, int patch, int overlap) {
      return new WindowAxis(
          size, starts(size, first, extent, patch, patch - overlap), gaussian(patch));
    }

    int count() {
      return starts.length;
    }

    double[] weightSums() {
      double[] sums = new double[size];
      for (int start : starts) {
        for (int i = Math.max(0, -start); i < weights.length && start + i < size; i++) {
          sums[start + i] += weights[i];
        }
      }
      return sums;
    }

    private static int[] starts(int size, int first, int extent, int patch, int stride) {
      if (size <= patch) {
        return new int[] {GridBox.centredStart(size, patch)};
      }
      if (extent <= patch) {
        int centred = first + GridBox.centredStart(extent, patch);
        return new int[] {Math.max(0, Math.min(size - patch, centred))};
      }
      int last = extent - patch;
      int[] starts = new int[(last + stride - 1) / stride + 1];
      Arrays.setAll(starts, i -> first + Math.min(i * stride, last));
      return starts;
    }

    private static float[] gaussian(int patch) {
      double sigma = patch / 4.0;
      float[] weights = new float[patch];
      for (int i = 0; i < patch; i++) {
        double distance = i - patch / 2;
        weights[i] = (float) Math.exp(-distance * distance / (2 * sigma * sigma));
      }
      return weights;
    }
  }
}

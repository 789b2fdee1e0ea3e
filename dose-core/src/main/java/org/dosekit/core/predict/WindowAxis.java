package org.dosekit.core.predict;

import java.util.Arrays;
import org.dosekit.core.geometry.GridBox;

/**
 * Where patches lie along one axis, and how they are weighted.
 *
 * @param size voxels of the volume
 * @param starts first voxels of the patches, ascending; negative when the patch is the larger
 * @param weights of the voxels of a patch
 */
record WindowAxis(int size, int[] starts, float[] weights) {
  /** Patches over {@code extent} voxels from {@code first} on. */
  static WindowAxis of(int size, int first, int extent, int patch, int overlap) {
    return new WindowAxis(
        size, starts(size, first, extent, patch, patch - overlap), gaussian(patch));
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

package org.dosekit.eval.score;

import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * The difference of two doses over a region, evaluated minus reference, in Gy.
 *
 * @param voxels the number of voxels; at least 1
 * @param maeGy the mean absolute difference
 * @param rmseGy the root of the mean squared difference
 * @param biasGy the mean difference; positive when the evaluated dose is too high
 * @param maxAbsoluteGy the largest absolute difference of a voxel
 */
public record DoseError(
    int voxels, double maeGy, double rmseGy, double biasGy, double maxAbsoluteGy) {
  /** Checks that all are numbers and there is a voxel. */
  public DoseError {
    if (voxels < 1) {
      throw new IllegalArgumentException("a dose error over " + voxels + " voxels; at least 1");
    }
    if (!Double.isFinite(maeGy + rmseGy + biasGy + maxAbsoluteGy)) {
      throw new IllegalArgumentException("NaN or infinity in the doses compared");
    }
  }

  /**
   * Compares two doses.
   *
   * @param referenceGy what was planned
   * @param evaluatedGy what is judged
   * @param region the voxels compared; at least one
   * @throws IllegalArgumentException when shapes differ, the region is empty, or a dose in it is
   *     not finite
   */
  public static DoseError of(Volume referenceGy, Volume evaluatedGy, Mask region) {
    requireShape(referenceGy, region);
    requireShape(evaluatedGy, region);
    if (region.isEmpty()) {
      throw new IllegalArgumentException("a dose error over no voxel");
    }
    float[] reference = referenceGy.data();
    float[] evaluated = evaluatedGy.data();
    double sum = 0;
    double absolute = 0;
    double squared = 0;
    double largest = 0;
    for (int i = region.nextIndex(0); i >= 0; i = region.nextIndex(i + 1)) {
      double difference = (double) evaluated[i] - reference[i];
      sum += difference;
      absolute += Math.abs(difference);
      squared += difference * difference;
      largest = Math.max(largest, Math.abs(difference));
    }
    int n = region.count();
    return new DoseError(n, absolute / n, Math.sqrt(squared / n), sum / n, largest);
  }

  private static void requireShape(Volume dose, Mask region) {
    if (!dose.grid().shape().equals(region.grid().shape())) {
      throw new IllegalArgumentException(
          "grids differ: dose " + dose.grid().shape() + " != region " + region.grid().shape());
    }
  }
}

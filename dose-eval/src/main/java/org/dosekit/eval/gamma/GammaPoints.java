package org.dosekit.eval.gamma;

import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * What is to be compared: two doses that were checked, and the voxels of the reference in question.
 *
 * @param referenceGy finite
 * @param evaluatedGy finite
 * @param normalisationGy what percentages refer to; positive
 * @param indices the array indices of the points, ascending; at least one, not written
 * @param negativeReferenceVoxels how many voxels of the reference are below 0
 * @param negativeEvaluatedVoxels how many of the evaluated dose are
 */
record GammaPoints(
    Volume referenceGy,
    Volume evaluatedGy,
    double normalisationGy,
    int[] indices,
    int negativeReferenceVoxels,
    int negativeEvaluatedVoxels) {
  private static final double SAME_PLACE_MM = 0.01;

  static GammaPoints select(GammaIndex index, Volume referenceGy, Volume evaluatedGy, Mask region) {
    int negativeReference = checkedNegatives("reference dose", referenceGy);
    int negativeEvaluated = checkedNegatives("evaluated dose", evaluatedGy);
    requireRegion(referenceGy, region);
    double normalisationGy = index.normalisationGy().orElseGet(() -> maximum(referenceGy));
    if (!(normalisationGy > 0)) {
      throw DoseDataException.of(
          "reference dose",
          "a maximum of " + normalisationGy + " Gy",
          "some dose above 0 Gy",
          "check which dose is the reference, or give the normalisation dose");
    }
    double cutoffGy = cutoffGy(index, normalisationGy);
    int[] indices = atLeast(cutoffGy, referenceGy.data(), region);
    if (indices.length == 0) {
      throw DoseDataException.of(
          "reference dose",
          "no voxel of the region at or above %s Gy".formatted(cutoffGy),
          "at least one voxel above the cutoff of %s %% of %s Gy"
              .formatted(index.lowDoseCutoffPercent(), normalisationGy),
          "lower the cutoff, or choose another region");
    }
    return new GammaPoints(
        referenceGy, evaluatedGy, normalisationGy, indices, negativeReference, negativeEvaluated);
  }

  static double cutoffGy(GammaIndex index, double normalisationGy) {
    return index.lowDoseCutoffPercent() / 100 * normalisationGy;
  }

  private static int checkedNegatives(String subject, Volume doseGy) {
    float[] data = doseGy.data();
    int negatives = 0;
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        GridShape shape = doseGy.grid().shape();
        int column = i / shape.nz();
        throw DoseDataException.of(
            subject,
            "%s Gy at voxel (y %d, x %d, z %d)"
                .formatted(data[i], column / shape.nx(), column % shape.nx(), i % shape.nz()),
            "finite doses",
            "repair the dose before comparing it");
      }
      if (data[i] < 0) {
        negatives++;
      }
    }
    return negatives;
  }

  private static void requireRegion(Volume referenceGy, Mask region) {
    if (!region.grid().matches(referenceGy.grid(), SAME_PLACE_MM)) {
      throw DoseDataException.of(
          "gamma region",
          "a mask on " + region.grid(),
          "the reference dose's " + referenceGy.grid(),
          "resample the structure to the reference dose");
    }
    if (region.isEmpty()) {
      throw DoseDataException.of(
          "gamma region", "an empty mask", "a mask with voxels", "choose another region");
    }
  }

  private static double maximum(Volume doseGy) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float dose : doseGy.data()) {
      largest = Math.max(largest, dose);
    }
    return largest;
  }

  private static int[] atLeast(double cutoffGy, float[] dose, Mask region) {
    int count = 0;
    for (int i = region.nextIndex(0); i >= 0; i = region.nextIndex(i + 1)) {
      if (dose[i] >= cutoffGy) {
        count++;
      }
    }
    int[] indices = new int[count];
    int to = 0;
    for (int i = region.nextIndex(0); i >= 0; i = region.nextIndex(i + 1)) {
      if (dose[i] >= cutoffGy) {
        indices[to++] = i;
      }
    }
    return indices;
  }
}

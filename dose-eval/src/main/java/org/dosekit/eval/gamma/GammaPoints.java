package org.dosekit.eval.gamma;

import java.util.Arrays;
import java.util.stream.IntStream;
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
  static GammaPoints select(GammaIndex index, Volume referenceGy, Volume evaluatedGy, Mask region) {
    DoseScan reference = DoseScan.of("reference dose", referenceGy);
    DoseScan evaluated = DoseScan.of("evaluated dose", evaluatedGy);
    requireRegion(referenceGy, region);
    double normalisationGy = index.normalisationGy().orElse(reference.maximumGy());
    if (!(normalisationGy > 0)) {
      throw DoseDataException.of(
          "reference dose",
          "a maximum of " + normalisationGy + " Gy",
          "some dose above 0 Gy",
          "check which dose is the reference, or give the normalisation dose");
    }
    double cutoffGy = cutoffGy(index, normalisationGy);
    int[] indices = atLeast(cutoffGy, referenceGy, region);
    if (indices.length == 0) {
      throw DoseDataException.of(
          "reference dose",
          "no voxel of the region at or above %s Gy".formatted(cutoffGy),
          "at least one voxel above the cutoff of %s %% of %s Gy"
              .formatted(index.lowDoseCutoffPercent(), normalisationGy),
          "lower the cutoff, or choose another region");
    }
    return new GammaPoints(
        referenceGy,
        evaluatedGy,
        normalisationGy,
        indices,
        reference.negatives(),
        evaluated.negatives());
  }

  static double cutoffGy(GammaIndex index, double normalisationGy) {
    return index.lowDoseCutoffPercent() / 100 * normalisationGy;
  }

  private static void requireRegion(Volume referenceGy, Mask region) {
    if (!region.grid().matches(referenceGy.grid())) {
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

  private static int[] atLeast(double cutoffGy, Volume doseGy, Mask region) {
    GridShape shape = doseGy.grid().shape();
    int[] ends =
        IntStream.range(0, shape.ny())
            .parallel()
            .map(y -> (int) row(y, cutoffGy, doseGy, region).count())
            .toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    int[] indices = new int[ends[ends.length - 1]];
    IntStream.range(0, shape.ny())
        .parallel()
        .forEach(
            y -> {
              int[] found = row(y, cutoffGy, doseGy, region).toArray();
              System.arraycopy(found, 0, indices, ends[y] - found.length, found.length);
            });
    return indices;
  }

  private static IntStream row(int y, double cutoffGy, Volume doseGy, Mask region) {
    int size = doseGy.grid().shape().nx() * doseGy.grid().shape().nz();
    float[] dose = doseGy.data();
    return IntStream.range(y * size, (y + 1) * size)
        .filter(i -> dose[i] >= cutoffGy && region.contains(i));
  }
}

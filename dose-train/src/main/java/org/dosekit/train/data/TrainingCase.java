package org.dosekit.train.data;

import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.geometry.GridBox;

/**
 * An encoded case with a planned dose, ready to be sampled.
 *
 * @param encoded the case
 * @param dose its normalised dose, (Y, X, Z) flat on the case's own grid
 * @param doseBox outside this box of the network's grid no dose may be
 * @param highDoseVoxels how many voxels have a dose above {@value #HIGH_DOSE}
 * @param weightedVoxels how many voxels have a positive weight
 * @param regions where the regions of the loss are
 */
record TrainingCase(
    EncodedCase encoded,
    float[] dose,
    GridBox doseBox,
    int highDoseVoxels,
    int weightedVoxels,
    CaseRegions regions) {
  /** Above this normalised dose a voxel is worth centring a patch on; the original's. */
  static final float HIGH_DOSE = 0.1f;

  /** A case for a loss that reads no regions, see {@link #of(EncodedCase, CaseRegions)}. */
  static TrainingCase of(EncodedCase encoded) {
    return of(encoded, CaseRegions.none(encoded.caseGrid()));
  }

  /**
   * Checks and counts.
   *
   * @throws DoseDataException when the case has no dose, no dose above {@value #HIGH_DOSE} of the
   *     prescription, or no voxel where dose may be
   */
  static TrainingCase of(EncodedCase encoded, CaseRegions regions) {
    float[] dose =
        encoded
            .dose()
            .orElseThrow(
                () ->
                    DoseDataException.of(
                        encoded.id(),
                        "no dose",
                        "a planned dose to train on",
                        "leave the case out of the training split"));
    int high = countAbove(dose, HIGH_DOSE);
    if (high == 0) {
      throw DoseDataException.of(
          encoded.id(),
          "no dose above %s Gy".formatted(HIGH_DOSE * encoded.doseScaleGy()),
          "a plan for %s Gy".formatted(encoded.doseScaleGy()),
          "check the unit of its dose and its prescription");
    }
    int weighted = countAbove(encoded.doseWeight(), 0);
    if (weighted == 0) {
      throw DoseDataException.of(
          encoded.id(), "an empty dose region", "a voxel where dose may be", "check its mask");
    }
    return new TrainingCase(encoded, dose, encoded.doseBox(), high, weighted, regions);
  }

  /** The memory its arrays take. */
  long bytes() {
    return (long) Float.BYTES
            * (2L * dose.length + (long) encoded.channels().length * encoded.grid().voxelCount())
        + regions.bytes();
  }

  /** The index of the {@code rank}-th voxel, from 0, whose value exceeds the threshold. */
  static int indexOfRank(float[] values, float threshold, int rank) {
    int remaining = rank;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > threshold && remaining-- == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("fewer than " + (rank + 1) + " values above " + threshold);
  }

  private static int countAbove(float[] values, float threshold) {
    int count = 0;
    for (float value : values) {
      if (value > threshold) {
        count++;
      }
    }
    return count;
  }
}

package org.dosekit.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.protocol.Channel;

/**
 * An encoded case with a planned dose, ready to be sampled. Signed distances and masks are kept in
 * 16 bits, CT and dose in 32.
 *
 * @param grid the network's
 * @param caseGrid the case's own
 * @param coarsening voxels of {@code caseGrid} along each axis for one of {@code grid}
 * @param channels on {@code grid}
 * @param constraints the constraint vector
 * @param doseScaleGy what one unit of normalised dose is
 * @param dose normalised, on {@code caseGrid}
 * @param doseWeight 1 where dose may be, else 0, on {@code caseGrid}
 * @param doseBox outside this box of the network's grid no dose may be
 * @param highDoseVoxels how many voxels have a dose above {@value #HIGH_DOSE}
 * @param weightedVoxels how many voxels have a positive weight
 * @param regions where the regions of the loss are
 */
record TrainingCase(
    Grid grid,
    Grid caseGrid,
    int coarsening,
    List<StoredValues> channels,
    float[] constraints,
    double doseScaleGy,
    StoredValues dose,
    StoredValues doseWeight,
    GridBox doseBox,
    int highDoseVoxels,
    int weightedVoxels,
    CaseRegions regions) {
  /** Above this normalised dose a voxel is worth centring a patch on; the original's. */
  static final float HIGH_DOSE = 0.1f;

  /** A case for a loss that reads no regions. */
  static TrainingCase of(EncodedCase encoded, List<Channel> channels) {
    return of(encoded, channels, CaseRegions.none(encoded.caseGrid()));
  }

  /**
   * Checks and counts.
   *
   * @param channels what the channels are
   * @throws DoseDataException when the case has no dose, no dose above {@value #HIGH_DOSE} of the
   *     prescription, or no voxel where dose may be
   */
  static TrainingCase of(EncodedCase encoded, List<Channel> channels, CaseRegions regions) {
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
    return new TrainingCase(
        encoded.grid(),
        encoded.caseGrid(),
        encoded.coarsening(),
        IntStream.range(0, channels.size())
            .mapToObj(c -> values(channels.get(c), encoded.channels()[c]))
            .toList(),
        encoded.constraints(),
        encoded.doseScaleGy(),
        StoredValues.exact(dose),
        StoredValues.rounded(encoded.doseWeight()),
        encoded.doseBox(),
        high,
        weighted,
        regions);
  }

  private static StoredValues values(Channel channel, float[] values) {
    return channel instanceof Channel.Ct
        ? StoredValues.exact(values)
        : StoredValues.rounded(values);
  }

  /** The memory its volumes and regions take. */
  long bytes() {
    return volumes().stream().mapToLong(StoredValues::bytes).sum() + regions.bytes();
  }

  /** All volumes: the channels, the dose, its weight. */
  List<StoredValues> volumes() {
    List<StoredValues> all = new ArrayList<>(channels);
    all.add(dose);
    all.add(doseWeight);
    return all;
  }

  /** This case with its volumes kept elsewhere, in the order of {@link #volumes}. */
  TrainingCase withVolumes(List<StoredValues> all) {
    int count = channels.size();
    return new TrainingCase(
        grid,
        caseGrid,
        coarsening,
        List.copyOf(all.subList(0, count)),
        constraints,
        doseScaleGy,
        all.get(count),
        all.get(count + 1),
        doseBox,
        highDoseVoxels,
        weightedVoxels,
        regions);
  }

  /** The place of the {@code rank}-th voxel of the case's grid, from 0, of more than a value. */
  int indexOfRank(StoredValues values, float threshold, int rank) {
    int remaining = rank;
    int count = caseGrid.voxelCount();
    for (int i = 0; i < count; i++) {
      if (values.at(i) > threshold && remaining-- == 0) {
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

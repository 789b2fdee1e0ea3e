package org.dosekit.eval.dvh;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolumeCc;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolumePercent;
import org.dosekit.core.protocol.DoseMetric.MaxDose;
import org.dosekit.core.protocol.DoseMetric.MeanDose;
import org.dosekit.core.protocol.DoseMetric.VolumeCcAtDose;
import org.dosekit.core.protocol.DoseMetric.VolumePercentAtDose;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * The cumulative dose-volume histogram of a structure, from its voxels without binning. Immutable.
 *
 * @implNote The doses are kept sorted, and the mean is summed in that order: the same voxels in any
 *     order give the same bits.
 */
public final class DoseVolumeCurve {
  /** Room for the rounding of n times a voxel's volume when a metric asks for all of it. */
  private static final double VOLUME_TOLERANCE = 1e-9;

  private static final double MM3_PER_CC = 1000;

  private final double[] ascendingGy;
  private final double voxelVolumeMm3;
  private final DvhConvention convention;

  private DoseVolumeCurve(double[] ascendingGy, double voxelVolumeMm3, DvhConvention convention) {
    this.ascendingGy = ascendingGy;
    this.voxelVolumeMm3 = voxelVolumeMm3;
    this.convention = Objects.requireNonNull(convention);
  }

  /**
   * The curve of a dose in a structure.
   *
   * @param doseGy in Gy
   * @param structure on a grid of the same shape; at least one voxel
   * @throws IllegalArgumentException when the structure is empty, the shapes differ, or a dose in
   *     it is not finite
   */
  public static DoseVolumeCurve of(Volume doseGy, Mask structure) {
    if (!doseGy.grid().shape().equals(structure.grid().shape())) {
      throw new IllegalArgumentException(
          "grids differ: dose "
              + doseGy.grid().shape()
              + " != structure "
              + structure.grid().shape());
    }
    float[] data = doseGy.data();
    double[] inside = structure.indices().mapToDouble(i -> data[i]).toArray();
    return sorted(inside, structure.grid().spacing().voxelVolumeMm3());
  }

  /**
   * The curve of voxel doses.
   *
   * @param voxelDosesGy one dose a voxel in any order, at least one; not kept
   * @param voxelVolumeMm3 the volume of each voxel in mm^3
   * @throws IllegalArgumentException when there is no voxel, or a dose is not finite
   */
  public static DoseVolumeCurve of(double[] voxelDosesGy, double voxelVolumeMm3) {
    if (!(voxelVolumeMm3 > 0) || !Double.isFinite(voxelVolumeMm3)) {
      throw new IllegalArgumentException("voxel volume " + voxelVolumeMm3 + " mm^3; positive");
    }
    return sorted(voxelDosesGy.clone(), voxelVolumeMm3);
  }

  private static DoseVolumeCurve sorted(double[] dosesGy, double voxelVolumeMm3) {
    if (dosesGy.length == 0) {
      throw new IllegalArgumentException("a structure without a voxel has no dose-volume curve");
    }
    // Infinities and NaN sort to the ends, NaN last.
    Arrays.sort(dosesGy);
    if (!Double.isFinite(dosesGy[0]) || !Double.isFinite(dosesGy[dosesGy.length - 1])) {
      throw new IllegalArgumentException("NaN or infinity among the doses of a structure");
    }
    return new DoseVolumeCurve(dosesGy, voxelVolumeMm3, DvhConvention.EXACT);
  }

  /** The same curve read by another convention. */
  public DoseVolumeCurve withConvention(DvhConvention other) {
    return new DoseVolumeCurve(ascendingGy, voxelVolumeMm3, other);
  }

  /** How doses are read; {@link DvhConvention#EXACT} unless changed. */
  public DvhConvention convention() {
    return convention;
  }

  /** The number of voxels. */
  public int voxels() {
    return ascendingGy.length;
  }

  /** The volume in cc. */
  public double volumeCc() {
    return ascendingGy.length * voxelVolumeMm3 / MM3_PER_CC;
  }

  /** Reads a metric; without a value when it asks for more volume than the structure has. */
  public MetricValue value(DoseMetric metric) {
    if (metric instanceof DoseAtVolumeCc at) {
      return new MetricValue(metric, doseAtVolumeCcGy(at.cc()));
    }
    double value;
    if (metric instanceof DoseAtVolumePercent at) {
      value = doseAtVolumePercentGy(at.percent());
    } else if (metric instanceof VolumePercentAtDose at) {
      value = volumePercentAtDose(at.doseGy());
    } else if (metric instanceof VolumeCcAtDose at) {
      value = volumeCcAtDose(at.doseGy());
    } else if (metric instanceof MeanDose) {
      value = meanGy();
    } else if (metric instanceof MaxDose) {
      value = maxGy();
    } else {
      value = minGy();
    }
    return new MetricValue(metric, OptionalDouble.of(value));
  }

  /**
   * The dose in Gy that the hottest part of the structure gets at least.
   *
   * @param percent of the structure's volume, 0 to 100
   */
  public double doseAtVolumePercentGy(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("volume " + percent + " %; 0 to 100");
    }
    return switch (convention) {
      case EXACT -> atHottestVoxels(percent / 100 * ascendingGy.length);
      case OPENKBP -> linearPercentile(100 - percent);
      case NEAREST_RANK_LOWER -> lowerPercentile(100 - percent);
    };
  }

  /**
   * The dose in Gy that the hottest {@code cc} get at least; absent when the structure is smaller.
   *
   * @param cc volume in cc, positive
   */
  public OptionalDouble doseAtVolumeCcGy(double cc) {
    if (!(cc > 0) || !Double.isFinite(cc)) {
      throw new IllegalArgumentException("volume " + cc + " cc; positive");
    }
    int n = ascendingGy.length;
    // Half to even, at least one voxel: NumPy's round, in the evaluator of the challenge.
    double voxels = cc * MM3_PER_CC / voxelVolumeMm3;
    double asked = convention == DvhConvention.OPENKBP ? Math.max(1, Math.rint(voxels)) : voxels;
    if (asked > n * (1 + VOLUME_TOLERANCE)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (convention) {
          case EXACT -> atHottestVoxels(asked);
          case OPENKBP -> linearPercentile(100 - asked / n * 100);
          case NEAREST_RANK_LOWER -> lowerPercentile(Math.max(0, 100 - asked / n * 100));
        });
  }

  /** The percentage of the volume that gets at least {@code doseGy}. */
  public double volumePercentAtDose(double doseGy) {
    return 100.0 * voxelsOfAtLeast(doseGy) / ascendingGy.length;
  }

  /** The cc that get at least {@code doseGy}. */
  public double volumeCcAtDose(double doseGy) {
    return voxelsOfAtLeast(doseGy) * voxelVolumeMm3 / MM3_PER_CC;
  }

  /** The mean dose in Gy. */
  public double meanGy() {
    double sum = 0;
    for (double dose : ascendingGy) {
      sum += dose;
    }
    return sum / ascendingGy.length;
  }

  /** The highest voxel dose in Gy. */
  public double maxGy() {
    return ascendingGy[ascendingGy.length - 1];
  }

  /** The lowest voxel dose in Gy. */
  public double minGy() {
    return ascendingGy[0];
  }

  /** The voxel of hot rank i lies at i + 1/2 voxels of volume. */
  private double atHottestVoxels(double voxels) {
    return atAscendingRank(ascendingGy.length - 0.5 - voxels);
  }

  private double linearPercentile(double percentile) {
    return atAscendingRank((ascendingGy.length - 1) * (percentile / 100));
  }

  private double lowerPercentile(double percentile) {
    return ascendingGy[(int) Math.floor((ascendingGy.length - 1) * (percentile / 100))];
  }

  private double atAscendingRank(double rank) {
    double clamped = Math.min(Math.max(rank, 0), ascendingGy.length - 1.0);
    int below = (int) Math.floor(clamped);
    int above = Math.min(below + 1, ascendingGy.length - 1);
    double fraction = clamped - below;
    double step = ascendingGy[above] - ascendingGy[below];
    // From the nearer end, as NumPy does: both ends are met exactly.
    return fraction < 0.5
        ? ascendingGy[below] + step * fraction
        : ascendingGy[above] - step * (1 - fraction);
  }

  private int voxelsOfAtLeast(double doseGy) {
    if (Double.isNaN(doseGy)) {
      throw new IllegalArgumentException("the volume at a dose of NaN");
    }
    int low = 0;
    int high = ascendingGy.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascendingGy[middle] < doseGy) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return ascendingGy.length - low;
  }
}

package org.dosekit.eval.dvh;

import java.util.Arrays;
import org.dosekit.core.DoseDataException;

/**
 * The doses of a structure's samples, ascending, each with the volume it stands for.
 *
 * @implNote Samples of equal volume, the common case, keep one number for it; else the volume
 *     colder than each sample is kept as a prefix sum. Equal doses are ordered by volume and all
 *     sums go up the sorted order: the same samples in any order give the same bits.
 */
final class SortedDoses {
  private static final int LARGEST_SQUARED_EXPONENT = 64;

  private final double[] ascendingGy;

  /** The volume before each sample in mm^3, and at the end of all; empty for equal volumes. */
  private final double[] colderMm3;

  private final double sampleMm3;
  private final double meanGy;

  private SortedDoses(double[] ascendingGy, double[] colderMm3, double sampleMm3) {
    this.ascendingGy = ascendingGy;
    this.colderMm3 = colderMm3;
    this.sampleMm3 = sampleMm3;
    this.meanGy = weightedMean();
  }

  /**
   * Sorts samples of equal volume.
   *
   * @param dosesGy owned and sorted from now on
   * @param sampleMm3 the volume of each
   */
  static SortedDoses equal(double[] dosesGy, double sampleMm3) {
    requireVolume(sampleMm3);
    Arrays.sort(dosesGy);
    return new SortedDoses(requireDoses(dosesGy), new double[0], sampleMm3);
  }

  /** Samples of equal volume, gathered. */
  static SortedDoses equal(SampleBuffer samples, double sampleMm3) {
    requireVolume(sampleMm3);
    return new SortedDoses(requireDoses(samples.sortedGy()), new double[0], sampleMm3);
  }

  /**
   * Samples that each stand for a fraction of a cell.
   *
   * @param cellMm3 the volume of a whole cell
   */
  static SortedDoses fractions(SampleBuffer samples, double cellMm3) {
    requireVolume(cellMm3);
    double[] ascendingGy = requireDoses(samples.sortedGy());
    double[] colder = new double[ascendingGy.length + 1];
    for (int i = 0; i < ascendingGy.length; i++) {
      colder[i + 1] = colder[i] + samples.fraction(i) * cellMm3;
    }
    return new SortedDoses(ascendingGy, colder, cellMm3);
  }

  private static void requireVolume(double mm3) {
    if (!(mm3 > 0) || !Double.isFinite(mm3)) {
      throw new IllegalArgumentException("voxel volume " + mm3 + " mm^3; positive");
    }
  }

  private static double[] requireDoses(double[] ascendingGy) {
    if (ascendingGy.length == 0) {
      throw DoseDataException.of(
          "structure",
          "no voxel",
          "at least one voxel for a dose-volume curve",
          "leave the structure out, or check its contours");
    }
    // Infinities and NaN sort to the ends, NaN last.
    if (!Double.isFinite(ascendingGy[0]) || !Double.isFinite(ascendingGy[ascendingGy.length - 1])) {
      throw DoseDataException.of(
          "dose in a structure",
          "NaN or infinity",
          "finite doses in Gy",
          "check where the dose comes from");
    }
    return ascendingGy;
  }

  boolean equalVolumes() {
    return colderMm3.length == 0;
  }

  int count() {
    return ascendingGy.length;
  }

  double sampleMm3() {
    return sampleMm3;
  }

  double totalMm3() {
    return colder(ascendingGy.length);
  }

  double meanGy() {
    return meanGy;
  }

  /** The dose of the sample of this rank from the cold end. */
  double atRank(int rank) {
    return ascendingGy[rank];
  }

  double minGy() {
    return ascendingGy[0];
  }

  double maxGy() {
    return ascendingGy[ascendingGy.length - 1];
  }

  /** Linear between ranks from the cold end, clamped to the extreme samples. */
  double atFractionalRank(double rank) {
    double clamped = Math.min(Math.max(rank, 0), ascendingGy.length - 1.0);
    int below = (int) Math.floor(clamped);
    return between(below, Math.min(below + 1, ascendingGy.length - 1), clamped - below);
  }

  /** The dose at which the hottest volume ends, each sample standing at the middle of its own. */
  double atHottestMm3(double mm3) {
    if (equalVolumes()) {
      return atFractionalRank(ascendingGy.length - 0.5 - mm3 / sampleMm3);
    }
    double asked = totalMm3() - mm3;
    int low = 0;
    int high = ascendingGy.length - 1;
    if (asked <= middle(low)) {
      return ascendingGy[low];
    } else if (asked >= middle(high)) {
      return ascendingGy[high];
    }
    while (high - low > 1) {
      int half = (low + high) >>> 1;
      if (middle(half) <= asked) {
        low = half;
      } else {
        high = half;
      }
    }
    return between(low, high, (asked - middle(low)) / (middle(high) - middle(low)));
  }

  /** The volume of the samples with at least this dose. */
  double hotterMm3(double doseGy) {
    int first = firstOfAtLeast(doseGy);
    return equalVolumes()
        ? (ascendingGy.length - first) * sampleMm3
        : totalMm3() - colderMm3[first];
  }

  /** The part of the volume with at least this dose; exact at 0 and 1. */
  double hotterFraction(double doseGy) {
    int first = firstOfAtLeast(doseGy);
    return equalVolumes()
        ? (double) (ascendingGy.length - first) / ascendingGy.length
        : 1 - colderMm3[first] / totalMm3();
  }

  /** The index of the first sample with at least this dose; the count when there is none. */
  int firstOfAtLeast(double doseGy) {
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
    return low;
  }

  /** The volume-weighted mean of {@code (dose / scaleGy)^exponent}. */
  double meanPower(double scaleGy, double exponent) {
    double sum = 0;
    for (int i = 0; i < ascendingGy.length; i++) {
      sum += volume(i) * power(ascendingGy[i] / scaleGy, exponent);
    }
    return sum / totalMm3();
  }

  /** Small whole exponents, as organs have them, by squaring: several times faster than pow. */
  private static double power(double base, double exponent) {
    int whole = (int) exponent;
    if (whole != exponent || Math.abs(whole) > LARGEST_SQUARED_EXPONENT) {
      return Math.pow(base, exponent);
    }
    double result = 1;
    double square = base;
    for (int left = Math.abs(whole); left > 0; left >>= 1) {
      result = (left & 1) == 1 ? result * square : result;
      square *= square;
    }
    return whole < 0 ? 1 / result : result;
  }

  double volume(int rank) {
    return equalVolumes() ? sampleMm3 : colderMm3[rank + 1] - colderMm3[rank];
  }

  private double weightedMean() {
    double sum = 0;
    if (equalVolumes()) {
      for (double dose : ascendingGy) {
        sum += dose;
      }
      return sum / ascendingGy.length;
    }
    for (int i = 0; i < ascendingGy.length; i++) {
      sum += volume(i) * ascendingGy[i];
    }
    return sum / totalMm3();
  }

  private double colder(int rank) {
    return equalVolumes() ? rank * sampleMm3 : colderMm3[rank];
  }

  private double middle(int rank) {
    return (colderMm3[rank] + colderMm3[rank + 1]) / 2;
  }

  /** From the nearer end, as NumPy does: both ends are met exactly. */
  private double between(int below, int above, double fraction) {
    double step = ascendingGy[above] - ascendingGy[below];
    return fraction < 0.5
        ? ascendingGy[below] + step * fraction
        : ascendingGy[above] - step * (1 - fraction);
  }
}

package org.dosekit.eval.dvh;

import java.util.EnumSet;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.structure.Contours;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.PartialMask;
import org.dosekit.core.volume.Volume;

/**
 * The cumulative dose-volume histogram of a structure, from its voxels without binning. Immutable.
 *
 * <p>Samples are sorted by dose; each stands at the middle of its own volume, and the curve is
 * linear in between ({@link DvhConvention#EXACT}). The volume at a dose counts samples of at least
 * that dose.
 */
public final class DoseVolumeCurve {
  /** Room for the rounding of n times a voxel's volume when a metric asks for all of it. */
  static final double VOLUME_TOLERANCE = 1e-9;

  private static final double MM3_PER_CC = 1000;
  private static final int MAX_SUBSAMPLES = 16;
  private static final long MAX_PLACES = 1L << 27;

  private final SortedDoses doses;
  private final StructureSamples samples;
  private final DvhConvention convention;
  private final OptionalDouble prescriptionGy;

  private DoseVolumeCurve(
      StructureSamples samples, DvhConvention convention, OptionalDouble prescriptionGy) {
    this.doses = samples.doses();
    this.samples = samples;
    this.convention = Objects.requireNonNull(convention);
    this.prescriptionGy = prescriptionGy;
  }

  /**
   * The curve of a dose in a structure of whole voxels. On another grid than the dose's, the dose
   * is interpolated at the structure's voxel centres.
   *
   * @param doseGy in Gy
   * @param structure at least one voxel
   * @throws org.dosekit.core.DoseDataException when the structure is empty or nowhere on the dose
   *     grid, or a dose in it is not finite
   */
  public static DoseVolumeCurve of(Volume doseGy, Mask structure) {
    return exact(StructureSamples.of(doseGy, structure));
  }

  /**
   * The curve of a dose in a structure of whole voxels, the dose interpolated at places spread
   * evenly over each voxel. A layer of voxels then has doses over its thickness, not the one at its
   * middle: in a structure of few voxels in a steep gradient that halves the error and more.
   *
   * @param doseGy in Gy
   * @param structure at least one voxel
   * @param perAxis places along each axis of a voxel, 1 to {@value #MAX_SUBSAMPLES}, and at most
   *     {@value #MAX_PLACES} in all
   * @throws org.dosekit.core.DoseDataException when the structure is empty or nowhere on the dose
   *     grid, or a dose in it is not finite
   */
  public static DoseVolumeCurve ofSubsampled(Volume doseGy, Mask structure, int perAxis) {
    if (perAxis < 1 || perAxis > MAX_SUBSAMPLES) {
      throw new IllegalArgumentException(
          perAxis + " places along each axis of a voxel; 1 to " + MAX_SUBSAMPLES);
    }
    long places = (long) structure.count() * perAxis * perAxis * perAxis;
    if (places > MAX_PLACES) {
      throw new IllegalArgumentException(
          places + " places in the structure; at most " + MAX_PLACES + ": take fewer a voxel");
    }
    return exact(StructureSamples.of(doseGy, structure, perAxis));
  }

  /**
   * The curve of a dose in a structure with partial voxels, each weighted by its part. On another
   * grid than the dose's, the dose is interpolated at the structure's voxel centres.
   *
   * @param doseGy in Gy
   * @param structure not empty
   * @throws org.dosekit.core.DoseDataException when the structure is empty or nowhere on the dose
   *     grid, or a dose in it is not finite
   */
  public static DoseVolumeCurve of(Volume doseGy, PartialMask structure) {
    return exact(StructureSamples.of(doseGy, structure));
  }

  /**
   * The curve of a dose inside contours, sampled as {@link ContourSampling#DEFAULT}.
   *
   * @param doseGy in Gy, on slices parallel to the contours' planes
   * @param contours of a structure
   * @throws org.dosekit.core.DoseDataException when the contours enclose nothing, lie in no slice
   *     plane, do not show their spacing, or lie nowhere on the dose grid; or a dose in them is not
   *     finite
   */
  public static DoseVolumeCurve of(Volume doseGy, Contours contours) {
    return of(doseGy, contours, ContourSampling.DEFAULT);
  }

  /**
   * The curve of a dose inside contours.
   *
   * @param doseGy in Gy, on slices parallel to the contours' planes
   * @param contours of a structure
   * @param sampling how finely the dose is read
   * @throws org.dosekit.core.DoseDataException as {@link #of(Volume, Contours)}
   */
  public static DoseVolumeCurve of(Volume doseGy, Contours contours, ContourSampling sampling) {
    return exact(StructureSamples.of(doseGy, contours, sampling));
  }

  /**
   * The curve of voxel doses.
   *
   * @param voxelDosesGy one dose a voxel in any order, at least one; not kept
   * @param voxelVolumeMm3 the volume of each voxel in mm^3
   * @throws org.dosekit.core.DoseDataException when there is no voxel, or a dose is not finite
   */
  public static DoseVolumeCurve of(double[] voxelDosesGy, double voxelVolumeMm3) {
    return exact(new StructureSamples(SortedDoses.equal(voxelDosesGy.clone(), voxelVolumeMm3), 0));
  }

  private static DoseVolumeCurve exact(StructureSamples samples) {
    return new DoseVolumeCurve(samples, DvhConvention.EXACT, OptionalDouble.empty());
  }

  /**
   * The same curve read by another convention.
   *
   * @throws IllegalArgumentException when the samples differ in volume: the other conventions count
   *     voxels
   */
  public DoseVolumeCurve withConvention(DvhConvention other) {
    if (other != DvhConvention.EXACT && !doses.equalVolumes()) {
      throw new IllegalArgumentException(other + " counts voxels; these differ in volume");
    }
    return new DoseVolumeCurve(samples, other, prescriptionGy);
  }

  /**
   * The same curve with a prescription that doses in percent refer to.
   *
   * @param doseGy positive
   */
  public DoseVolumeCurve withPrescriptionGy(double doseGy) {
    if (!(doseGy > 0) || !Double.isFinite(doseGy)) {
      throw new IllegalArgumentException("prescription " + doseGy + " Gy; positive");
    }
    return new DoseVolumeCurve(samples, convention, OptionalDouble.of(doseGy));
  }

  /** How doses are read; {@link DvhConvention#EXACT} unless changed. */
  public DvhConvention convention() {
    return convention;
  }

  /** What doses in percent refer to, in Gy; absent unless given. */
  public OptionalDouble prescriptionGy() {
    return prescriptionGy;
  }

  /** The number of samples: voxels, or cells of a supersampled structure. */
  public int voxels() {
    return doses.count();
  }

  /** The volume of a whole voxel or cell in cc. */
  public double voxelVolumeCc() {
    return doses.sampleMm3() / MM3_PER_CC;
  }

  /** The volume in cc that the curve is of. */
  public double volumeCc() {
    return doses.totalMm3() / MM3_PER_CC;
  }

  /** The volume in cc of the structure's part beyond the dose grid, which the curve is not of. */
  public double volumeOutsideDoseGridCc() {
    return samples.outsideMm3() / MM3_PER_CC;
  }

  /** What holds for every metric of this curve. */
  public Set<MetricFlag> flags() {
    Set<MetricFlag> flags = EnumSet.noneOf(MetricFlag.class);
    if (samples.outsideMm3() > 0) {
      flags.add(MetricFlag.PARTLY_OUTSIDE_DOSE_GRID);
    }
    if (minGy() < 0) {
      flags.add(MetricFlag.NEGATIVE_DOSE);
    }
    return flags;
  }

  /** Reads a metric; where it has no value a flag says why. */
  public MetricValue value(DoseMetric metric) {
    return MetricReader.read(this, metric);
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
      case EXACT -> doses.atHottestMm3(percent / 100 * doses.totalMm3());
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
    int n = doses.count();
    double exactly = requireCc(cc) * MM3_PER_CC / doses.sampleMm3();
    // Half to even, at least one voxel: NumPy's round, in the evaluator of the challenge.
    double voxels = convention == DvhConvention.OPENKBP ? Math.max(1, Math.rint(exactly)) : exactly;
    if (voxels * doses.sampleMm3() > doses.totalMm3() * (1 + VOLUME_TOLERANCE)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (convention) {
          case EXACT -> doses.atHottestMm3(cc * MM3_PER_CC);
          case OPENKBP -> linearPercentile(100 - voxels / n * 100);
          case NEAREST_RANK_LOWER -> lowerPercentile(Math.max(0, 100 - voxels / n * 100));
        });
  }

  /**
   * The dose in Gy that the coldest {@code cc} get at most; absent when the structure is smaller.
   *
   * @param cc volume in cc, positive
   */
  public OptionalDouble doseToColdestCcGy(double cc) {
    double percent = requireCc(cc) / volumeCc() * 100;
    return percent > 100 * (1 + VOLUME_TOLERANCE)
        ? OptionalDouble.empty()
        : OptionalDouble.of(doseAtVolumePercentGy(Math.max(0, 100 - percent)));
  }

  /** The percentage of the volume that gets at least {@code doseGy}. */
  public double volumePercentAtDose(double doseGy) {
    return 100 * doses.hotterFraction(doseGy);
  }

  /** The cc that get at least {@code doseGy}. */
  public double volumeCcAtDose(double doseGy) {
    return doses.hotterMm3(doseGy) / MM3_PER_CC;
  }

  /** The volume-weighted mean dose in Gy. */
  public double meanGy() {
    return doses.meanGy();
  }

  /** The dose at half of the volume in Gy. */
  public double medianGy() {
    return doseAtVolumePercentGy(50);
  }

  /** The highest voxel dose in Gy. */
  public double maxGy() {
    return doses.maxGy();
  }

  /** The lowest voxel dose in Gy. */
  public double minGy() {
    return doses.minGy();
  }

  /**
   * The generalised equivalent uniform dose in Gy (Niemierko 1999); absent when a dose is negative.
   *
   * @param a finite, not 0
   */
  public OptionalDouble generalisedEudGy(double a) {
    if (!Double.isFinite(a) || a == 0) {
      throw new IllegalArgumentException("gEUD parameter " + a + "; finite and not 0");
    }
    if (minGy() < 0) {
      return OptionalDouble.empty();
    }
    // Scaled by the dose that dominates, so that no power overflows.
    double scaleGy = a > 0 ? maxGy() : minGy();
    return OptionalDouble.of(
        scaleGy == 0 ? 0 : scaleGy * Math.pow(doses.meanPower(scaleGy, a), 1 / a));
  }

  /**
   * The homogeneity index {@code (D2% - D98%) / D50%} of ICRU Report 83 (2010); absent when D50% is
   * not positive.
   */
  public OptionalDouble homogeneityIndex() {
    double medianGy = medianGy();
    return medianGy > 0
        ? OptionalDouble.of((doseAtVolumePercentGy(2) - doseAtVolumePercentGy(98)) / medianGy)
        : OptionalDouble.empty();
  }

  /**
   * The curve in bins, for plots.
   *
   * @param binWidthGy positive; at most a million bins
   */
  public DoseHistogram histogram(double binWidthGy) {
    return DoseHistogram.of(this, binWidthGy);
  }

  private static double requireCc(double cc) {
    if (!(cc > 0) || !Double.isFinite(cc)) {
      throw new IllegalArgumentException("volume " + cc + " cc; positive");
    }
    return cc;
  }

  private double linearPercentile(double percentile) {
    return doses.atFractionalRank((doses.count() - 1) * (percentile / 100));
  }

  private double lowerPercentile(double percentile) {
    return doses.atRank((int) Math.floor((doses.count() - 1) * (percentile / 100)));
  }
}

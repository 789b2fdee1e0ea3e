package org.dosekit.core.protocol;

import java.util.Objects;

/**
 * A number read from the dose of a structure: a definition, computed exactly in dose-eval and
 * softly in dose-train.
 *
 * <p>Written as AAPM TG-263 writes it, what is asked and then the unit of the answer:
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><th>written</th><th>short</th><th>is</th></tr>
 * <tr><td>{@code D95%[Gy]}, {@code D0.03cc[Gy]}</td><td>{@code D95}, {@code D95%}, {@code
 * D0.03cc}</td><td>{@link DoseAtVolume}</td></tr>
 * <tr><td>{@code DC2%[Gy]}</td><td>{@code DC2}</td><td>{@link DoseToColdest}</td></tr>
 * <tr><td>{@code V70Gy[%]}, {@code V45Gy[cc]}, {@code V95%[%]}</td><td>{@code V70}, {@code V70Gy},
 * {@code V45Gycc}, {@code V95%}</td><td>{@link VolumeAtDose}</td></tr>
 * <tr><td>{@code CV15Gy[cc]}</td><td>{@code CV15Gycc}</td><td>{@link VolumeBelowDose}</td></tr>
 * <tr><td>{@code Mean[Gy]}, {@code Median[Gy]}, {@code Max[Gy]}, {@code Min[Gy]}</td><td>{@code
 * Mean}, {@code Dmean}, ...</td><td>{@link DoseStatistic}</td></tr>
 * <tr><td>{@code gEUD8[Gy]}</td><td>{@code gEUD8}</td><td>{@link GeneralisedEud}</td></tr>
 * <tr><td>{@code HI}</td><td>{@code HI}</td><td>{@link HomogeneityIndex}</td></tr>
 * </table>
 *
 * <p>A dose given or answered in {@code %} is percent of the prescription: {@code V95%[cc]}, {@code
 * D2%[%]}.
 */
public sealed interface DoseMetric {
  /**
   * The dose that the hottest part of the structure gets at least.
   *
   * @param volume how large that part is: 0 to 100 %, or a positive number of cc
   * @param volumeUnit of {@code volume}
   * @param doseUnit of the answer
   */
  record DoseAtVolume(double volume, VolumeUnit volumeUnit, DoseUnit doseUnit)
      implements DoseMetric {
    /** Checks the range. */
    public DoseAtVolume {
      volume = requireVolume("D", volume, volumeUnit);
      Objects.requireNonNull(doseUnit);
    }
  }

  /**
   * The dose that the coldest part of the structure gets at most.
   *
   * @param volume how large that part is: 0 to 100 %, or a positive number of cc
   * @param volumeUnit of {@code volume}
   * @param doseUnit of the answer
   */
  record DoseToColdest(double volume, VolumeUnit volumeUnit, DoseUnit doseUnit)
      implements DoseMetric {
    /** Checks the range. */
    public DoseToColdest {
      volume = requireVolume("DC", volume, volumeUnit);
      Objects.requireNonNull(doseUnit);
    }
  }

  /**
   * The volume that gets at least a dose.
   *
   * @param dose at least 0
   * @param doseUnit of {@code dose}
   * @param volumeUnit of the answer
   */
  record VolumeAtDose(double dose, DoseUnit doseUnit, VolumeUnit volumeUnit) implements DoseMetric {
    /** Checks the range. */
    public VolumeAtDose {
      dose = requireDose("V", dose, doseUnit);
      Objects.requireNonNull(volumeUnit);
    }
  }

  /**
   * The volume that gets less than a dose, e.g. of a liver that must stay functional.
   *
   * @param dose at least 0
   * @param doseUnit of {@code dose}
   * @param volumeUnit of the answer
   */
  record VolumeBelowDose(double dose, DoseUnit doseUnit, VolumeUnit volumeUnit)
      implements DoseMetric {
    /** Checks the range. */
    public VolumeBelowDose {
      dose = requireDose("CV", dose, doseUnit);
      Objects.requireNonNull(volumeUnit);
    }
  }

  /**
   * One dose that stands for all of the structure's.
   *
   * @param statistic which
   * @param doseUnit of the answer
   */
  record DoseStatistic(Statistic statistic, DoseUnit doseUnit) implements DoseMetric {
    /** Checks for nulls. */
    public DoseStatistic {
      Objects.requireNonNull(statistic);
      Objects.requireNonNull(doseUnit);
    }
  }

  /** The doses a {@link DoseStatistic} may be. */
  enum Statistic {
    /** Volume-weighted mean. */
    MEAN("Mean"),
    /** The dose at half of the volume: D50%. */
    MEDIAN("Median"),
    /** The highest voxel dose; clinically D0.03cc says more. */
    MAX("Max"),
    /** The lowest voxel dose. */
    MIN("Min");

    private final String word;

    Statistic(String word) {
      this.word = word;
    }

    /** As written in a metric. */
    String word() {
      return word;
    }
  }

  /**
   * The generalised equivalent uniform dose {@code (sum v_i d_i^a)^(1/a)} (Niemierko 1999).
   *
   * @param a the structure's parameter, not 0: 1 is the mean, large positive tends to the maximum
   *     (serial organs), negative to the minimum (targets)
   * @param doseUnit of the answer
   */
  record GeneralisedEud(double a, DoseUnit doseUnit) implements DoseMetric {
    /** Checks the parameter. */
    public GeneralisedEud {
      if (!Double.isFinite(a) || a == 0) {
        throw new IllegalArgumentException("gEUD" + a + ": the parameter is finite and not 0");
      }
      Objects.requireNonNull(doseUnit);
    }
  }

  /** {@code (D2% - D98%) / D50%} of ICRU Report 83; 0 is a uniform dose. No unit. */
  record HomogeneityIndex() implements DoseMetric {}

  /** {@code Dx%[Gy]}. */
  static DoseMetric doseAtPercent(double volumePercent) {
    return new DoseAtVolume(volumePercent, VolumeUnit.PERCENT, DoseUnit.GY);
  }

  /** {@code Dxcc[Gy]}. */
  static DoseMetric doseAtCc(double volumeCc) {
    return new DoseAtVolume(volumeCc, VolumeUnit.CC, DoseUnit.GY);
  }

  /** {@code Mean[Gy]}. */
  static DoseMetric meanGy() {
    return new DoseStatistic(Statistic.MEAN, DoseUnit.GY);
  }

  /**
   * Reads a metric, written in full or short.
   *
   * @throws IllegalArgumentException when it is none of the forms named above, or a number is out
   *     of range
   */
  static DoseMetric parse(String label) {
    return DoseMetricNotation.parse(label);
  }

  /** The metric written in full, e.g. {@code D95%[Gy]}; {@link #parse} reads it back equal. */
  default String label() {
    return DoseMetricNotation.format(this);
  }

  /** The unit of the value: {@code Gy}, {@code %}, {@code cc}, or empty for a bare number. */
  default String unit() {
    return DoseMetricNotation.unit(this);
  }

  /** Whether the metric has no value without a prescription. */
  default boolean needsPrescription() {
    return DoseMetricNotation.doseUnit(this) == DoseUnit.PERCENT;
  }

  private static double requireVolume(String kind, double volume, VolumeUnit unit) {
    Objects.requireNonNull(unit);
    if (unit == VolumeUnit.PERCENT && !(volume >= 0 && volume <= 100)) {
      throw new IllegalArgumentException(kind + volume + "%: the volume is 0 to 100 %");
    }
    if (unit == VolumeUnit.CC && (!(volume > 0) || !Double.isFinite(volume))) {
      throw new IllegalArgumentException(kind + volume + "cc: the volume is positive");
    }
    return withoutNegativeZero(volume);
  }

  private static double requireDose(String kind, double dose, DoseUnit unit) {
    Objects.requireNonNull(unit);
    if (!(dose >= 0) || !Double.isFinite(dose)) {
      throw new IllegalArgumentException(kind + dose + unit.symbol() + ": the dose is at least 0");
    }
    return withoutNegativeZero(dose);
  }

  /** Records tell -0 from 0, what is written does not. */
  private static double withoutNegativeZero(double value) {
    return value + 0.0;
  }
}

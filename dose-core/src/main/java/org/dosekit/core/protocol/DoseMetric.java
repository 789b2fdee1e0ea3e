package org.dosekit.core.protocol;

/**
 * A number read from the dose of a structure: a definition, computed exactly in dose-eval and
 * softly in dose-train.
 *
 * <p>Written {@code D95%}, {@code D0.03cc}, {@code V70Gy} (percent of volume), {@code V45Gycc},
 * {@code Dmean}, {@code Dmax}, {@code Dmin}.
 */
public sealed interface DoseMetric {
  /** The dose that the hottest {@code percent} of the volume gets at least, in Gy. */
  record DoseAtVolumePercent(double percent) implements DoseMetric {
    /** Checks the range. */
    public DoseAtVolumePercent {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("D" + percent + "%: the volume is 0 to 100 %");
      }
    }
  }

  /** The dose that the hottest {@code cc} cm^3 get at least, in Gy. */
  record DoseAtVolumeCc(double cc) implements DoseMetric {
    /** Checks the range. */
    public DoseAtVolumeCc {
      if (!(cc > 0) || !Double.isFinite(cc)) {
        throw new IllegalArgumentException("D" + cc + "cc: the volume is positive");
      }
    }
  }

  /** The percentage of the volume that gets at least {@code doseGy}. */
  record VolumePercentAtDose(double doseGy) implements DoseMetric {
    /** Checks the range. */
    public VolumePercentAtDose {
      requireDose(doseGy);
    }
  }

  /** The cm^3 of the volume that get at least {@code doseGy}. */
  record VolumeCcAtDose(double doseGy) implements DoseMetric {
    /** Checks the range. */
    public VolumeCcAtDose {
      requireDose(doseGy);
    }
  }

  /** The mean dose in Gy. */
  record MeanDose() implements DoseMetric {}

  /** The highest voxel dose in Gy; clinically D0.03cc says more. */
  record MaxDose() implements DoseMetric {}

  /** The lowest voxel dose in Gy. */
  record MinDose() implements DoseMetric {}

  /**
   * Reads a label such as {@code D95%}.
   *
   * @throws IllegalArgumentException when it is none of the forms named above
   */
  static DoseMetric parse(String label) {
    return DoseMetricLabel.parse(label);
  }

  /** The label, e.g. {@code D95%}; {@link #parse} reads it back. */
  default String label() {
    return DoseMetricLabel.format(this);
  }

  /** The unit of the value: {@code Gy}, {@code %} or {@code cc}. */
  default String unit() {
    if (this instanceof VolumePercentAtDose) {
      return "%";
    }
    return this instanceof VolumeCcAtDose ? "cc" : "Gy";
  }

  private static void requireDose(double doseGy) {
    if (!(doseGy >= 0) || !Double.isFinite(doseGy)) {
      throw new IllegalArgumentException("V" + doseGy + "Gy: the dose is at least 0");
    }
  }
}

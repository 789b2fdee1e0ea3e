package org.dosekit.eval.dvh;

import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolume;
import org.dosekit.core.protocol.DoseMetric.DoseStatistic;
import org.dosekit.core.protocol.DoseMetric.DoseToColdest;
import org.dosekit.core.protocol.DoseMetric.GeneralisedEud;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.DoseMetric.VolumeBelowDose;
import org.dosekit.core.protocol.DoseUnit;
import org.dosekit.core.protocol.VolumeUnit;

/** Reads one metric from a curve, with its units and flags. */
final class MetricReader {
  private final DoseVolumeCurve curve;
  private final DoseMetric metric;
  private final Set<MetricFlag> flags;

  private MetricReader(DoseVolumeCurve curve, DoseMetric metric) {
    this.curve = curve;
    this.metric = metric;
    this.flags = EnumSet.copyOf(curve.flags());
  }

  static MetricValue read(DoseVolumeCurve curve, DoseMetric metric) {
    MetricReader reader = new MetricReader(curve, metric);
    OptionalDouble value = reader.value();
    return new MetricValue(metric, value, reader.flags);
  }

  private OptionalDouble value() {
    if (metric.needsPrescription() && curve.prescriptionGy().isEmpty()) {
      return without(MetricFlag.NO_PRESCRIPTION);
    } else if (metric instanceof DoseAtVolume m) {
      return answer(doseAt(m.volume(), m.volumeUnit(), false), m.doseUnit());
    } else if (metric instanceof DoseToColdest m) {
      return answer(doseAt(m.volume(), m.volumeUnit(), true), m.doseUnit());
    } else if (metric instanceof VolumeAtDose m) {
      return OptionalDouble.of(volumeAt(m.dose(), m.doseUnit(), m.volumeUnit()));
    } else if (metric instanceof VolumeBelowDose m) {
      double whole = m.volumeUnit() == VolumeUnit.CC ? curve.volumeCc() : 100;
      return OptionalDouble.of(whole - volumeAt(m.dose(), m.doseUnit(), m.volumeUnit()));
    } else if (metric instanceof DoseStatistic m) {
      return answer(OptionalDouble.of(statistic(m.statistic())), m.doseUnit());
    } else if (metric instanceof GeneralisedEud m) {
      return answer(defined(curve.generalisedEudGy(m.a())), m.doseUnit());
    }
    return defined(curve.homogeneityIndex());
  }

  private OptionalDouble without(MetricFlag reason) {
    flags.add(reason);
    return OptionalDouble.empty();
  }

  private OptionalDouble defined(OptionalDouble value) {
    return value.isPresent() ? value : without(MetricFlag.UNDEFINED);
  }

  private OptionalDouble doseAt(double volume, VolumeUnit unit, boolean coldest) {
    double wholeCc = curve.volumeCc();
    double askedCc = unit == VolumeUnit.CC ? volume : volume / 100 * wholeCc;
    // All of a structure and none of it are asked for by percent on purpose: the extremes.
    if (askedCc > 0 && askedCc < curve.voxelVolumeCc() * (1 - DoseVolumeCurve.VOLUME_TOLERANCE)) {
      flags.add(MetricFlag.VOLUME_BELOW_ONE_VOXEL);
    }
    if (unit == VolumeUnit.PERCENT) {
      return OptionalDouble.of(curve.doseAtVolumePercentGy(coldest ? 100 - volume : volume));
    }
    OptionalDouble value =
        coldest ? curve.doseToColdestCcGy(volume) : curve.doseAtVolumeCcGy(volume);
    return value.isPresent() ? value : without(MetricFlag.VOLUME_EXCEEDS_STRUCTURE);
  }

  private double volumeAt(double dose, DoseUnit doseUnit, VolumeUnit volumeUnit) {
    double doseGy =
        doseUnit == DoseUnit.GY ? dose : dose / 100 * curve.prescriptionGy().orElseThrow();
    return volumeUnit == VolumeUnit.CC
        ? curve.volumeCcAtDose(doseGy)
        : curve.volumePercentAtDose(doseGy);
  }

  private double statistic(DoseMetric.Statistic statistic) {
    return switch (statistic) {
      case MEAN -> curve.meanGy();
      case MEDIAN -> curve.medianGy();
      case MAX -> curve.maxGy();
      case MIN -> curve.minGy();
    };
  }

  private OptionalDouble answer(OptionalDouble doseGy, DoseUnit unit) {
    if (doseGy.isEmpty() || unit == DoseUnit.GY) {
      return doseGy;
    }
    return OptionalDouble.of(doseGy.getAsDouble() / curve.prescriptionGy().orElseThrow() * 100);
  }
}

package org.dosekit.train.loss;

import java.util.function.UnaryOperator;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolume;
import org.dosekit.core.protocol.DoseMetric.DoseStatistic;
import org.dosekit.core.protocol.DoseMetric.DoseToColdest;
import org.dosekit.core.protocol.DoseMetric.GeneralisedEud;
import org.dosekit.core.protocol.DoseMetric.Statistic;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.DoseMetric.VolumeBelowDose;
import org.dosekit.core.protocol.DoseUnit;
import org.dosekit.core.protocol.VolumeUnit;
import org.dosekit.train.settings.DvhReading;

/**
 * A dose-volume metric as a TorchScript expression, in normalised units: doses over the highest
 * prescription, volumes over the region's.
 *
 * <p>Expects in scope {@code size}, the region's voxels, {@code gy}, the highest prescription, and
 * {@code cc}, the volume of a voxel.
 */
final class MetricExpression {
  /** Reads a dose or a volume at a place of the curve. */
  private record Reader(UnaryOperator<String> doseAtRank, UnaryOperator<String> volumeAtDose) {}

  private final DoseMetric metric;
  private final String doses;
  private final Reader reader;

  private MetricExpression(DoseMetric metric, String doses, Reader reader) {
    this.metric = metric;
    this.doses = doses;
    this.reader = reader;
  }

  /**
   * The metric of a predicted dose, with a gradient by it.
   *
   * @throws IllegalArgumentException when the original has no such metric and it is to be read so
   */
  static String predicted(DoseMetric metric, String doses, DvhReading reading) {
    if (reading instanceof DvhReading.Exact exact) {
      String width = Statements.number(exact.smoothing());
      Reader reader =
          new Reader(
              rank -> "(self).soft_dose_at_rank(%s, %s, %s)".formatted(doses, rank, width),
              dose -> "(self).soft_volume_at_dose(%s, %s, %s)".formatted(doses, dose, width));
      return new MetricExpression(metric, doses, reader).value();
    }
    return original(metric, doses, ((DvhReading.AsOriginal) reading).temperature());
  }

  /** The metric of a planned dose, without a gradient. */
  static String planned(DoseMetric metric, String doses, DvhReading reading) {
    if (reading instanceof DvhReading.Exact) {
      Reader reader =
          new Reader(
              rank -> "(self).dose_at_rank(%s, %s)".formatted(doses, rank),
              dose -> "(self).volume_at_dose(%s, %s)".formatted(doses, dose));
      return new MetricExpression(metric, doses, reader).value();
    }
    return predicted(metric, doses, reading);
  }

  private static String original(DoseMetric metric, String doses, double temperature) {
    String t = Statements.number(temperature);
    if (metric instanceof DoseAtVolume at && at.volumeUnit() == VolumeUnit.PERCENT) {
      return "(self).original_dose(%s, %s, %s)"
          .formatted(doses, Statements.number(at.volume() / 100), t);
    } else if (metric instanceof VolumeAtDose at) {
      return "(self).original_volume(%s, %s, %s)"
          .formatted(doses, normalised(at.dose(), at.doseUnit()), t);
    } else if (metric instanceof DoseStatistic mean && mean.statistic() == Statistic.MEAN) {
      return "(self).mean_dose(" + doses + ")";
    }
    throw new IllegalArgumentException(
        "DVH terms as the original: " + metric.label() + "; Dx%, Vx or the mean dose");
  }

  /** A limit of a metric, in the metric's unit, in normalised units. */
  static String limit(DoseMetric metric, double limit) {
    String number = Statements.number(limit);
    return switch (metric.unit()) {
      case "Gy" -> "torch.div(" + number + ", gy)";
      case "%" -> Statements.number(limit / 100);
      case "cc" -> "torch.div(" + number + ", torch.mul(float(size), cc))";
      default -> number;
    };
  }

  private String value() {
    if (metric instanceof DoseAtVolume at) {
      return reader.doseAtRank().apply(rank(at.volume(), at.volumeUnit(), true));
    } else if (metric instanceof DoseToColdest coldest) {
      return reader.doseAtRank().apply(rank(coldest.volume(), coldest.volumeUnit(), false));
    } else if (metric instanceof VolumeAtDose at) {
      return reader.volumeAtDose().apply(normalised(at.dose(), at.doseUnit()));
    } else if (metric instanceof VolumeBelowDose below) {
      String above = reader.volumeAtDose().apply(normalised(below.dose(), below.doseUnit()));
      return "torch.sub(1., " + above + ")";
    } else if (metric instanceof DoseStatistic statistic) {
      return switch (statistic.statistic()) {
        case MEAN -> "(self).mean_dose(" + doses + ")";
        case MEDIAN -> percent(50);
        case MAX -> reader.doseAtRank().apply("float(size)");
        case MIN -> reader.doseAtRank().apply("0.");
      };
    } else if (metric instanceof GeneralisedEud eud) {
      return "(self).generalised_eud(%s, %s)".formatted(doses, Statements.number(eud.a()));
    }
    // The homogeneity index, the one metric left.
    return "torch.div(torch.sub(%s, %s), %s)".formatted(percent(2), percent(98), percent(50));
  }

  private String percent(double volume) {
    return reader.doseAtRank().apply(rank(volume, VolumeUnit.PERCENT, true));
  }

  /** The rank from the cold end of the voxel at whose middle a volume ends. */
  private static String rank(double volume, VolumeUnit unit, boolean hottest) {
    if (unit == VolumeUnit.PERCENT) {
      double colder = hottest ? 1 - volume / 100 : volume / 100;
      return "torch.sub(torch.mul(float(size), " + Statements.number(colder) + "), 0.5)";
    }
    String voxels = "torch.div(" + Statements.number(volume) + ", cc)";
    return hottest
        ? "torch.sub(torch.sub(float(size), " + voxels + "), 0.5)"
        : "torch.sub(" + voxels + ", 0.5)";
  }

  private static String normalised(double dose, DoseUnit unit) {
    return unit == DoseUnit.GY
        ? "torch.div(" + Statements.number(dose) + ", gy)"
        : Statements.number(dose / 100);
  }
}

package org.dosekit.core.protocol;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolume;
import org.dosekit.core.protocol.DoseMetric.DoseStatistic;
import org.dosekit.core.protocol.DoseMetric.DoseToColdest;
import org.dosekit.core.protocol.DoseMetric.GeneralisedEud;
import org.dosekit.core.protocol.DoseMetric.HomogeneityIndex;
import org.dosekit.core.protocol.DoseMetric.Statistic;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.DoseMetric.VolumeBelowDose;
import org.jspecify.annotations.Nullable;

/** The written form of a {@link DoseMetric}. */
final class DoseMetricNotation {
  private static final String NUMBER = "(\\d+(?:\\.\\d+)?)";
  private static final String IN_DOSE = "(?:\\[(Gy|%)])?";

  /** Groups: D or DC, the volume, its unit, the dose's unit. */
  private static final Pattern DOSE_AT_VOLUME =
      Pattern.compile("(DC?)" + NUMBER + "(%|cc)?" + IN_DOSE);

  /** Groups: V or CV, the dose, its unit, cc after a unit, the volume's unit in brackets. */
  private static final Pattern VOLUME_AT_DOSE =
      Pattern.compile("(C?V)" + NUMBER + "(?:(Gy|%)(cc)?)?(?:(?<!cc)\\[(%|cc)])?");

  private static final Pattern STATISTIC =
      Pattern.compile("(Mean|Median|Max|Min|D(?:mean|median|max|min))" + IN_DOSE);
  private static final Pattern EUD = Pattern.compile("gEUD(-?)" + NUMBER + IN_DOSE);
  private static final String HOMOGENEITY = "HI";

  private DoseMetricNotation() {}

  static DoseMetric parse(String label) {
    if (label.equals(HOMOGENEITY)) {
      return new HomogeneityIndex();
    }
    return parseDose(label)
        .or(() -> parseVolume(label))
        .or(() -> parseStatistic(label))
        .or(() -> parseEud(label))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "metric '"
                        + label
                        + "': expected a form like D95%[Gy], D0.03cc[Gy], V70Gy[%], V45Gy[cc],"
                        + " V95%[%], Mean[Gy], Max[Gy], gEUD8[Gy] or HI"));
  }

  private static Optional<DoseMetric> parseDose(String label) {
    Matcher m = DOSE_AT_VOLUME.matcher(label);
    if (!m.matches()) {
      return Optional.empty();
    }
    double volume = Double.parseDouble(m.group(2));
    VolumeUnit unit = "cc".equals(m.group(3)) ? VolumeUnit.CC : VolumeUnit.PERCENT;
    return Optional.of(
        m.group(1).equals("D")
            ? new DoseAtVolume(volume, unit, answeredIn(m.group(4)))
            : new DoseToColdest(volume, unit, answeredIn(m.group(4))));
  }

  private static Optional<DoseMetric> parseVolume(String label) {
    Matcher m = VOLUME_AT_DOSE.matcher(label);
    if (!m.matches()) {
      return Optional.empty();
    }
    double dose = Double.parseDouble(m.group(2));
    DoseUnit unit = answeredIn(m.group(3));
    boolean inCc = m.group(4) != null || "cc".equals(m.group(5));
    VolumeUnit volumeUnit = inCc ? VolumeUnit.CC : VolumeUnit.PERCENT;
    return Optional.of(
        m.group(1).equals("V")
            ? new VolumeAtDose(dose, unit, volumeUnit)
            : new VolumeBelowDose(dose, unit, volumeUnit));
  }

  private static Optional<DoseMetric> parseStatistic(String label) {
    Matcher m = STATISTIC.matcher(label);
    if (!m.matches()) {
      return Optional.empty();
    }
    String word = m.group(1).startsWith("D") ? m.group(1).substring(1) : m.group(1);
    return Optional.of(
        new DoseStatistic(
            Statistic.valueOf(word.toUpperCase(Locale.ROOT)), answeredIn(m.group(2))));
  }

  private static Optional<DoseMetric> parseEud(String label) {
    Matcher m = EUD.matcher(label);
    return m.matches()
        ? Optional.of(
            new GeneralisedEud(Double.parseDouble(m.group(1) + m.group(2)), answeredIn(m.group(3))))
        : Optional.empty();
  }

  /** Without a unit a dose is in Gy; the group of a pattern that did not take part is null. */
  private static DoseUnit answeredIn(@Nullable String symbol) {
    return "%".equals(symbol) ? DoseUnit.PERCENT : DoseUnit.GY;
  }

  static String format(DoseMetric metric) {
    String asked = asked(metric);
    return metric instanceof HomogeneityIndex ? asked : asked + "[" + unit(metric) + "]";
  }

  private static String asked(DoseMetric metric) {
    if (metric instanceof DoseAtVolume m) {
      return "D" + number(m.volume()) + m.volumeUnit().symbol();
    } else if (metric instanceof DoseToColdest m) {
      return "DC" + number(m.volume()) + m.volumeUnit().symbol();
    } else if (metric instanceof VolumeAtDose m) {
      return "V" + number(m.dose()) + m.doseUnit().symbol();
    } else if (metric instanceof VolumeBelowDose m) {
      return "CV" + number(m.dose()) + m.doseUnit().symbol();
    } else if (metric instanceof DoseStatistic m) {
      return m.statistic().word();
    } else if (metric instanceof GeneralisedEud m) {
      return "gEUD" + number(m.a());
    }
    return HOMOGENEITY;
  }

  static String unit(DoseMetric metric) {
    if (metric instanceof VolumeAtDose m) {
      return m.volumeUnit().symbol();
    } else if (metric instanceof VolumeBelowDose m) {
      return m.volumeUnit().symbol();
    }
    return metric instanceof HomogeneityIndex ? "" : doseUnit(metric).symbol();
  }

  /** The unit of the dose asked for or answered; a bare number needs no prescription. */
  static DoseUnit doseUnit(DoseMetric metric) {
    if (metric instanceof DoseAtVolume m) {
      return m.doseUnit();
    } else if (metric instanceof DoseToColdest m) {
      return m.doseUnit();
    } else if (metric instanceof VolumeAtDose m) {
      return m.doseUnit();
    } else if (metric instanceof VolumeBelowDose m) {
      return m.doseUnit();
    } else if (metric instanceof DoseStatistic m) {
      return m.doseUnit();
    } else if (metric instanceof GeneralisedEud m) {
      return m.doseUnit();
    }
    return DoseUnit.GY;
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}

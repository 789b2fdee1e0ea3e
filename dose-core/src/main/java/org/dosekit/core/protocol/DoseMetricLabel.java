package org.dosekit.core.protocol;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolumeCc;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolumePercent;
import org.dosekit.core.protocol.DoseMetric.MaxDose;
import org.dosekit.core.protocol.DoseMetric.MeanDose;
import org.dosekit.core.protocol.DoseMetric.MinDose;
import org.dosekit.core.protocol.DoseMetric.VolumeCcAtDose;
import org.dosekit.core.protocol.DoseMetric.VolumePercentAtDose;

/** The written form of a {@link DoseMetric}. */
final class DoseMetricLabel {
  private static final String NUMBER = "(\\d+(?:\\.\\d+)?)";
  private static final Pattern DOSE_AT_VOLUME = Pattern.compile("D" + NUMBER + "(%|cc)");
  private static final Pattern VOLUME_AT_DOSE = Pattern.compile("V" + NUMBER + "Gy(cc)?");

  private DoseMetricLabel() {}

  static DoseMetric parse(String label) {
    switch (label) {
      case "Dmean":
        return new MeanDose();
      case "Dmax":
        return new MaxDose();
      case "Dmin":
        return new MinDose();
      default:
        break;
    }
    Matcher dose = DOSE_AT_VOLUME.matcher(label);
    if (dose.matches()) {
      double volume = Double.parseDouble(dose.group(1));
      return dose.group(2).equals("%")
          ? new DoseAtVolumePercent(volume)
          : new DoseAtVolumeCc(volume);
    }
    Matcher volume = VOLUME_AT_DOSE.matcher(label);
    if (volume.matches()) {
      double doseGy = Double.parseDouble(volume.group(1));
      return volume.group(2) == null ? new VolumePercentAtDose(doseGy) : new VolumeCcAtDose(doseGy);
    }
    throw new IllegalArgumentException(
        "metric '" + label + "': expected D95%, D0.03cc, V70Gy, V45Gycc, Dmean, Dmax or Dmin");
  }

  static String format(DoseMetric metric) {
    if (metric instanceof DoseAtVolumePercent m) {
      return "D" + number(m.percent()) + "%";
    } else if (metric instanceof DoseAtVolumeCc m) {
      return "D" + number(m.cc()) + "cc";
    } else if (metric instanceof VolumePercentAtDose m) {
      return "V" + number(m.doseGy()) + "Gy";
    } else if (metric instanceof VolumeCcAtDose m) {
      return "V" + number(m.doseGy()) + "Gycc";
    } else if (metric instanceof MeanDose) {
      return "Dmean";
    }
    return metric instanceof MaxDose ? "Dmax" : "Dmin";
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}

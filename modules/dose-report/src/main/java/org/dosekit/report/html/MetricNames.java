package org.dosekit.report.html;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dosekit.eval.gamma.GammaCriterion;

/** The names of result files as people read them. */
final class MetricNames {
  private static final Pattern GAMMA = Pattern.compile("(.+?)_?([0-9.]{1,9})mm([0-9.]{1,9})pct");

  private static final GammaCriterion USUAL = new GammaCriterion(3, 3);

  private MetricNames() {}

  /** {@code ptv_region_3mm3pct} as {@code gamma 3%/3mm, ptv region}. */
  static String gamma(String key) {
    Matcher matcher = GAMMA.matcher(key);
    return matcher.matches()
        ? "gamma %s%%/%smm, %s"
            .formatted(matcher.group(3), matcher.group(2), matcher.group(1).replace('_', ' '))
        : "gamma " + key;
  }

  /** The criterion of a gamma's key; 3%/3mm when it names none. */
  static GammaCriterion criterion(String key) {
    Matcher matcher = GAMMA.matcher(key);
    if (!matcher.matches()) {
      return USUAL;
    }
    try {
      return new GammaCriterion(
          Double.parseDouble(matcher.group(3)), Double.parseDouble(matcher.group(2)));
    } catch (IllegalArgumentException e) {
      return USUAL;
    }
  }

  /** The unit of a DVH metric by its key in result files; empty when the key is a label itself. */
  private static String unit(String key) {
    if (key.indexOf('[') >= 0) {
      return "";
    }
    if (key.startsWith("V")) {
      return key.endsWith("_cc") ? "cc" : "%";
    }
    return key.startsWith("D") || key.endsWith("_gy") ? "Gy" : "";
  }

  /**
   * The name of a DVH metric: {@code mean_gy} as {@code mean [Gy]}, {@code V70} as {@code V70 [%]}.
   */
  static String metric(String key) {
    String unit = unit(key);
    String bare =
        key.endsWith("_gy") || key.endsWith("_cc") ? key.substring(0, key.length() - 3) : key;
    return unit.isEmpty() ? key : bare + " [" + unit + "]";
  }

  /** A name that a filter's condition can use: lower-case letters, digits, underscores. */
  static String key(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    return plain.isEmpty() || !Character.isLetter(plain.charAt(0)) ? "m_" + plain : plain;
  }
}

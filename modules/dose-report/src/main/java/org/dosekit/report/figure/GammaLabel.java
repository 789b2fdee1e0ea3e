package org.dosekit.report.figure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gammas as people write them: {@code ptv_region_3mm3pct} is PTV region 3%/3mm. */
final class GammaLabel {
  private static final Pattern KEY =
      Pattern.compile("(global|local|ptv_region)_([0-9.]+)mm([0-9.]+)pct");

  private GammaLabel() {}

  /** The label; a key of another form is its own. */
  static String of(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      return key;
    }
    String where =
        switch (matcher.group(1)) {
          case "global" -> "Global";
          case "local" -> "Local";
          default -> "PTV region";
        };
    return "%s %s%%/%smm".formatted(where, matcher.group(3), matcher.group(2));
  }
}

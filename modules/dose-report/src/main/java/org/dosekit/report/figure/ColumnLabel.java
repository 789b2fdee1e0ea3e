package org.dosekit.report.figure;

import java.util.Map;

/** Columns of {@code metrics.csv} as people write them: {@code val/ptv_d95_error_gy}. */
final class ColumnLabel {
  private static final Map<String, String> UNITS =
      Map.of("_gy", "Gy", "_percent", "%", "_cc", "cc", "_mm", "mm");

  private ColumnLabel() {}

  /** The metric without its unit: {@code ptv d95 error}. */
  static String of(String column) {
    String name = column.substring(column.indexOf('/') + 1);
    return name.substring(0, name.length() - ending(name).length()).replace('_', ' ');
  }

  /** The label of an axis: {@code ptv d95 error (Gy)}. */
  static String axis(String column) {
    String unit = UNITS.get(ending(column));
    return unit == null ? of(column) : of(column) + " (" + unit + ")";
  }

  private static String ending(String name) {
    return UNITS.keySet().stream().filter(name::endsWith).findFirst().orElse("");
  }
}

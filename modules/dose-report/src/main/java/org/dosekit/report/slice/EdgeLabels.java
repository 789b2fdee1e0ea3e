package org.dosekit.report.slice;

import org.dosekit.core.geometry.PatientPoint;

/**
 * Which side of the patient each edge of a slice is: A(nterior), P(osterior), L(eft), R(ight),
 * S(uperior), I(nferior).
 *
 * @param top what the upper edge shows
 * @param bottom what the lower edge shows
 * @param left what the left edge shows
 * @param right what the right edge shows
 */
public record EdgeLabels(String top, String bottom, String left, String right) {

  /** The labels of a plane whose columns and rows run along these directions of the patient. */
  static EdgeLabels of(PatientPoint alongColumns, PatientPoint alongRows) {
    return new EdgeLabels(
        side(alongRows, -1), side(alongRows, 1), side(alongColumns, -1), side(alongColumns, 1));
  }

  /** The side that a direction, or its opposite, points to most. */
  private static String side(PatientPoint direction, int sign) {
    double x = Math.abs(direction.xMm());
    double y = Math.abs(direction.yMm());
    double z = Math.abs(direction.zMm());
    if (x >= y && x >= z) {
      return direction.xMm() * sign > 0 ? "L" : "R";
    }
    if (y >= z) {
      return direction.yMm() * sign > 0 ? "P" : "A";
    }
    return direction.zMm() * sign > 0 ? "S" : "I";
  }
}

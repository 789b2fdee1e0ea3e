package org.dosekit.eval.gamma;

import java.util.Locale;

/**
 * What one gamma unit is: a dose difference and a distance.
 *
 * @param doseDifferencePercent of the normalisation dose, or of the point's own reference dose in
 *     local gamma; positive
 * @param distanceToAgreementMm positive
 */
public record GammaCriterion(double doseDifferencePercent, double distanceToAgreementMm) {
  /**
   * Checks both.
   *
   * @throws IllegalArgumentException when one is not a positive finite number; a criterion of 0
   *     would divide by it
   */
  public GammaCriterion {
    if (!(doseDifferencePercent > 0 && distanceToAgreementMm > 0)
        || !Double.isFinite(doseDifferencePercent + distanceToAgreementMm)) {
      throw new IllegalArgumentException(
          "gamma criterion %s %% / %s mm; both must be positive and finite"
              .formatted(doseDifferencePercent, distanceToAgreementMm));
    }
  }

  /** The usual way to write it, as {@code 3%/3mm} or {@code 2.5%/1mm}. */
  public String label() {
    return plain(doseDifferencePercent) + "%/" + plain(distanceToAgreementMm) + "mm";
  }

  private static String plain(double value) {
    return value == Math.rint(value) && value < 1e6
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  /**
   * The millimetres that count as much as one Gy when doses are compared with this tolerance.
   *
   * @param percentOfGy the dose of which the criterion's percentage is taken
   */
  double mmPerGy(double percentOfGy) {
    return distanceToAgreementMm / (doseDifferencePercent / 100 * percentOfGy);
  }
}

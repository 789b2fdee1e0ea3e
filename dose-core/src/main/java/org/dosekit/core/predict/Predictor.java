package org.dosekit.core.predict;

import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;

/**
 * Predicts the dose of a plan from a case's CT, structures and prescription; a planned dose in the
 * case is not looked at.
 */
public interface Predictor {
  /**
   * Predicts a dose.
   *
   * @return Gy on the case's grid, finite and at least 0, zero outside the case's dose region
   * @throws org.dosekit.core.DoseDataException when the case is of another protocol than the
   *     predictor
   */
  Volume predictGy(Case patient, Progress progress);

  /** {@link #predictGy(Case, Progress)} without progress. */
  default Volume predictGy(Case patient) {
    return predictGy(patient, Progress.SILENT);
  }

  /**
   * The predictor that encodes a case, slides the model's window over it and decodes the result.
   * Does not close the model.
   */
  static Predictor of(PatchModel model) {
    return new WindowPredictor(model);
  }
}

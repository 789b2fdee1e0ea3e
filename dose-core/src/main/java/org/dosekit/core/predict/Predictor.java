package org.dosekit.core.predict;

import java.util.List;
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
    return ensemble(List.of(model));
  }

  /**
   * The predictor of several models' mean dose in Gy, each over its own window: of the folds or the
   * seeds of one experiment. Does not close the models.
   *
   * @param models at least one, of one protocol and encoding; networks and windows may differ
   * @throws IllegalArgumentException when there is none, or their protocols or encodings differ
   */
  static Predictor ensemble(List<PatchModel> models) {
    return new EnsemblePredictor(models);
  }
}

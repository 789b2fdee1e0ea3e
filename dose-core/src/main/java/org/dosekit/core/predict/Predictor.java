package org.dosekit.core.predict;

import java.util.List;
import java.util.Optional;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;

/**
 * Predicts the dose of a plan from a case's CT, structures and prescription; a planned dose in the
 * case is not looked at.
 *
 * <p>Interrupting the thread that predicts stops it after the patches in hand: {@link
 * java.util.concurrent.CancellationException}, and the thread stays interrupted.
 */
public interface Predictor {
  /**
   * Predicts a dose.
   *
   * @param progress told after each batch of patches
   * @return Gy on the case's grid, finite and at least 0, zero outside the case's dose region
   * @throws org.dosekit.core.DoseDataException when the case is of another protocol than the
   *     predictor, or the model answers NaN or infinity
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  Volume predictGy(Case patient, Progress progress);

  /** {@link #predictGy(Case, Progress)} without progress. */
  default Volume predictGy(Case patient) {
    return predictGy(patient, Progress.SILENT);
  }

  /** {@link #predictGy(Case, Progress)}, and the spread where several models predict. */
  default PredictedDose predict(Case patient, Progress progress) {
    return new PredictedDose(predictGy(patient, progress), Optional.empty());
  }

  /**
   * The predictor that encodes a case, slides the model's window over it and decodes the result.
   * Does not close the model.
   */
  static Predictor of(PatchModel model) {
    return of(model, PredictionOptions.DEFAULT);
  }

  /**
   * {@link #of(PatchModel)} with options.
   *
   * @throws org.dosekit.core.DoseDataException when flips are to be averaged and the model's
   *     protocol has one side of a pair only
   */
  static Predictor of(PatchModel model, PredictionOptions options) {
    return ensemble(List.of(model), options);
  }

  /**
   * The predictor of several models' mean dose in Gy, each over its own window: of the folds or the
   * seeds of one experiment. Does not close the models.
   *
   * @param models at least one, of one protocol and encoding; networks and windows may differ
   * @throws IllegalArgumentException when there is none, or their protocols or encodings differ
   */
  static Predictor ensemble(List<PatchModel> models) {
    return ensemble(models, PredictionOptions.DEFAULT);
  }

  /**
   * {@link #ensemble(List)} with options, the same for each model.
   *
   * @throws IllegalArgumentException as {@link #ensemble(List)}
   * @throws org.dosekit.core.DoseDataException as {@link #of(PatchModel, PredictionOptions)}
   */
  static Predictor ensemble(List<PatchModel> models, PredictionOptions options) {
    return new EnsemblePredictor(models, options);
  }
}

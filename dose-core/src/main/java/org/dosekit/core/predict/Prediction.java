package org.dosekit.core.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;

/**
 * A predicted dose, kept apart from the case so that it cannot be taken for a planned one.
 *
 * @param caseId the case
 * @param dose the dose on the case's grid, finite and at least 0; with the spread of its models
 *     where there are several
 * @param provenance where the model came from, for people
 */
public record Prediction(String caseId, PredictedDose dose, Map<String, String> provenance) {
  /**
   * Checks the dose.
   *
   * @throws DoseDataException when the id is malformed, a dose or a spread is negative or not
   *     finite, or the spread is on another grid
   */
  public Prediction {
    Case.requireId(caseId);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    requireDoses(caseId, "predicted dose", dose.doseGy());
    Grid grid = dose.doseGy().grid();
    String id = caseId;
    dose.spreadGy().ifPresent(spread -> requireSpread(id, spread, grid));
  }

  /** A prediction without spread. */
  public Prediction(String caseId, Volume doseGy, Map<String, String> provenance) {
    this(caseId, new PredictedDose(doseGy, Optional.empty()), provenance);
  }

  private static void requireSpread(String caseId, Volume spreadGy, Grid grid) {
    requireDoses(caseId, "spread", spreadGy);
    if (!spreadGy.grid().equals(grid)) {
      throw DoseDataException.of(
          caseId, "a spread on " + spreadGy.grid(), "the dose's grid, " + grid, "predict it anew");
    }
  }

  private static void requireDoses(String caseId, String what, Volume volumeGy) {
    for (float gy : volumeGy.data()) {
      if (!(gy >= 0) || Float.isInfinite(gy)) {
        throw DoseDataException.of(
            caseId,
            "a " + what + " of " + gy + " Gy",
            "finite doses of at least 0 Gy",
            "check the model that predicted it");
      }
    }
  }

  /** The dose in Gy. */
  public Volume doseGy() {
    return dose.doseGy();
  }

  /**
   * The dose, for one who wants that of a certain case.
   *
   * @throws DoseDataException when this is another case's
   */
  public Volume requireDoseOf(String id) {
    if (!caseId.equals(id)) {
      throw DoseDataException.of(
          id, "the prediction of " + caseId, "the prediction of " + id, "predict the case anew");
    }
    return doseGy();
  }
}

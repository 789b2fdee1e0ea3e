package org.dosekit.core.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;

/**
 * A predicted dose, kept apart from the case so that it cannot be taken for a planned one.
 *
 * @param caseId the case
 * @param doseGy on the case's grid, finite and at least 0
 * @param provenance where the model came from, for people
 */
public record Prediction(String caseId, Volume doseGy, Map<String, String> provenance) {
  /**
   * Checks the dose.
   *
   * @throws DoseDataException when the id is malformed or a dose is negative or not finite
   */
  public Prediction {
    Case.requireId(caseId);
    Objects.requireNonNull(doseGy);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    for (float gy : doseGy.data()) {
      if (!(gy >= 0) || Float.isInfinite(gy)) {
        throw DoseDataException.of(
            caseId,
            "a predicted dose of " + gy + " Gy",
            "finite doses of at least 0 Gy",
            "check the model that predicted it");
      }
    }
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
    return doseGy;
  }
}

package org.dosekit.report.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaIndex;
import org.dosekit.eval.gamma.GammaMode;
import org.dosekit.eval.gamma.GammaResult;

/**
 * A case with its predicted dose. Large: hold one at a time.
 *
 * @param patient the case; it may lack a planned dose
 * @param predictedGy on the case's grid, in Gy
 * @param provenance of the model that predicted it; empty without a prediction
 */
public record CaseVolumes(Case patient, Found<Volume> predictedGy, Map<String, String> provenance) {
  /** Copies the map, keeping its order. */
  public CaseVolumes {
    Objects.requireNonNull(patient);
    Objects.requireNonNull(predictedGy);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** The planned dose in Gy. */
  public Found<Volume> plannedGy() {
    return patient
        .doseGy()
        .map(Found::of)
        .orElseGet(() -> Found.missing("the case has no planned dose"));
  }

  /**
   * The global gamma of the prediction at every voxel of at least 10 % of the highest planned dose.
   * Searched without proof ({@link GammaMode#fast()}): for maps, not for pass rates.
   */
  public Found<GammaResult> gamma(GammaCriterion criterion) {
    return plannedGy()
        .then(
            planned ->
                predictedGy.then(
                    predicted -> Found.attempt(() -> gamma(criterion, planned, predicted))));
  }

  /**
   * Computes the gamma.
   *
   * @throws DoseDataException when no voxel can be compared
   */
  private static GammaResult gamma(GammaCriterion criterion, Volume planned, Volume predicted) {
    return GammaIndex.of(criterion.doseDifferencePercent(), criterion.distanceToAgreementMm())
        .withMode(GammaMode.fast())
        .compute(planned, predicted);
  }
}

package org.dosekit.core.predict;

import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;

/** A {@link Predictor} over a {@link PatchModel}. */
final class WindowPredictor implements Predictor {
  private final PatchModel model;
  private final CaseEncoder encoder;

  WindowPredictor(PatchModel model) {
    this.model = model;
    this.encoder = CaseEncoder.of(model.description().protocol(), model.description().encoding());
  }

  @Override
  public Volume predictGy(Case patient, Progress progress) {
    EncodedCase encoded = encoder.encode(patient);
    float[] dose = model.description().window().apply(model, encoded, progress);
    return encoder.decode(dose, encoded, patient);
  }
}

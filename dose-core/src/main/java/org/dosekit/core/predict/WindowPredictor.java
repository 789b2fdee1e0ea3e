package org.dosekit.core.predict;

import org.dosekit.core.DoseDataException;
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
    return encoder.decode(normalisedDose(encoded, progress), encoded, patient);
  }

  private float[] normalisedDose(EncodedCase encoded, Progress progress) {
    try {
      return model
          .description()
          .window()
          .apply(
              model, encoded.channels(), encoded.grid().shape(), encoded.constraints(), progress);
    } catch (DoseDataException e) {
      throw e.in(encoded.id());
    }
  }
}

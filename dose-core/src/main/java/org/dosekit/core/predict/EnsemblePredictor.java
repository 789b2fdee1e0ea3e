package org.dosekit.core.predict;

import java.util.List;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;

/** The mean of the doses that several models of one protocol and encoding predict. */
final class EnsemblePredictor implements Predictor {
  private final List<PatchModel> models;
  private final CaseEncoder encoder;

  EnsemblePredictor(List<PatchModel> models) {
    this.models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("an ensemble of no model");
    }
    ModelDescription first = models.get(0).description();
    for (int i = 1; i < models.size(); i++) {
      ModelDescription other = models.get(i).description();
      if (!other.protocol().equals(first.protocol())) {
        throw new IllegalArgumentException(
            "protocols differ: model 1 '%s' != model %d '%s', or their contents"
                .formatted(first.protocol().name(), i + 1, other.protocol().name()));
      }
      if (!other.encoding().equals(first.encoding())) {
        throw new IllegalArgumentException(
            "encodings differ: model 1 %s != model %d %s"
                .formatted(first.encoding(), i + 1, other.encoding()));
      }
    }
    this.encoder = CaseEncoder.of(first.protocol(), first.encoding());
  }

  @Override
  public Volume predictGy(Case patient, Progress progress) {
    EncodedCase encoded = encoder.encode(patient);
    double[] sumGy = new double[patient.grid().voxelCount()];
    for (int m = 0; m < models.size(); m++) {
      int before = m;
      PatchModel model = models.get(m);
      // Windows may differ: each model counts as much as the current one has patches.
      Progress part =
          (done, total) -> progress.update(before * total + done, models.size() * total);
      float[] dose = model.description().window().apply(model, encoded, part);
      float[] doseGy = encoder.decode(dose, encoded, patient).data();
      for (int i = 0; i < sumGy.length; i++) {
        sumGy[i] += doseGy[i];
      }
    }
    float[] meanGy = new float[sumGy.length];
    for (int i = 0; i < meanGy.length; i++) {
      meanGy[i] = (float) (sumGy[i] / models.size());
    }
    return Volume.of(patient.grid(), meanGy);
  }
}

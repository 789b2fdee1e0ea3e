package org.dosekit.core.predict;

import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.CaseInput;
import org.dosekit.core.encode.LeftRightMirror;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;

/** The mean of the doses that several models of one protocol and encoding predict. */
final class EnsemblePredictor implements Predictor {
  private final List<PatchModel> models;
  private final PredictionOptions options;
  private final CaseEncoder encoder;
  private final Optional<LeftRightMirror> mirror;

  EnsemblePredictor(List<PatchModel> models, PredictionOptions options) {
    this.models = List.copyOf(models);
    this.options = options;
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
    this.mirror =
        options.flipAverage() ? Optional.of(mirrorOf(first.protocol())) : Optional.empty();
  }

  private static LeftRightMirror mirrorOf(Protocol protocol) {
    try {
      return LeftRightMirror.of(protocol);
    } catch (IllegalArgumentException e) {
      throw DoseDataException.of(
              "protocol '" + protocol.name() + "'",
              "one side of a pair (" + e.getMessage() + ")",
              "both sides of every pair, to average over the left-right flip",
              "predict without the flip")
          .withCause(e);
    }
  }

  @Override
  public Volume predictGy(Case patient, Progress progress) {
    return predict(patient, progress, false).doseGy();
  }

  @Override
  public PredictedDose predict(Case patient, Progress progress) {
    return predict(patient, progress, models.size() > 1);
  }

  private PredictedDose predict(Case patient, Progress progress, boolean spread) {
    CaseInput input = encoder.input(patient, options.withinBody());
    // The first model's dose becomes the mean; deviations are needed for the spread alone.
    Volume meanGy = predict(models.get(0), input, part(0, progress));
    float[] squares = new float[spread ? meanGy.data().length : 0];
    for (int m = 1; m < models.size(); m++) {
      float[] doseGy = predict(models.get(m), input, part(m, progress)).data();
      update(meanGy.data(), squares, doseGy, m + 1);
    }
    if (!spread) {
      return new PredictedDose(meanGy, Optional.empty());
    }
    for (int i = 0; i < squares.length; i++) {
      squares[i] = (float) Math.sqrt(squares[i] / (models.size() - 1));
    }
    return new PredictedDose(meanGy, Optional.of(Volume.of(patient.grid(), squares)));
  }

  private Volume predict(PatchModel model, CaseInput input, Progress progress) {
    SlidingWindow window = options.applyTo(model.description().window());
    try {
      float[] dose = new WindowPass(window, mirror, options.batch()).apply(model, input, progress);
      return encoder.decode(dose, input);
    } catch (DoseDataException e) {
      throw e.in(input.id());
    }
  }

  /** Windows may differ: each model counts as much as the current one has patches. */
  private Progress part(int model, Progress progress) {
    return (done, total) -> progress.update(model * total + done, models.size() * total);
  }

  /** Takes one more dose into mean and sum of squared deviations (Welford 1962). */
  private static void update(float[] mean, float[] squares, float[] dose, int count) {
    for (int i = 0; i < mean.length; i++) {
      double before = dose[i] - (double) mean[i];
      double updated = mean[i] + before / count;
      mean[i] = (float) updated;
      if (squares.length > 0) {
        squares[i] += (float) (before * (dose[i] - updated));
      }
    }
  }
}

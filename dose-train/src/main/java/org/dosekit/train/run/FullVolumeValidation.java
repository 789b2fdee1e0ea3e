package org.dosekit.train.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.VoxelLoss;

/**
 * Predicts whole validation cases as a deployment would, and compares them with their plans. Keeps
 * prepared cases while a memory budget lasts.
 */
final class FullVolumeValidation {
  /**
   * Means over the cases.
   *
   * @param loss voxel error of the normalised dose over the voxels that count in training
   * @param maeGy mean absolute error over the body
   */
  record Errors(double loss, double maeGy) {}

  private record PreparedCase(Case patient, EncodedCase encoded, Mask body) {
    long bytes() {
      long volumes = 5L * patient.grid().voxelCount();
      long channels = (long) encoded.channels().length * encoded.grid().voxelCount();
      return Float.BYTES * (volumes + channels);
    }
  }

  private final Cohort cohort;
  private final List<String> ids;
  private final CaseEncoder encoder;
  private final SlidingWindow window;
  private final Loss loss;
  private final Map<String, PreparedCase> kept = new HashMap<>();
  private long bytesLeft;

  private FullVolumeValidation(
      Cohort cohort, List<String> ids, TrainingConfig config, long cacheBytes) {
    this.cohort = cohort;
    this.ids = List.copyOf(ids);
    this.encoder = CaseEncoder.of(config.protocol(), config.encoding());
    this.window = config.window();
    this.loss = config.loss();
    this.bytesLeft = cacheBytes;
  }

  static FullVolumeValidation of(
      Cohort cohort, List<String> ids, TrainingConfig config, long cacheBytes) {
    return new FullVolumeValidation(cohort, ids, config, cacheBytes);
  }

  /**
   * Predicts every case.
   *
   * @throws DoseDataException when a case has no dose, or a prediction is not finite
   */
  Errors evaluate(PatchModel model, Progress progress) {
    double lossSum = 0;
    double maeSum = 0;
    for (int i = 0; i < ids.size(); i++) {
      PreparedCase prepared = prepare(ids.get(i));
      EncodedCase encoded = prepared.encoded();
      float[] dose = window.apply(model, encoded, Progress.SILENT);
      Volume doseGy = encoder.decode(dose, encoded, prepared.patient());
      lossSum += voxelError(doseGy, encoded);
      maeSum += maeGy(doseGy, prepared);
      progress.update(i + 1, ids.size());
    }
    return new Errors(lossSum / ids.size(), maeSum / ids.size());
  }

  private PreparedCase prepare(String id) {
    PreparedCase cached = kept.get(id);
    if (cached != null) {
      return cached;
    }
    Case patient = cohort.load(id);
    patient.requireDoseGy();
    Mask body = patient.body();
    if (body.isEmpty()) {
      throw DoseDataException.of(
          id, "an empty body", "a body to validate on", "check its CT or its external contour");
    }
    PreparedCase prepared = new PreparedCase(patient, encoder.encode(patient), body);
    if (prepared.bytes() <= bytesLeft) {
      bytesLeft -= prepared.bytes();
      kept.put(id, prepared);
    }
    return prepared;
  }

  private double voxelError(Volume predictedGy, EncodedCase encoded) {
    float[] doseGy = predictedGy.data();
    float[] planned = encoded.dose().orElseThrow();
    float[] weight = encoded.doseWeight();
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < doseGy.length; i++) {
      double w = loss.restrictToDoseRegion() ? weight[i] : 1;
      double difference = doseGy[i] / encoded.doseScaleGy() - planned[i];
      sum += w * (loss.voxel() == VoxelLoss.MSE ? difference * difference : Math.abs(difference));
      weights += w;
    }
    return sum / weights;
  }

  private static double maeGy(Volume predictedGy, PreparedCase prepared) {
    float[] predicted = predictedGy.data();
    float[] planned = prepared.patient().requireDoseGy().data();
    double sum =
        prepared.body().indices().mapToDouble(i -> Math.abs(predicted[i] - planned[i])).sum();
    return sum / prepared.body().count();
  }
}

package org.dosekit.train.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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
import org.dosekit.train.settings.Schedule;
import org.dosekit.train.settings.VoxelLoss;

/**
 * Predicts whole validation cases as a deployment would, and compares them with their plans. Keeps
 * prepared cases while a memory budget lasts.
 */
final class FullVolumeValidation {
  private record PreparedCase(Case patient, EncodedCase encoded, Mask body) {
    long bytes() {
      long volumes = 5L * patient.grid().voxelCount();
      long channels = (long) encoded.channels().length * encoded.grid().voxelCount();
      return Float.BYTES * (volumes + channels);
    }
  }

  /** Of prepared cases. */
  private static final long CACHE_BYTES = Runtime.getRuntime().maxMemory() / 5;

  private final Cohort cohort;
  private final List<String> ids;
  private final CaseEncoder encoder;
  private final SlidingWindow window;
  private final Loss loss;
  private final List<ValidationMetric> metrics;
  private final Map<String, PreparedCase> kept = new HashMap<>();
  private long bytesLeft;

  private FullVolumeValidation(
      Cohort cohort,
      List<String> ids,
      TrainingConfig config,
      List<ValidationMetric> metrics,
      long cacheBytes) {
    this.cohort = cohort;
    this.ids = List.copyOf(ids);
    this.encoder = CaseEncoder.of(config.protocol(), config.encoding());
    this.window = config.window();
    this.loss = config.loss();
    this.metrics = List.copyOf(metrics);
    this.bytesLeft = cacheBytes;
  }

  /**
   * A validation by the voxel error, the mean absolute error and further metrics.
   *
   * @throws DoseDataException when no case has the metric that tells the best epoch
   */
  static FullVolumeValidation of(
      Cohort cohort, List<String> ids, TrainingConfig config, Selection selection) {
    FullVolumeValidation validation =
        new FullVolumeValidation(cohort, ids, config, selection.metrics(), CACHE_BYTES);
    selection.telling().ifPresent(validation::requireValue);
    return validation;
  }

  /** By the planned doses themselves: hours of training would be lost without. */
  private void requireValue(ValidationMetric metric) {
    for (String id : ids) {
      Case patient = prepare(id).patient();
      if (measure(metric, patient, patient.requireDoseGy()).isPresent()) {
        return;
      }
    }
    throw Selection.noValue(metric.name());
  }

  /**
   * Predicts every case.
   *
   * @return by name, the mean of each metric over the cases that have it
   * @throws DoseDataException when a case has no dose, a prediction is not finite, or a metric is
   *     not
   */
  Map<String, Double> evaluate(PatchModel model, Progress progress) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      PreparedCase prepared = prepare(ids.get(i));
      EncodedCase encoded = prepared.encoded();
      float[] dose = window.apply(model, encoded, Progress.SILENT);
      Volume doseGy = encoder.decode(dose, encoded, prepared.patient());
      add(values, EpochMetrics.VALIDATION_LOSS, voxelError(doseGy, encoded));
      add(values, Schedule.MAE_GY, maeGy(doseGy, prepared));
      for (ValidationMetric metric : metrics) {
        measure(metric, prepared.patient(), doseGy)
            .ifPresent(value -> add(values, metric.name(), value));
      }
      progress.update(i + 1, ids.size());
    }
    Map<String, Double> means = new LinkedHashMap<>();
    values.forEach(
        (name, all) ->
            means.put(name, all.stream().mapToDouble(Double::doubleValue).sum() / all.size()));
    return means;
  }

  private static void add(Map<String, List<Double>> values, String name, double value) {
    values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
  }

  private static OptionalDouble measure(ValidationMetric metric, Case patient, Volume doseGy) {
    OptionalDouble value = metric.measure(patient, doseGy);
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw DoseDataException.of(
          patient.id(),
          metric.name() + " = " + value.getAsDouble(),
          "a finite value, or none where the case has nothing to judge",
          "leave the metric out");
    }
    return value;
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

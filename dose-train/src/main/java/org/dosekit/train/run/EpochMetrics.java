package org.dosekit.train.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dosekit.train.settings.Schedule;

/**
 * What one epoch achieved: a row of {@code metrics.csv}.
 *
 * @param epoch from 1
 * @param learningRate of its last step
 * @param trainLoss mean of the total loss over its steps
 * @param trainTerms mean of each term of the loss, without its factor
 * @param skippedBatches batches that changed nothing, because loss or gradient were not finite
 * @param validation mean of each validation metric over the cases that have it; empty when the
 *     epoch was not validated
 * @param elapsedSeconds training time of the run up to its end, over all sessions
 */
public record EpochMetrics(
    int epoch,
    double learningRate,
    double trainLoss,
    Map<String, Double> trainTerms,
    int skippedBatches,
    Map<String, Double> validation,
    double elapsedSeconds) {
  /** Name of the mean voxel error of full-volume predictions of the validation cases. */
  public static final String VALIDATION_LOSS = "loss";

  static final String EPOCH_COLUMN = "epoch";
  static final String ELAPSED_COLUMN = "elapsed_seconds";
  static final String LEARNING_RATE_COLUMN = "learning_rate";
  static final String SKIPPED_COLUMN = "skipped_batches";
  static final String TRAIN_LOSS_COLUMN = "train/loss";
  static final String TRAIN_PREFIX = "train/";
  static final String VALIDATION_PREFIX = "val/";

  /** Copies the maps, keeping their order. */
  public EpochMetrics {
    trainTerms = Collections.unmodifiableMap(new LinkedHashMap<>(trainTerms));
    validation = Collections.unmodifiableMap(new LinkedHashMap<>(validation));
  }

  /** A validation metric, when the epoch was validated and a case has it. */
  public OptionalDouble validation(String metric) {
    Double value = validation.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The mean absolute error in Gy over the body, when the epoch was validated. */
  public OptionalDouble validationMaeGy() {
    return validation(Schedule.MAE_GY);
  }

  /** How many batches were skipped in some epochs. */
  static int skippedBatches(List<EpochMetrics> epochs) {
    return epochs.stream().mapToInt(EpochMetrics::skippedBatches).sum();
  }

  /** Whether the epoch was validated. */
  boolean isValidated() {
    return !validation.isEmpty();
  }

  /** Everything under the names of the columns of {@code metrics.csv}, in their order. */
  Map<String, Number> byColumn() {
    Map<String, Number> all = new LinkedHashMap<>();
    all.put(EPOCH_COLUMN, epoch);
    all.put(ELAPSED_COLUMN, elapsedSeconds);
    all.put(LEARNING_RATE_COLUMN, learningRate);
    all.put(SKIPPED_COLUMN, skippedBatches);
    all.put(TRAIN_LOSS_COLUMN, trainLoss);
    trainTerms.forEach((term, value) -> all.put(TRAIN_PREFIX + term, value));
    validation.forEach((metric, value) -> all.put(VALIDATION_PREFIX + metric, value));
    return all;
  }
}

package org.dosekit.train.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one epoch achieved: a row of {@code metrics.csv}.
 *
 * @param epoch from 1
 * @param learningRate of its steps
 * @param trainLoss mean of the total loss over its steps
 * @param trainTerms mean of each term of the loss, without its factor
 * @param validationLoss mean voxel error of full-volume predictions of the validation cases, when
 *     the epoch was validated
 * @param validationMaeGy mean absolute error in Gy over the body, averaged over the validation
 *     cases, when the epoch was validated
 * @param elapsedSeconds training time of the run up to its end, over all sessions
 */
public record EpochMetrics(
    int epoch,
    double learningRate,
    double trainLoss,
    Map<String, Double> trainTerms,
    OptionalDouble validationLoss,
    OptionalDouble validationMaeGy,
    double elapsedSeconds) {
  /** Copies the map, keeping its order. */
  public EpochMetrics {
    trainTerms = Collections.unmodifiableMap(new LinkedHashMap<>(trainTerms));
  }
}

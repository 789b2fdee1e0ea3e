package org.dosekit.train.run;

import java.util.List;
import java.util.Locale;
import org.dosekit.core.io.JsonObject;
import org.dosekit.train.run.TrainingState.Best;

/**
 * How a run ended: {@code summary.json}.
 *
 * @param selectedBy the metric that told the best epoch
 * @param bestEpoch the epoch with the best value of it, from 1
 * @param bestValue that value, a mean over the validation cases
 * @param bestValMaeGy mean absolute error in Gy over the body of the validation cases in that epoch
 * @param finalValMaeGy the error of the last epoch
 * @param epochs how many were trained
 * @param skippedBatches how many batches changed nothing, as loss or gradient were not finite
 * @param trainingTimeHours over all sessions, validation included
 * @param end why it ended
 */
public record RunSummary(
    String selectedBy,
    int bestEpoch,
    double bestValue,
    double bestValMaeGy,
    double finalValMaeGy,
    int epochs,
    int skippedBatches,
    double trainingTimeHours,
    End end) {
  /** Why a run ends. */
  public enum End {
    /** All epochs are trained. */
    EPOCHS,
    /** The time is used up. */
    TIME,
    /** Validation has not improved for the configured number of epochs. */
    PATIENCE
  }

  /**
   * The summary of a run.
   *
   * @param history its epochs; the best and the last are validated
   */
  static RunSummary of(String selectedBy, Best best, List<EpochMetrics> history, End end) {
    EpochMetrics last = history.get(history.size() - 1);
    return new RunSummary(
        selectedBy,
        best.epoch(),
        best.value(),
        history.get(best.epoch() - 1).validationMaeGy().orElseThrow(),
        last.validationMaeGy().orElseThrow(),
        history.size(),
        EpochMetrics.skippedBatches(history),
        last.elapsedSeconds() / 3600,
        end);
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("selected_by", selectedBy)
        .put("best_epoch", bestEpoch)
        .put("best_value", bestValue)
        .put("best_val_mae_gy", bestValMaeGy)
        .put("final_val_mae_gy", finalValMaeGy)
        .put("epochs", epochs)
        .put("skipped_batches", skippedBatches)
        .put("training_time_hours", trainingTimeHours)
        .put("ended_by", end.name().toLowerCase(Locale.ROOT));
  }

  static RunSummary fromJson(JsonObject json) {
    try {
      return new RunSummary(
          json.string("selected_by"),
          json.integer("best_epoch"),
          json.number("best_value"),
          json.number("best_val_mae_gy"),
          json.number("final_val_mae_gy"),
          json.integer("epochs"),
          json.integer("skipped_batches"),
          json.number("training_time_hours"),
          End.valueOf(json.string("ended_by").toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }
}

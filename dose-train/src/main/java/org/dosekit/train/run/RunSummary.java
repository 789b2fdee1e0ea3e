package org.dosekit.train.run;

import java.util.Locale;
import org.dosekit.core.io.JsonObject;

/**
 * How a run ended: {@code summary.json}.
 *
 * @param bestValMaeGy lowest mean absolute error in Gy over the body of the validation cases
 * @param bestEpoch the epoch of it, from 1
 * @param finalValMaeGy the error of the last epoch
 * @param epochs how many were trained
 * @param trainingTimeHours over all sessions, validation included
 * @param end why it ended
 */
public record RunSummary(
    double bestValMaeGy,
    int bestEpoch,
    double finalValMaeGy,
    int epochs,
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

  JsonObject toJson() {
    return JsonObject.create()
        .put("best_val_mae_gy", bestValMaeGy)
        .put("best_epoch", bestEpoch)
        .put("final_val_mae_gy", finalValMaeGy)
        .put("epochs", epochs)
        .put("training_time_hours", trainingTimeHours)
        .put("ended_by", end.name().toLowerCase(Locale.ROOT));
  }

  static RunSummary fromJson(JsonObject json) {
    try {
      return new RunSummary(
          json.number("best_val_mae_gy"),
          json.integer("best_epoch"),
          json.number("final_val_mae_gy"),
          json.integer("epochs"),
          json.number("training_time_hours"),
          End.valueOf(json.string("ended_by").toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }
}

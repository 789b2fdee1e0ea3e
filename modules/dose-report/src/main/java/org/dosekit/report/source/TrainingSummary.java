package org.dosekit.report.source;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dosekit.core.io.JsonObject;

/**
 * How a run ended: {@code summary.json}. Older files lack some of it.
 *
 * @param bestEpoch from 1
 * @param bestValMaeGy the validation error in Gy of that epoch
 * @param finalValMaeGy the validation error in Gy of the last epoch
 * @param trainingTimeHours over all sessions
 * @param endedBy why it ended: epochs, time or patience
 */
public record TrainingSummary(
    OptionalInt bestEpoch,
    OptionalDouble bestValMaeGy,
    OptionalDouble finalValMaeGy,
    OptionalDouble trainingTimeHours,
    Optional<String> endedBy) {
  static TrainingSummary of(JsonObject json) {
    return new TrainingSummary(
        json.has("best_epoch") ? OptionalInt.of(json.integer("best_epoch")) : OptionalInt.empty(),
        number(json, "best_val_mae_gy"),
        number(json, "final_val_mae_gy"),
        number(json, "training_time_hours"),
        json.has("ended_by") ? Optional.of(json.string("ended_by")) : Optional.empty());
  }

  private static OptionalDouble number(JsonObject json, String name) {
    return json.has(name) ? OptionalDouble.of(json.number(name)) : OptionalDouble.empty();
  }
}

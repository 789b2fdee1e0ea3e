package org.dosekit.train.settings;

import java.util.HashSet;
import java.util.List;

/**
 * For how long a run trains, and what its validations say.
 *
 * @param epochs at most, at least 1
 * @param maxMinutes training time at most, over all sessions; 0 is no limit. The learning rate then
 *     falls with the time used, if that is ahead of the epochs. An epoch is never cut: the run ends
 *     before one that would not fit
 * @param validateEvery epochs from one validation to the next, at least 1; the last epoch is always
 *     validated
 * @param patience epochs without a better validation after which the run ends; 0 is no limit
 * @param metrics names of the validation metrics that are taken beside {@value #MAE_GY}
 * @param selectBy the name of the metric whose best value makes an epoch the best one; taken
 *     whether it is among the metrics or not
 */
public record Schedule(
    int epochs,
    double maxMinutes,
    int validateEvery,
    int patience,
    List<String> metrics,
    String selectBy) {
  /** The metric that is always taken: the mean absolute error in Gy over the body. */
  public static final String MAE_GY = "mae_gy";

  /** Checks the ranges and copies the list. */
  public Schedule {
    Ranges.require(epochs >= 1 && epochs <= 1_000_000, "%s epochs; 1 to 1000000", epochs);
    Ranges.require(maxMinutes >= 0 && maxMinutes <= 1e7, "%s minutes; 0 to 1e7", maxMinutes);
    Ranges.require(validateEvery >= 1, "validation every %s epochs; at least 1", validateEvery);
    Ranges.require(patience >= 0, "patience of %s epochs; at least 0", patience);
    metrics = List.copyOf(metrics);
    Ranges.require(
        new HashSet<>(metrics).size() == metrics.size(), "metrics %s; none of them twice", metrics);
    Ranges.require(!selectBy.isBlank(), "the metric '%s'; a name", selectBy);
  }

  /** Selected by the mean absolute error, without another metric. */
  public Schedule(int epochs, double maxMinutes, int validateEvery, int patience) {
    this(epochs, maxMinutes, validateEvery, patience, List.of(), MAE_GY);
  }

  /** So many epochs, each validated, without another limit. */
  public static Schedule ofEpochs(int epochs) {
    return new Schedule(epochs, 0, 1, 0);
  }

  /** This schedule with a limit of training time; 0 is none. */
  public Schedule withMaxMinutes(double value) {
    return new Schedule(epochs, value, validateEvery, patience, metrics, selectBy);
  }

  /** This schedule with another interval of validations. */
  public Schedule withValidateEvery(int value) {
    return new Schedule(epochs, maxMinutes, value, patience, metrics, selectBy);
  }

  /** This schedule with early stopping after so many epochs; 0 is off. */
  public Schedule withPatience(int value) {
    return new Schedule(epochs, maxMinutes, validateEvery, value, metrics, selectBy);
  }

  /** This schedule with other validation metrics beside the mean absolute error. */
  public Schedule withMetrics(List<String> value) {
    return new Schedule(epochs, maxMinutes, validateEvery, patience, value, selectBy);
  }

  /** This schedule with the best epoch told by another metric. */
  public Schedule withSelectBy(String value) {
    return new Schedule(epochs, maxMinutes, validateEvery, patience, metrics, value);
  }
}

package org.dosekit.train.settings;

/**
 * For how long a run trains.
 *
 * @param epochs at most, at least 1
 * @param maxMinutes training time at most, over all sessions; 0 is no limit. The learning rate then
 *     falls with the time used, if that is ahead of the epochs. An epoch is never cut: the run ends
 *     before one that would not fit
 * @param validateEvery epochs from one validation to the next, at least 1; the last epoch is always
 *     validated
 * @param patience epochs without a better validation after which the run ends; 0 is no limit
 */
public record Schedule(int epochs, double maxMinutes, int validateEvery, int patience) {
  /** Checks the ranges. */
  public Schedule {
    Ranges.require(epochs >= 1 && epochs <= 1_000_000, "%s epochs; 1 to 1000000", epochs);
    Ranges.require(maxMinutes >= 0 && maxMinutes <= 1e7, "%s minutes; 0 to 1e7", maxMinutes);
    Ranges.require(validateEvery >= 1, "validation every %s epochs; at least 1", validateEvery);
    Ranges.require(patience >= 0, "patience of %s epochs; at least 0", patience);
  }

  /** So many epochs, each validated, without another limit. */
  public static Schedule ofEpochs(int epochs) {
    return new Schedule(epochs, 0, 1, 0);
  }

  /** This schedule with a limit of training time; 0 is none. */
  public Schedule withMaxMinutes(double value) {
    return new Schedule(epochs, value, validateEvery, patience);
  }

  /** This schedule with another interval of validations. */
  public Schedule withValidateEvery(int value) {
    return new Schedule(epochs, maxMinutes, value, patience);
  }

  /** This schedule with early stopping after so many epochs; 0 is off. */
  public Schedule withPatience(int value) {
    return new Schedule(epochs, maxMinutes, validateEvery, value);
  }
}

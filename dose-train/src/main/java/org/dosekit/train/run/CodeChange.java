package org.dosekit.train.run;

/** What a run does that is resumed with other code, engine or threads than it was started with. */
public enum CodeChange {
  /** It is not resumed: it would not end as if it had not stopped. */
  REFUSE,
  /** It goes on, and {@code run.json} says from which epoch with what. */
  RECORD
}

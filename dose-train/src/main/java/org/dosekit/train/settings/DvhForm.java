package org.dosekit.train.settings;

import java.util.Locale;

/** Which side of a dose-volume metric counts as an error, measured against what. */
public enum DvhForm {
  /** By how much the prediction falls short of the plan. */
  SHORTFALL,
  /** By how much the prediction exceeds the plan. */
  EXCESS,
  /** The absolute difference to the plan: what the OpenKBP DVH score measures. */
  DIFFERENCE,
  /** By how much the prediction falls short of a limit. */
  BELOW_LIMIT,
  /** By how much the prediction exceeds a limit. */
  ABOVE_LIMIT;

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a term of this form has a limit; the others compare with the plan. */
  public boolean hasLimit() {
    return this == BELOW_LIMIT || this == ABOVE_LIMIT;
  }
}

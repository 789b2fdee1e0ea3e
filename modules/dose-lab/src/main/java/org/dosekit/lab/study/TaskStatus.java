package org.dosekit.lab.study;

import java.util.Locale;

/** How far a task is. */
public enum TaskStatus {
  /** Not begun. */
  TO_DO,
  /** Begun and not ended: in work, or stopped. */
  RUNNING,
  /** Every step is done. */
  COMPLETE,
  /** A step ended with an error; the same command tries it again. */
  FAILED,
  /** What it needs is not here. */
  SKIPPED;

  /** The name in files and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

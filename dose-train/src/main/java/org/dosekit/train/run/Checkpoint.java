package org.dosekit.train.run;

/** The models a run keeps. */
public enum Checkpoint {
  /** The one with the lowest validation error. */
  BEST("best"),
  /** The one of the last finished epoch. */
  LAST("last");

  private final String label;

  Checkpoint(String label) {
    this.label = label;
  }

  /** The name in files. */
  public String label() {
    return label;
  }
}

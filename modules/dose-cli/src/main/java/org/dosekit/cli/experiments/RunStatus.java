package org.dosekit.cli.experiments;

/** How far a run is, as its files tell. */
enum RunStatus {
  /** Finished: the summary is written and the best checkpoint is there. */
  COMPLETE("complete"),
  /**
   * Begun, and neither finished nor failed: in work, or stopped without a word. When it last wrote
   * a file tells which.
   */
  RUNNING("running"),
  /** Its last training ended with an error, and wrote it down. */
  FAILED("failed"),
  /** A file that it cannot be without is absent or damaged. */
  HALF_WRITTEN("half-written");

  private final String label;

  RunStatus(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}

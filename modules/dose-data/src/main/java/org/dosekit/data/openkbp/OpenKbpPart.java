package org.dosekit.data.openkbp;

import java.util.Arrays;

/** The part of the challenge that a patient belongs to, by the folder its own folder lies in. */
public enum OpenKbpPart {
  /** {@code train-pats}. */
  TRAINING("train-pats"),
  /** {@code validation-pats}. */
  VALIDATION("validation-pats"),
  /** {@code test-pats}. */
  TEST("test-pats"),
  /** Any other folder. */
  UNKNOWN("");

  private final String folder;

  OpenKbpPart(String folder) {
    this.folder = folder;
  }

  static OpenKbpPart ofFolder(String name) {
    return Arrays.stream(values()).filter(p -> p.folder.equals(name)).findFirst().orElse(UNKNOWN);
  }
}

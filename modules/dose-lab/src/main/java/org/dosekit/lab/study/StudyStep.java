package org.dosekit.lab.study;

import java.util.Locale;

/** What is done for each task, in this order. */
public enum StudyStep {
  /** Train the network. */
  TRAIN,
  /** Export it and hold the file against it. */
  EXPORT,
  /** Predict the test cases with the exported model. */
  PREDICT,
  /** Evaluate the predictions. */
  EVALUATE;

  /** The name in files and on the terminal. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.dosekit.core.patient;

import java.nio.file.Path;
import java.util.List;

/**
 * Which cases train, validate and test; no case in two of them. Kept in {@code splits.json}.
 *
 * @param training case ids
 * @param validation case ids
 * @param test case ids
 */
public record Split(List<String> training, List<String> validation, List<String> test) {
  /** The name of the file beside a cohort's cases and in a run directory. */
  public static final String FILE_NAME = "splits.json";

  /**
   * Copies and checks the lists.
   *
   * @throws IllegalArgumentException when a case is listed twice
   */
  public Split {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /**
   * A random split: a seeded permutation, the first 80 % train, the next 10 % validate, the rest
   * test; with 3 cases or more each part has at least one.
   */
  public static Split seeded(List<String> ids, long seed) {
    throw new UnsupportedOperationException("to be written");
  }

  /** Reads {@code splits.json}; ids are not checked against a cohort. */
  public static Split read(Path file) {
    throw new UnsupportedOperationException("to be written");
  }

  /** Writes {@code splits.json}. */
  public void write(Path file) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Checks that every id is in the cohort.
   *
   * @throws org.dosekit.core.DoseDataException naming those that are not
   */
  public void requireIn(Cohort cohort) {
    throw new UnsupportedOperationException("to be written");
  }
}

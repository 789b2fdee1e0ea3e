package org.dosekit.train.settings;

/** Checks of settings. */
final class Ranges {
  private Ranges() {}

  /**
   * Refuses a value.
   *
   * @throws IllegalArgumentException with the message about the value, unless it holds
   */
  static void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }
}

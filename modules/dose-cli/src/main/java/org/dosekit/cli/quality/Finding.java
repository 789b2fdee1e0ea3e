package org.dosekit.cli.quality;

import java.util.Locale;
import java.util.Objects;

/**
 * What a check found in a case.
 *
 * @param check the check's name, for machines
 * @param level how bad it is
 * @param detail what was found, with units, for people
 */
public record Finding(String check, Level level, String detail) {
  /** How bad a finding is. */
  public enum Level {
    /** As it should be. */
    PASS,
    /** To be looked at. */
    WARN,
    /** The case is no ground truth. */
    FAIL;

    /** The level in result files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks for nulls. */
  public Finding {
    Objects.requireNonNull(check);
    Objects.requireNonNull(level);
    Objects.requireNonNull(detail);
  }

  static Finding pass(String check, String detail) {
    return new Finding(check, Level.PASS, detail);
  }

  static Finding warn(String check, String detail) {
    return new Finding(check, Level.WARN, detail);
  }

  static Finding fail(String check, String detail) {
    return new Finding(check, Level.FAIL, detail);
  }

  /** Passes below the first limit, warns below the second, fails from there. */
  static Finding below(
      double value, double warnFrom, double failFrom, String check, String detail) {
    if (!(value < failFrom)) {
      return fail(check, detail);
    }
    return value < warnFrom ? pass(check, detail) : warn(check, detail);
  }
}

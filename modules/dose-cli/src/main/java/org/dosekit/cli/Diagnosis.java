package org.dosekit.cli;

import java.util.Objects;

/**
 * One line of {@code dose doctor}.
 *
 * @param subject what was looked at
 * @param status how it is
 * @param finding what was found
 * @param remedy what to do; empty when nothing
 */
public record Diagnosis(String subject, Status status, String finding, String remedy) {
  /** How a thing is. */
  public enum Status {
    /** As it should be. */
    OK,
    /** Works, but slower or with less than it could. */
    WARNING,
    /** Does not work. */
    FAILURE
  }

  /** Checks for nulls. */
  public Diagnosis {
    Objects.requireNonNull(subject);
    Objects.requireNonNull(status);
    Objects.requireNonNull(finding);
    Objects.requireNonNull(remedy);
  }

  /** A thing that is as it should be. */
  public static Diagnosis ok(String subject, String finding) {
    return new Diagnosis(subject, Status.OK, finding, "");
  }

  /** A thing that works but could be better. */
  public static Diagnosis warning(String subject, String finding, String remedy) {
    return new Diagnosis(subject, Status.WARNING, finding, remedy);
  }

  /** A thing that does not work. */
  public static Diagnosis failure(String subject, String finding, String remedy) {
    return new Diagnosis(subject, Status.FAILURE, finding, remedy);
  }
}

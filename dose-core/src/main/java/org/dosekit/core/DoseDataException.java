package org.dosekit.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Data from outside is not what it must be: a file is damaged, a structure is missing, a dose holds
 * NaN.
 *
 * <p>The message says, in this order, which case or file, what was found (with its unit), what was
 * expected and what to do. Programmer errors are {@link IllegalArgumentException} or {@link
 * IllegalStateException} instead.
 */
public final class DoseDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String subject;
  private final String found;
  private final String expected;
  private final String remedy;

  private DoseDataException(
      String subject, String found, String expected, String remedy, @Nullable Throwable cause) {
    super(cause);
    this.subject = subject;
    this.found = found;
    this.expected = expected;
    this.remedy = remedy;
  }

  /**
   * An error about one case or file.
   *
   * @param subject the case id or the file's name; never a patient's name
   * @param found what the data holds, with its unit
   * @param expected what it must hold
   * @param remedy what the reader of the message can do, as an imperative
   */
  public static DoseDataException of(String subject, String found, String expected, String remedy) {
    return new DoseDataException(
        Objects.requireNonNull(subject),
        Objects.requireNonNull(found),
        Objects.requireNonNull(expected),
        Objects.requireNonNull(remedy),
        null);
  }

  /** Subject, what was found, what was expected, what to do. */
  @Override
  public String getMessage() {
    return subject + ": found " + found + "; expected " + expected + "; " + remedy;
  }

  /** This error with the exception that revealed it. */
  public DoseDataException withCause(Throwable cause) {
    return new DoseDataException(subject, found, expected, remedy, cause);
  }

  /** This error about another subject, e.g. the file in which the named part stands. */
  public DoseDataException in(String outerSubject) {
    return new DoseDataException(
        outerSubject + ", " + subject, found, expected, remedy, getCause());
  }

  /** The case id or file the error is about. */
  public String subject() {
    return subject;
  }

  /** What the data holds, with its unit. */
  public String found() {
    return found;
  }

  /** What the data must hold. */
  public String expected() {
    return expected;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}

package org.dosekit.cli.experiments;

import org.dosekit.core.DoseDataException;

/**
 * What a failure is called in files that are handed on: one line, without the folders of this
 * machine, which may be named after people and places.
 */
public final class FailureText {
  private FailureText() {}

  /** The text of a failure. */
  public static String of(Throwable failure) {
    String text =
        failure instanceof DoseDataException data
            ? DoseDataException.of(
                    withoutFolders(data.subject()), data.found(), data.expected(), data.remedy())
                .getMessage()
            : String.valueOf(failure.getMessage());
    return String.valueOf(text).lines().findFirst().orElse("");
  }

  /** A path is told by its last name; what is behind a comma is no part of it. */
  private static String withoutFolders(String subject) {
    int comma = subject.indexOf(", ");
    String path = comma < 0 ? subject : subject.substring(0, comma);
    int last = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    return path.substring(last + 1) + subject.substring(path.length());
  }
}

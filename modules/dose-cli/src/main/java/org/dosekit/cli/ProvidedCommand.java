package org.dosekit.cli;

import java.util.Objects;

/**
 * A command for the launcher.
 *
 * @param group where it stands
 * @param command an object annotated as a picocli command
 */
public record ProvidedCommand(Group group, Object command) {
  /** Where a command stands. */
  public enum Group {
    /** Directly under {@code dose}. */
    TOP("", ""),
    /** Under {@code dose import}. */
    IMPORT("import", "Import the cases of a data set as a cohort."),
    /** Under {@code dose score}. */
    SCORE("score", "Score predictions as a challenge does."),
    /** Under {@code dose bench}. */
    BENCH("bench", "Measure what this machine makes of the work.");

    private final String label;
    private final String description;

    Group(String label, String description) {
      this.label = label;
      this.description = description;
    }

    /** The word on the command line. */
    public String label() {
      return label;
    }

    String description() {
      return description;
    }
  }

  /** Checks for nulls. */
  public ProvidedCommand {
    Objects.requireNonNull(group);
    Objects.requireNonNull(command);
  }

  /** A command directly under {@code dose}. */
  public static ProvidedCommand of(Object command) {
    return new ProvidedCommand(Group.TOP, command);
  }
}

package org.dosekit.cli;

import java.util.Objects;

/**
 * A command for the launcher.
 *
 * @param group the command it stands under, {@code import} or {@code score}; empty for one directly
 *     under {@code dose}
 * @param command an object annotated as a picocli command
 */
public record ProvidedCommand(String group, Object command) {
  /** Checks for nulls. */
  public ProvidedCommand {
    Objects.requireNonNull(group);
    Objects.requireNonNull(command);
  }

  /** A command directly under {@code dose}. */
  public static ProvidedCommand of(Object command) {
    return new ProvidedCommand("", command);
  }
}

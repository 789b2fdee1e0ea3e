package org.dosekit.cli.shell;

import java.io.PrintWriter;
import org.dosekit.core.io.JsonObject;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where a command speaks: results on standard output, as text or JSON; everything else on standard
 * error.
 */
public final class Output {
  /**
   * Set to true by the launcher script when standard error is a terminal, which Java 17 cannot
   * tell.
   */
  private static final String TERMINAL_PROPERTY = "dose.terminal";

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** Prints the result: {@code asJson} with {@code --json}, else {@code asText}. */
  public void result(JsonObject asJson, String asText) {
    PrintWriter out = command.commandLine().getOut();
    out.print(json ? asJson.toText() + System.lineSeparator() : asText);
    out.flush();
  }

  /** Says something to the person who waits. */
  public void note(String message) {
    PrintWriter err = command.commandLine().getErr();
    err.println(message);
    err.flush();
  }

  /** A progress display on standard error. */
  public ProgressDisplay progress(String label) {
    return new ProgressDisplay(
        command.commandLine().getErr(), label, Boolean.getBoolean(TERMINAL_PROPERTY));
  }
}

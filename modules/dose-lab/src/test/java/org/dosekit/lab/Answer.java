package org.dosekit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.Main;

/** What a command answered. */
record Answer(int exitCode, String out, String err) {
  /** Runs a command line. */
  static Answer dose(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    return new Answer(exitCode, out.toString(), err.toString());
  }

  static void assertDone(Answer answer) {
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
  }

  static void assertUsage(Answer answer) {
    assertEquals(ExitCodes.USAGE, answer.exitCode(), answer.err());
  }
}

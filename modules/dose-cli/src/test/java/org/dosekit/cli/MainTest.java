package org.dosekit.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void noCommandIsWrongUsage() {
    assertEquals(ExitCodes.USAGE, run(List.of()));
    assertTrue(err.toString().contains("which command?"));
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    assertEquals(ExitCodes.USAGE, run(List.of(), "doctor", "--no-such-option"));
  }

  @Test
  void helpOfEveryCommandGoesToStandardOutput() {
    CommandLine dose = Main.commandLine(List.of());
    for (String name : dose.getSubcommands().keySet()) {
      assertEquals(ExitCodes.DONE, run(List.of(), name, "--help"), name);
    }
    assertTrue(out.toString().contains("Usage: dose predict"));
    assertEquals("", err.toString());
  }

  @Test
  void aCommandOfTheLaunchersOwnIsLookedAtAlone() {
    for (String name : Main.commandLine(List.of()).getSubcommands().keySet()) {
      if (!name.equals("import")) {
        assertEquals(Set.of(name), Main.commandLine(List.of(), name).getSubcommands().keySet());
      }
    }
  }

  @Test
  void aProvidedCommandStandsUnderItsGroup() {
    assertEquals(ExitCodes.DONE, run(List.of(providing(new Speaks())), "score", "speaks"));
    assertEquals(String.format("spoken%n"), out.toString());
  }

  @Test
  void jsonReplacesTheText() {
    assertEquals(
        ExitCodes.DONE, run(List.of(providing(new Speaks())), "score", "speaks", "--json"));
    assertEquals("spoken", JsonObject.parse("stdout", out.toString()).string("text"));
  }

  @Test
  void aGroupWithoutItsCommandIsWrongUsage() {
    assertEquals(ExitCodes.USAGE, run(List.of(providing(new Speaks())), "score"));
    assertTrue(err.toString().contains("speaks"));
  }

  @Test
  void badDataIsAFaultWithItsMessageAndNoStackTrace() {
    DoseDataException bad = DoseDataException.of("case_7", "3 Gy", "4 Gy", "look again");
    assertEquals(ExitCodes.FAULT, run(List.of(providing(new Fails(bad))), "score", "fails"));
    assertEquals(
        String.format("error: case_7: found 3 Gy; expected 4 Gy; look again%n"), err.toString());
  }

  @Test
  void aMissedGateHasItsOwnExitCode() {
    Fails gate = new Fails(new GateNotMetException("0.02 Gy; gate 0.01 Gy"));
    assertEquals(ExitCodes.GATE_NOT_MET, run(List.of(providing(gate)), "score", "fails"));
    assertTrue(err.toString().contains("0.02 Gy; gate 0.01 Gy"));
  }

  @Test
  void anInternalErrorShowsWhereItHappened() {
    Fails fault = new Fails(new IllegalStateException("cannot be"));
    assertEquals(ExitCodes.FAULT, run(List.of(providing(fault)), "score", "fails"));
    assertTrue(err.toString().contains("IllegalStateException: cannot be"), err.toString());
    assertTrue(err.toString().contains("MainTest."), err.toString());
  }

  @Test
  void tooLittleMemoryIsAFaultWithOneLine() {
    CommandProvider exhausting = providing(new Exhausts());
    assertEquals(ExitCodes.FAULT, run(List.of(exhausting), "score", "exhausts"));
    assertTrue(err.toString().startsWith("error: out of memory (Java heap space)"), err.toString());
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void infoRefusesWhatItDoesNotKnow() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "nothing");
    Path missing = folder.resolve("missing.npz");
    assertAll(
        () -> assertEquals(ExitCodes.FAULT, run(List.of(), "info", text.toString())),
        () -> assertEquals(ExitCodes.FAULT, run(List.of(), "info", missing.toString())));
    assertFalse(err.toString().contains("internal error"), err.toString());
  }

  @Test
  void predictWithADamagedModelWritesNothing() throws IOException {
    Path model = Files.write(folder.resolve("model.onnx"), new byte[100]);
    Path cohort = Files.createDirectory(folder.resolve("cohort"));
    Files.write(cohort.resolve("case_1.npz"), new byte[100]);
    Path predictions = folder.resolve("predictions");
    assertEquals(
        ExitCodes.FAULT,
        run(
            List.of(),
            "predict",
            cohort.toString(),
            "--model",
            model.toString(),
            "--out",
            predictions.toString()));
    assertFalse(Files.exists(predictions));
    assertFalse(err.toString().contains("internal error"), err.toString());
  }

  @Test
  void doctorNamesTheJvmAndOnnxRuntime() {
    assertEquals(ExitCodes.DONE, run(List.of(), "doctor", "--json"));
    List<String> subjects =
        JsonObject.parse("stdout", out.toString()).objects("checks", c -> c.string("subject"));
    assertTrue(subjects.containsAll(List.of("JVM", "cores", "memory", "ONNX Runtime")));
  }

  @Test
  void doctorFailsWhenAProviderReportsAFailure() {
    CommandProvider broken =
        new CommandProvider() {
          @Override
          public List<ProvidedCommand> commands() {
            return List.of();
          }

          @Override
          public List<Diagnosis> diagnose() {
            return List.of(Diagnosis.failure("engine", "missing", "install it"));
          }
        };
    assertEquals(ExitCodes.FAULT, run(List.of(broken), "doctor"));
    assertTrue(out.toString().contains("-> install it"));
  }

  private int run(List<CommandProvider> providers, String... args) {
    return Main.run(providers, new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private static CommandProvider providing(Object command) {
    return () -> List.of(new ProvidedCommand(ProvidedCommand.Group.SCORE, command));
  }

  @Command(name = "speaks")
  static final class Speaks implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Override
    public Integer call() {
      output.result(JsonObject.create().put("text", "spoken"), "spoken" + System.lineSeparator());
      return ExitCodes.DONE;
    }
  }

  @Command(name = "fails")
  static final class Fails implements Callable<Integer> {
    private final RuntimeException failure;

    Fails(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() {
      throw failure;
    }
  }

  @Command(name = "exhausts")
  static final class Exhausts implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new OutOfMemoryError("Java heap space");
    }
  }
}

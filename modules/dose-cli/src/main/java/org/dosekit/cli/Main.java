package org.dosekit.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.dosekit.core.DoseDataException;
import picocli.CommandLine;

/** The program {@code dose}. */
public final class Main {
  /** Kept: the logging framework forgets the level of a logger nobody holds. */
  private static final Logger ROOT_LOGGER = Logger.getLogger("");

  /** The launcher's own commands under {@code dose} itself. */
  private static final List<String> OWN =
      List.of("predict", "evaluate", "info", "doctor", "qa", "names", "index");

  private Main() {}

  /** Runs a command line and exits with one of {@link ExitCodes}. */
  public static void main(String[] args) {
    ROOT_LOGGER.setLevel(Level.WARNING);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs a command line with the commands of every module on the module path. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    List<CommandProvider> providers =
        ServiceLoader.load(CommandProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return run(providers, out, err, args);
  }

  static int run(
      List<CommandProvider> providers, PrintWriter out, PrintWriter err, String... args) {
    try {
      return commandLine(providers, args).setOut(out).setErr(err).execute(args);
    } catch (OutOfMemoryError e) {
      err.println(
          "error: out of memory (%s); give the JVM more, e.g. DOSE_JAVA_OPTS=-Xmx8g, or take less at once"
              .formatted(e.getMessage()));
      return ExitCodes.FAULT;
    }
  }

  /**
   * The command line: of one command where that is one of the launcher's own, as picocli takes its
   * time to look at each; else of all.
   */
  static CommandLine commandLine(List<CommandProvider> providers, String... args) {
    CommandLine dose = new CommandLine(new DoseCommand());
    if (args.length > 0 && OWN.contains(args[0])) {
      dose.addSubcommand(own(args[0], providers));
    } else {
      OWN.forEach(name -> dose.addSubcommand(own(name, providers)));
      add(dose, new ProvidedCommand(ProvidedCommand.Group.IMPORT, new ImportDicomCommand()));
      add(dose, new ProvidedCommand(ProvidedCommand.Group.IMPORT, new ImportOriginalCommand()));
      for (CommandProvider provider : providers) {
        provider.commands().forEach(command -> add(dose, command));
      }
    }
    return dose.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain);
  }

  private static Object own(String name, List<CommandProvider> providers) {
    return switch (name) {
      case "predict" -> new PredictCommand();
      case "evaluate" -> new EvaluateCommand();
      case "info" -> new InfoCommand();
      case "doctor" -> new DoctorCommand(providers);
      case "qa" -> new QaCommand();
      case "names" -> new NamesCommand();
      case "index" -> new IndexCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void add(CommandLine dose, ProvidedCommand provided) {
    if (provided.group() == ProvidedCommand.Group.TOP) {
      dose.addSubcommand(provided.command());
      return;
    }
    String label = provided.group().label();
    CommandLine group = dose.getSubcommands().get(label);
    if (group == null) {
      group = new CommandLine(new GroupCommand());
      group.getCommandSpec().usageMessage().description(provided.group().description());
      dose.addSubcommand(label, group);
    }
    group.addSubcommand(provided.command());
  }

  private static int explain(Exception fault, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (fault instanceof GateNotMetException) {
      err.println("gate not met: " + fault.getMessage());
      return ExitCodes.GATE_NOT_MET;
    }
    if (fault instanceof DoseDataException) {
      err.println("error: " + fault.getMessage());
      return ExitCodes.FAULT;
    }
    if (fault instanceof CancellationException) {
      err.println("stopped: " + fault.getMessage());
      return ExitCodes.FAULT;
    }
    err.println("internal error in " + command.getCommandName() + ", please report it:");
    fault.printStackTrace(err);
    return ExitCodes.FAULT;
  }
}

package org.dosekit.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The launcher's top: says which commands there are. */
@Command(
    name = "dose",
    description = "3-D radiotherapy dose prediction. Research software, not for treatment.",
    mixinStandardHelpOptions = true,
    scope = picocli.CommandLine.ScopeType.INHERIT,
    versionProvider = DoseCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:fault",
      "2:wrong usage",
      "3:cases failed; the others, if any, are done",
      "4:a gate was not met"
    })
final class DoseCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** The version of the module: a linked image has no jar to ask. */
  static final class Version implements picocli.CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      Optional<ModuleDescriptor> module =
          Optional.ofNullable(Main.class.getModule().getDescriptor());
      return new String[] {
        "dose " + module.flatMap(ModuleDescriptor::rawVersion).orElse("(not packaged)")
      };
    }
  }
}

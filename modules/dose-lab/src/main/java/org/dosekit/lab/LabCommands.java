package org.dosekit.lab;

import java.util.List;
import org.dosekit.cli.CommandProvider;
import org.dosekit.cli.Diagnosis;
import org.dosekit.cli.ProvidedCommand;

/** Brings the research bench to the launcher. */
public final class LabCommands implements CommandProvider {
  /** Called by the service loader. */
  public LabCommands() {}

  @Override
  public List<ProvidedCommand> commands() {
    return List.of(
        ProvidedCommand.of(new QuickstartCommand()),
        ProvidedCommand.of(new PhantomCommand()),
        new ProvidedCommand(ProvidedCommand.Group.IMPORT, new ImportOpenKbpCommand()),
        ProvidedCommand.of(new TrainCommand()),
        ProvidedCommand.of(new ExportCommand()),
        new ProvidedCommand(ProvidedCommand.Group.SCORE, new ScoreOpenKbpCommand()));
  }

  @Override
  public List<Diagnosis> diagnose() {
    return TrainingEngineCheck.diagnose();
  }
}

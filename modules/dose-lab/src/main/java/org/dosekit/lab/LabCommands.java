package org.dosekit.lab;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.dosekit.cli.CommandProvider;
import org.dosekit.cli.Diagnosis;
import org.dosekit.cli.ProvidedCommand;

/** Brings the research bench to the launcher. */
public final class LabCommands implements CommandProvider {
  /**
   * DJL warns at every start that there is no GPU; doctor says it once. Kept: a logger nobody holds
   * forgets its level.
   */
  private static final Logger ENGINE_LOGGER = Logger.getLogger("ai.djl");

  /** Called by the service loader. */
  public LabCommands() {
    ENGINE_LOGGER.setLevel(Level.SEVERE);
  }

  @Override
  public List<ProvidedCommand> commands() {
    return List.of(
        ProvidedCommand.of(new QuickstartCommand()),
        ProvidedCommand.of(new PhantomCommand()),
        new ProvidedCommand(ProvidedCommand.Group.IMPORT, new ImportOpenKbpCommand()),
        ProvidedCommand.of(new TrainCommand()),
        ProvidedCommand.of(new ExportCommand()),
        ProvidedCommand.of(new CompareCommand()),
        ProvidedCommand.of(new StudyCommand()),
        ProvidedCommand.of(new ReportCommand()),
        ProvidedCommand.of(new FiguresCommand()),
        new ProvidedCommand(ProvidedCommand.Group.BENCH, new BenchTrainCommand()),
        new ProvidedCommand(ProvidedCommand.Group.BENCH, new BenchInferenceCommand()),
        new ProvidedCommand(ProvidedCommand.Group.BENCH, new BenchGpuCommand()),
        new ProvidedCommand(ProvidedCommand.Group.SCORE, new ScoreOpenKbpCommand()));
  }

  @Override
  public List<Diagnosis> diagnose() {
    return TrainingEngineCheck.diagnose();
  }
}

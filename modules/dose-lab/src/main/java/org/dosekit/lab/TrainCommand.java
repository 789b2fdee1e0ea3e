package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.quality.QualityReport;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.ProtocolOption;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.train.run.RunSummary;
import org.dosekit.train.run.Training;
import org.dosekit.train.run.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dose train}: a training run in a folder of its own, or its continuation. */
@Command(name = "train", description = "Train a network on a cohort, or go on with a run.")
final class TrainCommand implements Callable<Integer> {
  private static final Set<String> WITH_RESUME = Set.of("--resume", "--cohort", "--run", "--json");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();
  @Mixin private ProtocolOption protocols = new ProtocolOption();
  @Mixin private TrainingSettings settings = new TrainingSettings();

  @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "The cases.")
  private Path cohortFolder = Path.of("");

  @Option(
      names = "--run",
      required = true,
      paramLabel = "FOLDER",
      description = "The run's folder.")
  private Path run = Path.of("");

  @Option(
      names = "--resume",
      description = "Go on where the run in --run stopped, with the settings it has.")
  private boolean resume;

  @Option(
      names = "--split",
      paramLabel = "JSON",
      description = "The split (default: the cohort's " + Split.FILE_NAME + ", else a seeded one).")
  private Optional<Path> splitFile = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "SAFETENSORS",
      description =
          "Start from these weights of the same network: a checkpoint, or a state dict of the"
              + " original.")
  private Optional<Path> weights = Optional.empty();

  @Option(
      names = "--allow-failing",
      description =
          "Train although dose qa found cases that fail; the findings are kept with the run.")
  private boolean allowFailing;

  @Override
  public Integer call() {
    if (resume) {
      requireNoSettings();
    }
    Cohort cohort = Cohort.open(cohortFolder);
    TrainingProgress progress = new TrainingProgress(output);
    RunSummary summary = resume ? Training.resume(cohort, run, progress) : start(cohort, progress);
    if (allowFailing) {
      QualityReport.ofCohort(cohortFolder)
          .ifPresent(report -> report.toJson().write(run.resolve(QualityReport.FILE_NAME)));
    }
    output.result(
        JsonObject.create()
            .put("run", run.toString())
            .put("best_val_mae_gy", summary.bestValMaeGy())
            .put("best_epoch", summary.bestEpoch())
            .put("epochs", summary.epochs())
            .put("training_time_hours", summary.trainingTimeHours()),
        String.format(
            Locale.ROOT,
            "%s: %d epochs in %.2f h, best validation MAE %.3f Gy in epoch %d%n",
            run,
            summary.epochs(),
            summary.trainingTimeHours(),
            summary.bestValMaeGy(),
            summary.bestEpoch()));
    return ExitCodes.DONE;
  }

  /** A resumed run keeps its settings: one that was given would be ignored in silence. */
  private void requireNoSettings() {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!WITH_RESUME.contains(option.longestName())) {
        throw new ParameterException(
            spec.commandLine(),
            option.longestName() + " with --resume: a resumed run keeps the settings it has");
      }
    }
  }

  private RunSummary start(Cohort cohort, TrainingProgress progress) {
    TrainingConfig config = settings.resolve(spec.commandLine(), protocols.of(cohort));
    Split split =
        splitFile
            .map(Split::read)
            .or(() -> CaseSelection.split(cohort))
            .orElseGet(() -> Split.seeded(cohort.ids(), config.seed()));
    requireTrusted(split);
    return weights.isPresent()
        ? Training.fineTune(config, weights.get(), cohort, split, run, progress)
        : Training.start(config, cohort, split, run, progress);
  }

  /** Refuses cases that {@code dose qa} found unfit, unless told otherwise. */
  private void requireTrusted(Split split) {
    Optional<QualityReport> report = QualityReport.ofCohort(cohortFolder);
    List<String> failing =
        report.map(QualityReport::failing).orElse(List.of()).stream()
            .filter(id -> split.training().contains(id) || split.validation().contains(id))
            .toList();
    if (failing.isEmpty()) {
      return;
    }
    if (!allowFailing) {
      throw DoseDataException.of(
          cohortFolder.resolve(QualityReport.FILE_NAME).toString(),
          "failing cases " + failing,
          "cases that are fit to learn from",
          "leave them out of the split, or give --allow-failing");
    }
    output.note("training on cases that failed dose qa: " + failing);
  }
}

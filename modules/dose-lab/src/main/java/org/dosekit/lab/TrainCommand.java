package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.ProtocolOption;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.train.run.CodeChange;
import org.dosekit.train.run.RunSummary;
import org.dosekit.train.run.Training;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.run.TrainingEstimate;
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
  private static final Set<String> WITH_RESUME =
      Set.of("--resume", "--allow-changes", "--cohort", "--run", "--json");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();
  @Mixin private ProtocolOption protocols = new ProtocolOption();
  @Mixin private TrainingSettings settings = new TrainingSettings();
  @Mixin private TrainingSeries series = new TrainingSeries();
  @Mixin private QualityGate gate = new QualityGate();

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
      names = "--allow-changes",
      description =
          "With --resume: go on though code, engine or threads are not those of the start; run.json"
              + " says from which epoch.")
  private boolean allowChanges;

  @Option(
      names = "--split",
      paramLabel = "JSON",
      description =
          "The split (default: the cohort's " + Split.FILE_NAME + ", else a stratified one).")
  private Optional<Path> splitFile = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "SAFETENSORS",
      description =
          "Start from these weights of the same network: a checkpoint, or a state dict of the"
              + " original.")
  private Optional<Path> weights = Optional.empty();

  @Option(
      names = "--dry-run",
      description =
          "Train nothing: time three steps and say what network, memory and time it takes.")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (resume) {
      requireNoSettings();
    }
    Training.keepLargeBlocks();
    Cohort cohort = Cohort.open(cohortFolder);
    RunTrainer trainer =
        new RunTrainer(
            cohort, weights, allowChanges ? CodeChange.RECORD : CodeChange.REFUSE, gate, output);
    if (resume) {
      return answer(trainer.resume(run));
    }
    TrainingConfig config = settings.resolve(spec.commandLine(), protocols.of(cohort), cohort);
    if (splitFile.isPresent() && series.drawsSplits()) {
      throw new ParameterException(
          spec.commandLine(), "--split with --folds or --split-seed: give a split or draw it");
    }
    List<TrainingSeries.Member> members =
        series.members(
            spec.commandLine(),
            config,
            cohort,
            () -> splitFile.map(Split::read).or(() -> CaseSelection.split(cohort)));
    if (dryRun) {
      return estimate(members.get(0));
    }
    members.forEach(member -> gate.requireTrusted(cohort, member.split(), output));
    return series.isSeries()
        ? series.train(members, run, trainer, output)
        : answer(trainer.start(members.get(0), run));
  }

  private int answer(RunSummary summary) {
    output.result(json(run, summary), text(run, summary));
    return ExitCodes.DONE;
  }

  /** What a finished run achieved, for machines. */
  static JsonObject json(Path run, RunSummary summary) {
    return JsonObject.create()
        .put("run", run.toString())
        .put("selected_by", summary.selectedBy())
        .put("best_epoch", summary.bestEpoch())
        .put("best_value", summary.bestValue())
        .put("best_val_mae_gy", summary.bestValMaeGy())
        .put("skipped_batches", summary.skippedBatches())
        .put("epochs", summary.epochs())
        .put("training_time_hours", summary.trainingTimeHours());
  }

  /** What a finished run achieved, a line for people. */
  static String text(Path run, RunSummary summary) {
    return String.format(
        Locale.ROOT,
        "%s: %d epochs in %.2f h, best %s %.3f in epoch %d, validation MAE %.3f Gy%n",
        run,
        summary.epochs(),
        summary.trainingTimeHours(),
        summary.selectedBy(),
        summary.bestValue(),
        summary.bestEpoch(),
        summary.bestValMaeGy());
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

  private int estimate(TrainingSeries.Member member) {
    TrainingConfig config = member.config();
    TrainingEstimate estimate = Training.estimate(config, member.split().training().size());
    double gigabytes = estimate.memoryBytes() / 1e9;
    output.result(
        JsonObject.create()
            .put("network", JsonObject.parse("network", config.network().toJson()))
            .put("parameters", estimate.parameters())
            .put("memory_gb", gigabytes)
            .put("steps_per_epoch", estimate.stepsPerEpoch())
            .put("seconds_per_step", estimate.secondsPerStep())
            .put("seconds_per_epoch", estimate.secondsPerEpoch()),
        String.format(
            Locale.ROOT,
            "%s: %,d parameters%nmemory about %.1f GB (%s, %s, backward %s)%n%d steps an epoch of"
                + " %.2f s: %.1f min an epoch without validation%n",
            config.network(),
            estimate.parameters(),
            gigabytes,
            config.engine().precision().label(),
            config.engine().layout().label(),
            config.engine().backward().label(),
            estimate.stepsPerEpoch(),
            estimate.secondsPerStep(),
            estimate.secondsPerEpoch() / 60));
    return ExitCodes.DONE;
  }
}

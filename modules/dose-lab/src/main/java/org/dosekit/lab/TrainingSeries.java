package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.CaseTraits;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.train.run.RunDirectory;
import org.dosekit.train.run.RunSummary;
import org.dosekit.train.run.TrainingConfig;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The runs of one experiment: one a seed, one a fold, or each fold with each seed, in folders of
 * their own, one after another.
 */
final class TrainingSeries {
  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "A run with each seed, in RUN/seed-<SEED>, e.g. 42,123,456.")
  private List<Long> seeds = List.of();

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validate: K runs in RUN/fold-<I>, or the one of --fold in RUN. Each tests on one"
              + " fold and validates on the next.")
  private Optional<Integer> folds = Optional.empty();

  @Option(names = "--fold", paramLabel = "I", description = "Train this fold of --folds, from 1.")
  private Optional<Integer> fold = Optional.empty();

  @Option(
      names = "--split-seed",
      description = "Of a split that is drawn (default: the seed of the training).")
  private Optional<Long> splitSeed = Optional.empty();

  /**
   * One run.
   *
   * @param name of its folder
   */
  record Member(String name, TrainingConfig config, Split split) {}

  /** How a run is trained. */
  interface Trainer {
    /** Trains a new run. */
    RunSummary start(Member member, Path run);

    /** Whether a run that was started before began at the same weights. */
    boolean beganAs(RunDirectory started);

    /** Goes on with a run that was stopped. */
    RunSummary resume(Path run);
  }

  /** Whether there are several runs, or might be. */
  boolean isSeries() {
    return !seeds.isEmpty() || (folds.isPresent() && fold.isEmpty());
  }

  /** Whether splits are asked for that are drawn here. */
  boolean drawsSplits() {
    return folds.isPresent() || splitSeed.isPresent();
  }

  /**
   * The runs.
   *
   * @param given the split the user gave, if any
   * @throws ParameterException when folds and seeds do not make sense
   */
  List<Member> members(
      CommandLine command, TrainingConfig config, Cohort cohort, Supplier<Optional<Split>> given) {
    if (fold.isPresent() && (folds.isEmpty() || fold.get() < 1 || fold.get() > folds.get())) {
      throw new ParameterException(command, "--fold needs --folds, and is 1 to as many");
    }
    if (seeds.stream().distinct().count() < seeds.size()) {
      throw new ParameterException(command, "--seeds names a seed twice");
    }
    List<Split> splits = splits(command, config, cohort, given);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      String ofFold = folds.isPresent() ? "fold-" + fold.orElse(i + 1) : "";
      if (seeds.isEmpty()) {
        members.add(new Member(ofFold, config, splits.get(i)));
      }
      for (long seed : seeds) {
        String name = (ofFold.isEmpty() ? "" : ofFold + "-") + "seed-" + seed;
        members.add(new Member(name, config.withSeed(seed), splits.get(i)));
      }
    }
    return members;
  }

  private List<Split> splits(
      CommandLine command, TrainingConfig config, Cohort cohort, Supplier<Optional<Split>> given) {
    long seed = splitSeed.orElse(config.seed());
    if (folds.isEmpty()) {
      return List.of(given.get().orElseGet(() -> Split.stratified(CaseTraits.of(cohort), seed)));
    }
    try {
      List<Split> all = Split.folds(CaseTraits.of(cohort), folds.get(), seed);
      return fold.isEmpty() ? all : List.of(all.get(fold.get() - 1));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }

  /**
   * Trains run after run. Those that are finished are passed over and one that was stopped goes on,
   * so the same command again goes on with the series. A run that fails does not keep the others
   * from being trained.
   *
   * @return the exit code
   */
  int train(List<Member> members, Path folder, Trainer trainer, Output output) {
    Batch batch = new Batch(output);
    List<JsonObject> results = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Path run = folder.resolve(member.name());
      output.note("run %d of %d: %s".formatted(i + 1, members.size(), run));
      try {
        RunSummary summary = train(member, run, trainer);
        results.add(TrainCommand.json(run, summary));
        text.append(TrainCommand.text(run, summary));
        batch.succeeded();
      } catch (DoseDataException e) {
        batch.failed(e);
      }
    }
    JsonObject result = JsonObject.create().putObjects("runs", results);
    output.result(batch.describeIn(result, "runs"), text.toString());
    return batch.exitCode();
  }

  /**
   * Brings a run to its end: starts it, goes on with it, or finds it finished.
   *
   * @throws DoseDataException when the folder holds another run, or the training fails
   */
  static RunSummary train(Member member, Path folder, Trainer trainer) {
    if (!RunDirectory.isRun(folder)) {
      return trainer.start(member, folder);
    }
    RunDirectory run = RunDirectory.open(folder);
    if (!run.config().equals(member.config())
        || !run.split().equals(member.split())
        || !trainer.beganAs(run)) {
      throw DoseDataException.of(
          folder.toString(),
          "a run of other settings, another split or other initial weights",
          "the one that was started with this command",
          "repeat the command it was started with, or choose another folder");
    }
    return run.summary().orElseGet(() -> trainer.resume(folder));
  }
}

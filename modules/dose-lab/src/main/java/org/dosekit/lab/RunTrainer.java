package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.dosekit.cli.experiments.ExperimentsIndex;
import org.dosekit.cli.experiments.RunFailure;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Cohort;
import org.dosekit.train.run.CodeChange;
import org.dosekit.train.run.RunDirectory;
import org.dosekit.train.run.RunSummary;
import org.dosekit.train.run.Training;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.run.ValidationMetric;

/**
 * Trains runs on a cohort: with the validation metrics of the protocol, in sight of the one who
 * waits, a failure written down in the run's folder, the index of the runs kept up.
 */
final class RunTrainer implements TrainingSeries.Trainer {
  private final Cohort cohort;
  private final Optional<Path> weights;
  private final CodeChange change;
  private final QualityGate gate;
  private final Output output;
  private final TrainingProgress progress;

  /**
   * A trainer.
   *
   * @param weights what a new run begins with; empty for those of its seed
   * @param change what becomes of a resumed run when the code is another
   */
  RunTrainer(
      Cohort cohort, Optional<Path> weights, CodeChange change, QualityGate gate, Output output) {
    this.cohort = cohort;
    this.weights = weights;
    this.change = change;
    this.gate = gate;
    this.output = output;
    this.progress = new TrainingProgress(output);
  }

  @Override
  public RunSummary start(TrainingSeries.Member member, Path run) {
    if (RunDirectory.isRun(run)) {
      // Refused, and no failure of the run that is there.
      return train(member, run);
    }
    RunSummary summary = recorded(run, () -> train(member, run));
    gate.keepFindings(cohort, run);
    return summary;
  }

  private RunSummary train(TrainingSeries.Member member, Path run) {
    TrainingConfig config = member.config();
    List<ValidationMetric> metrics = ProtocolMetrics.of(config.protocol());
    return weights.isPresent()
        ? Training.fineTune(config, weights.get(), cohort, member.split(), run, metrics, progress)
        : Training.start(config, cohort, member.split(), run, metrics, progress);
  }

  @Override
  public RunSummary resume(Path run) {
    List<ValidationMetric> metrics = ProtocolMetrics.of(RunDirectory.open(run).config().protocol());
    RunFailure.remove(run);
    return recorded(run, () -> Training.resume(cohort, run, metrics, change, progress));
  }

  /** An interrupted training did not fail: it goes on when it is resumed. */
  private RunSummary recorded(Path run, Supplier<RunSummary> training) {
    try {
      return training.get();
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      record(run, e);
      throw e;
    } finally {
      ExperimentsIndex.keepUp(run, output::note);
    }
  }

  private static void record(Path run, RuntimeException failure) {
    try {
      if (RunDirectory.isRun(run) && RunDirectory.open(run).summary().isEmpty()) {
        RunFailure.write(run, String.valueOf(failure.getMessage()));
      }
    } catch (DoseDataException unwritten) {
      // On a full disk, say: what ended the training is what the user must know.
      failure.addSuppressed(unwritten);
    }
  }
}

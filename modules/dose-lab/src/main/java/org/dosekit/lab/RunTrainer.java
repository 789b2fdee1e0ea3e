package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.dosekit.cli.experiments.ExperimentsIndex;
import org.dosekit.cli.experiments.FailureText;
import org.dosekit.cli.experiments.RunFailure;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.StateDict;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.tensorfile.WeightsDigest;
import org.dosekit.train.run.CodeChange;
import org.dosekit.train.run.RunDirectory;
import org.dosekit.train.run.RunSummary;
import org.dosekit.train.run.Training;
import org.dosekit.train.run.TrainingConfig;
import org.dosekit.train.run.ValidationMetric;

/**
 * Trains runs on a cohort, one at a time: with the validation metrics of the protocol, in sight of
 * the one who waits, a failure written down in the run's folder, the index of the runs kept up.
 */
final class RunTrainer implements TrainingSeries.Trainer {
  private final Cohort cohort;
  private final Optional<Path> weights;
  private final CodeChange change;
  private final QualityGate gate;
  private final Output output;
  private final TrainingProgress progress;

  /** Whether the training at hand began, so that what ends it is a failure of the run. */
  private boolean began;

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
    this.progress = new TrainingProgress(output, this::begins);
  }

  @Override
  public RunSummary start(TrainingSeries.Member member, Path run) {
    TrainingConfig config = member.config();
    List<ValidationMetric> metrics = ProtocolMetrics.of(config.protocol());
    return recorded(
        run,
        () ->
            weights.isPresent()
                ? Training.fineTune(
                    config, weights.get(), cohort, member.split(), run, metrics, progress)
                : Training.start(config, cohort, member.split(), run, metrics, progress));
  }

  @Override
  public boolean beganAs(RunDirectory started) {
    Optional<String> given =
        weights.map(file -> WeightsDigest.sha256(StateDict.read(file).weights()));
    return given.equals(started.initialWeightsSha256());
  }

  @Override
  public RunSummary resume(Path run) {
    List<ValidationMetric> metrics = ProtocolMetrics.of(RunDirectory.open(run).config().protocol());
    return recorded(run, () -> Training.resume(cohort, run, metrics, change, progress));
  }

  private void begins(Path run) {
    began = true;
    RunFailure.remove(run);
    gate.keepFindings(cohort, run);
    ExperimentsIndex.keepUp(run, output::note);
  }

  /** A training that is refused did not fail, nor one that is interrupted: it is resumed. */
  private RunSummary recorded(Path run, Supplier<RunSummary> training) {
    began = false;
    try {
      return training.get();
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      if (began) {
        record(run, e);
      }
      throw e;
    } finally {
      if (began) {
        ExperimentsIndex.keepUp(run, output::note);
      }
    }
  }

  private static void record(Path run, RuntimeException failure) {
    try {
      RunFailure.write(run, FailureText.of(failure));
    } catch (DoseDataException unwritten) {
      // On a full disk, say: what ended the training is what the user must know.
      failure.addSuppressed(unwritten);
    }
  }
}

package org.dosekit.train.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.StateDict;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.tensorfile.WeightsDigest;
import org.dosekit.train.engine.TorchEngine;
import org.dosekit.train.settings.EngineInfo;

/**
 * Trains a network. Checkpoints are written after every epoch, so that a run ended by a failure, by
 * an interrupt or by the machine can be resumed; on a CPU with the same number of threads a run
 * limited by epochs then ends with the same weights, bit by bit, as if it had not stopped.
 */
public final class Training {
  private static final String THREADS_PROPERTY = "ai.djl.pytorch.num_threads";

  private Training() {}

  /**
   * Trains a new run to its end.
   *
   * @param cohort the cases
   * @param split which of them train and validate, at least one each
   * @param runDirectory new or empty
   * @param listener told how it goes
   * @throws DoseDataException when a case cannot be read or trained on, the loss is not finite, the
   *     directory is not empty or cannot be written, or the engine's native library is missing
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public static RunSummary start(
      TrainingConfig config,
      Cohort cohort,
      Split split,
      Path runDirectory,
      TrainingListener listener) {
    requireCases(cohort, split);
    EngineInfo engine = startEngine(config);
    RunDirectory run =
        RunDirectory.create(runDirectory, config, Provenance.of(config, cohort, engine), split);
    return train(run, cohort, split, listener, Optional.empty());
  }

  /**
   * As {@link #start}, from given weights instead of random ones. A copy of them is kept in the run
   * and their fingerprint in its provenance.
   *
   * @param weights a checkpoint or a state dict of the original, as {@link StateDict#read} reads it
   * @throws DoseDataException as {@link #start}, and when the weights are not the network's
   */
  public static RunSummary fineTune(
      TrainingConfig config,
      Path weights,
      Cohort cohort,
      Split split,
      Path runDirectory,
      TrainingListener listener) {
    requireCases(cohort, split);
    StateDict initial = StateDict.read(weights);
    if (!initial.spec().equals(config.network())) {
      throw DoseDataException.of(
          weights.toString(),
          "weights of " + initial.spec(),
          "weights of " + config.network(),
          "train that network (--architecture, --base) for a protocol of as many channels, or give"
              + " other weights");
    }
    EngineInfo engine = startEngine(config);
    Map<String, String> origin = Provenance.of(config, cohort, engine);
    origin.put(Provenance.INITIAL_WEIGHTS, WeightsDigest.sha256(initial.weights()));
    RunDirectory run = RunDirectory.create(runDirectory, config, origin, split);
    run.writeInitialWeights(initial.weights());
    return train(run, cohort, split, listener, Optional.empty());
  }

  /**
   * Trains an interrupted run to its end, with the configuration and split it was started with.
   *
   * @throws DoseDataException as {@link #start}, and when the run is finished or the cohort is not
   *     the one it was started on
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  public static RunSummary resume(Cohort cohort, Path runDirectory, TrainingListener listener) {
    RunDirectory run = RunDirectory.open(runDirectory);
    if (run.summary().isPresent()) {
      throw DoseDataException.of(
          runDirectory.toString(), "a finished run", "an unfinished one", "start a new run");
    }
    Split split = run.split();
    requireCases(cohort, split);
    if (!cohort.sha256().equals(run.provenance().get(Provenance.DATA))) {
      throw DoseDataException.of(
          runDirectory.toString(),
          "a run on other data than " + cohort.folder(),
          "the cases it was started on, unchanged",
          "restore them, or start a new run");
    }
    startEngine(run.config());
    return train(run, cohort, split, listener, run.state());
  }

  /**
   * Starts the engine of this process, if it is not, and asks what it is.
   *
   * @throws DoseDataException when its native library is missing or cannot be loaded, with the
   *     remedy
   */
  public static EngineInfo engine() {
    return TorchEngine.info();
  }

  private static RunSummary train(
      RunDirectory run,
      Cohort cohort,
      Split split,
      TrainingListener listener,
      Optional<TrainingState> state) {
    try (TrainingLoop loop =
        TrainingLoop.open(run, cohort, split, listener, state, System::nanoTime)) {
      return loop.run();
    }
  }

  private static void requireCases(Cohort cohort, Split split) {
    if (split.training().isEmpty() || split.validation().isEmpty()) {
      throw DoseDataException.of(
          "split",
          "%d training and %d validation cases"
              .formatted(split.training().size(), split.validation().size()),
          "at least one of each",
          "split the cohort otherwise");
    }
    split.requireIn(cohort);
  }

  /** The engine takes its number of threads when it starts, once a process. */
  private static EngineInfo startEngine(TrainingConfig config) {
    int threads = config.engine().threads();
    if (threads > 0 && System.getProperty(THREADS_PROPERTY) == null) {
      System.setProperty(THREADS_PROPERTY, Integer.toString(threads));
    }
    EngineInfo engine = engine();
    if (threads > 0 && engine.threads() != threads) {
      throw DoseDataException.of(
          "PyTorch engine",
          engine.threads() + " threads, set when it started",
          threads + " threads",
          "start the process with -D" + THREADS_PROPERTY + "=" + threads);
    }
    return engine;
  }
}

package org.dosekit.train.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.network.StateDict;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.WeightsDigest;
import org.dosekit.train.engine.StepMemory;
import org.dosekit.train.engine.TorchEngine;
import org.dosekit.train.settings.EngineInfo;
import org.dosekit.train.settings.Patches;

/**
 * Trains a network. Checkpoints are written after every epoch, so that a run ended by a failure, by
 * an interrupt or by the machine can be resumed; on a CPU with the same number of threads a run
 * limited by epochs then ends with the same weights, bit by bit, as if it had not stopped.
 */
public final class Training {
  private static final String THREADS_PROPERTY = "ai.djl.pytorch.num_threads";

  private Training() {}

  /**
   * As {@link #start(TrainingConfig, Cohort, Split, Path, List, TrainingListener)}, without
   * metrics.
   */
  public static RunSummary start(
      TrainingConfig config,
      Cohort cohort,
      Split split,
      Path runDirectory,
      TrainingListener listener) {
    return start(config, cohort, split, runDirectory, List.of(), listener);
  }

  /**
   * Trains a new run to its end.
   *
   * @param cohort the cases
   * @param split which of them train and validate, at least one each
   * @param runDirectory new or empty
   * @param metrics those that the schedule may name
   * @param listener told how it goes
   * @throws DoseDataException when a case cannot be read or trained on, the loss is not finite, the
   *     schedule names a metric that there is not, the directory is not empty or cannot be written,
   *     or the engine's native library is missing
   * @throws java.util.concurrent.CancellationException when the thread is interrupted or the
   *     process ends; what was trained is saved and can be resumed
   */
  public static RunSummary start(
      TrainingConfig config,
      Cohort cohort,
      Split split,
      Path runDirectory,
      List<ValidationMetric> metrics,
      TrainingListener listener) {
    return begin(config, cohort, split, runDirectory, Optional.empty(), metrics, listener);
  }

  /**
   * As {@link #start(TrainingConfig, Cohort, Split, Path, List, TrainingListener)}, from given
   * weights instead of random ones. A copy of them is kept in the run and their fingerprint in its
   * provenance.
   *
   * @param weights a checkpoint or a state dict of the original, as {@link StateDict#read} reads it
   * @throws DoseDataException as there, and when the weights are not the network's
   */
  public static RunSummary fineTune(
      TrainingConfig config,
      Path weights,
      Cohort cohort,
      Split split,
      Path runDirectory,
      List<ValidationMetric> metrics,
      TrainingListener listener) {
    StateDict initial = StateDict.read(weights);
    if (!initial.spec().equals(config.network())) {
      throw DoseDataException.of(
          weights.toString(),
          "weights of " + initial.spec(),
          "weights of " + config.network(),
          "train that network (--architecture, --base) for a protocol of as many channels, or give"
              + " other weights");
    }
    return begin(
        config, cohort, split, runDirectory, Optional.of(initial.weights()), metrics, listener);
  }

  private static RunSummary begin(
      TrainingConfig config,
      Cohort cohort,
      Split split,
      Path runDirectory,
      Optional<Map<String, FloatTensor>> initialWeights,
      List<ValidationMetric> metrics,
      TrainingListener listener) {
    requireCases(cohort, split);
    RunDirectory.requireEmptyOrRun(runDirectory);
    Selection selection = Selection.of(config.schedule(), metrics);
    FullVolumeValidation validation =
        FullVolumeValidation.of(cohort, split.validation(), config, selection);
    EngineInfo engine = startEngine(config);
    Map<String, String> origin = Provenance.of(config, cohort, engine);
    initialWeights.ifPresent(
        weights -> origin.put(Provenance.INITIAL_WEIGHTS, WeightsDigest.sha256(weights)));
    return RunLock.holding(
        runDirectory,
        () ->
            train(
                RunDirectory.create(runDirectory, config, origin, split, initialWeights),
                cohort,
                split,
                selection,
                validation,
                listener,
                Optional.empty()));
  }

  /** As {@link #resume(Cohort, Path, List, CodeChange, TrainingListener)}, without metrics. */
  public static RunSummary resume(Cohort cohort, Path runDirectory, TrainingListener listener) {
    return resume(cohort, runDirectory, List.of(), CodeChange.REFUSE, listener);
  }

  /**
   * Trains an interrupted run to its end, with the configuration and split it was started with.
   *
   * @param metrics those that its schedule may name
   * @param change whether it goes on with other code, engine or threads than it was started with
   * @throws DoseDataException as {@link #start}, and when the run is finished, the cohort is not
   *     the one it was started on, or the code is not and shall be
   * @throws java.util.concurrent.CancellationException when the thread is interrupted or the
   *     process ends; what was trained is saved and can be resumed
   */
  public static RunSummary resume(
      Cohort cohort,
      Path runDirectory,
      List<ValidationMetric> metrics,
      CodeChange change,
      TrainingListener listener) {
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
    Optional<String> vggWeights = Optional.ofNullable(run.provenance().get(Provenance.VGG_WEIGHTS));
    if (vggWeights.isPresent() && !vggWeights.equals(Provenance.vggWeights(run.config()))) {
      throw DoseDataException.of(
          runDirectory.toString(),
          "a run whose loss read other VGG weights",
          "those it was started with, unchanged",
          "restore the file, or start a new run");
    }
    Selection selection = Selection.of(run.config().schedule(), metrics);
    FullVolumeValidation validation =
        FullVolumeValidation.of(cohort, split.validation(), run.config(), selection);
    EngineInfo engine = startEngine(run.config());
    return RunLock.holding(
        runDirectory,
        () -> {
          run.deleteLeftovers();
          Optional<TrainingState> state = run.state();
          Map<String, String> changes = changes(run, Provenance.code(engine));
          RunDirectory current = changes.isEmpty() ? run : accepted(run, changes, change, state);
          return train(current, cohort, split, selection, validation, listener, state);
        });
  }

  /** What is not as at the start of the run, by name. */
  private static Map<String, String> changes(RunDirectory run, Map<String, String> now) {
    Map<String, String> changes = new LinkedHashMap<>(now);
    changes.entrySet().removeIf(e -> e.getValue().equals(run.provenance().get(e.getKey())));
    return changes;
  }

  private static RunDirectory accepted(
      RunDirectory run,
      Map<String, String> changes,
      CodeChange change,
      Optional<TrainingState> state) {
    if (change == CodeChange.REFUSE) {
      String name = changes.keySet().iterator().next();
      throw DoseDataException.of(
          run.path().toString(),
          "a run with %s %s, and now %s"
              .formatted(name, run.provenance().get(name), changes.get(name)),
          "the code, engine and threads it was started with, to end as if it had not stopped",
          "restore them, start a new run, or allow the change, which is recorded");
    }
    Map<String, String> record = new LinkedHashMap<>();
    String epoch = "from epoch " + (state.map(TrainingState::epoch).orElse(0) + 1) + ": ";
    changes.forEach((name, value) -> record.put(epoch + name, value));
    return run.withProvenance(record);
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

  /**
   * Has the C library keep large blocks of memory for the next step instead of returning them to
   * the kernel, for the whole process: up to twice as fast a step. Does nothing where the
   * environment sets {@code MALLOC_MMAP_MAX_} or the C library is not glibc. To be called before
   * the engine is used; not called by this library itself.
   *
   * @return whether large blocks are kept
   */
  public static boolean keepLargeBlocks() {
    return TorchEngine.keepLargeBlocks();
  }

  /**
   * What a training will take. Starts the engine and times three steps.
   *
   * @param trainingCases at least 1
   * @throws DoseDataException when the engine's native library or the device is missing, or there
   *     is not enough memory
   */
  public static TrainingEstimate estimate(TrainingConfig config, int trainingCases) {
    startEngine(config);
    Patches patches = config.patches();
    NetworkSpec network = config.network();
    StepBenchmark.Variant variant =
        new StepBenchmark.Variant("configured", config.engine(), config.loss());
    try (StepBenchmark benchmark =
        StepBenchmark.of(network, patches.shape(), patches.batchSize(), List.of(variant))) {
      StepBenchmark.Timing timing = benchmark.run(3).values().iterator().next();
      return new TrainingEstimate(
          ParameterCollector.count(network),
          StepMemory.bytes(network, patches.shape(), patches.batchSize(), config.engine())
              + averageBytes(config),
          (trainingCases * patches.perCase() + patches.batchSize() - 1) / patches.batchSize(),
          timing.medianSeconds());
    }
  }

  private static long averageBytes(TrainingConfig config) {
    return config.optimisation().averageDecay() > 0
        ? Float.BYTES * ParameterCollector.count(config.network())
        : 0;
  }

  private static RunSummary train(
      RunDirectory run,
      Cohort cohort,
      Split split,
      Selection selection,
      FullVolumeValidation validation,
      TrainingListener listener,
      Optional<TrainingState> state) {
    listener.started(run.path());
    return StopAtExit.guard(
        () -> {
          try (TrainingLoop loop =
              TrainingLoop.open(
                  run, cohort, split, selection, validation, listener, state, System::nanoTime)) {
            return loop.run();
          }
        });
  }

  private static void requireCases(Cohort cohort, Split split) {
    if (split.training().isEmpty() || split.validation().isEmpty()) {
      throw DoseDataException.of(
          "split",
          "%d training and %d validation cases"
              .formatted(split.training().size(), split.validation().size()),
          "at least one of each",
          "split the cohort otherwise; three cases are the fewest that are split by themselves");
    }
    split.requireIn(cohort);
  }

  /** The engine takes its number of threads when it starts, once a process. */
  private static EngineInfo startEngine(TrainingConfig config) {
    EngineInfo engine = engine(config.engine().threads());
    TorchEngine.deviceName(config.engine().device());
    return engine;
  }

  /**
   * As {@link #engine()}, with a number of threads.
   *
   * @param threads 0 leaves them as they are
   * @throws DoseDataException also when the engine was started with another number
   */
  public static EngineInfo engine(int threads) {
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

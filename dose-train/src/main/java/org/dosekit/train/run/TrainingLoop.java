package org.dosekit.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.data.BatchLoader;
import org.dosekit.train.engine.Batch;
import org.dosekit.train.engine.NonFiniteLossException;
import org.dosekit.train.engine.StepLosses;
import org.dosekit.train.engine.TorchNetwork;
import org.dosekit.train.engine.WeightAverage;
import org.dosekit.train.run.RunSummary.End;
import org.dosekit.train.run.TrainingState.Best;
import org.dosekit.train.settings.LossWeighting.Uncertainty;
import org.dosekit.train.tensorboard.EventFile;

/**
 * Epochs of steps, validation and checkpoints. What an epoch does depends on the state before it
 * alone: batches are drawn from seed and epoch, the network has no randomness of its own.
 */
final class TrainingLoop implements AutoCloseable {
  /** Of encoded training cases. */
  private static final long CACHE_BYTES = Runtime.getRuntime().maxMemory() / 5 * 2;

  private final RunDirectory run;
  private final TrainingConfig config;
  private final TrainingListener listener;
  private final RunClock clock;
  private final TorchNetwork network;
  private final Optional<WeightAverage> average;
  private final Selection selection;
  private final FullVolumeValidation validation;
  private final BatchLoader loader;
  private final EventFile events;

  /** The finished epochs; all of these are on the disk. */
  private List<EpochMetrics> history;

  private Optional<Best> best;
  private EpochProgress epoch;
  private long stepsDone;

  private TrainingLoop(
      RunDirectory run,
      Selection selection,
      TrainingListener listener,
      Optional<TrainingState> state,
      TorchNetwork network,
      FullVolumeValidation validation,
      Function<EpochProgress, BatchLoader> loader,
      LongSupplier nanoTime) {
    this.run = run;
    this.config = run.config();
    this.selection = selection;
    this.listener = listener;
    double secondsBefore = state.map(TrainingState::elapsedSeconds).orElse(0.0);
    this.clock = RunClock.start(config.schedule(), nanoTime, secondsBefore);
    this.network = network;
    this.average = average(config, network, state);
    this.validation = validation;
    this.best = state.flatMap(TrainingState::best);
    this.stepsDone = state.map(s -> s.optimizer().step()).orElse(0L);
    this.epoch = state.flatMap(TrainingState::part).orElseGet(EpochProgress::new);
    this.history = run.metricsOfFirst(state.map(TrainingState::epoch).orElse(0));
    this.events =
        EventFile.create(
            run.path().resolve(RunDirectory.TENSORBOARD),
            System.currentTimeMillis() / 1e3 - secondsBefore,
            history.stream().map(TrainingLoop::scalars).toList());
    this.loader = loader.apply(epoch);
  }

  /** A loop that begins at a state, at the weights the run was given, or at those of its seed. */
  static TrainingLoop open(
      RunDirectory run,
      Cohort cohort,
      Split split,
      Selection selection,
      FullVolumeValidation validation,
      TrainingListener listener,
      Optional<TrainingState> state,
      LongSupplier nanoTime) {
    TrainingConfig config = run.config();
    Map<String, FloatTensor> weights =
        state
            .map(TrainingState::weights)
            .or(run::initialWeights)
            .orElseGet(() -> ParameterCollector.initialise(config.network(), config.seed()));
    TorchNetwork network =
        TorchNetwork.create(
            config.network(), config.loss(), config.optimisation(), config.engine(), weights);
    try {
      TrainingBatches batches = TrainingBatches.of(cohort, split.training(), config, CACHE_BYTES);
      state.ifPresentOrElse(
          s -> network.restore(s.optimizer()), () -> calibrate(config, network, batches));
      int finished = state.map(TrainingState::epoch).orElse(0);
      return new TrainingLoop(
          run,
          selection,
          listener,
          state,
          network,
          validation,
          part -> batches.from(finished, part.batches()),
          nanoTime);
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** Uncertainties that are trained begin at what the first batches say. */
  private static void calibrate(
      TrainingConfig config, TorchNetwork network, TrainingBatches batches) {
    if (config.loss().weighting() instanceof Uncertainty uncertainty) {
      try (BatchLoader first = batches.from(0, 0)) {
        network.calibrate(
            Stream.generate(first::next).limit(uncertainty.calibrationBatches()).toList());
      }
    }
  }

  /**
   * Trains to the end.
   *
   * @throws CancellationException when the thread is interrupted or the process ends; what was done
   *     so far is saved then
   */
  RunSummary run() {
    Optional<End> end = end();
    try {
      while (end.isEmpty()) {
        trainEpoch();
        end = end();
      }
    } catch (CancellationException | DoseDataException e) {
      // A file that is read while its thread is interrupted fails to be read.
      if (e instanceof DoseDataException && !Thread.currentThread().isInterrupted()) {
        throw e;
      }
      save();
      CancellationException stopped =
          new CancellationException("interrupted; what was trained is saved");
      stopped.initCause(e);
      throw stopped;
    }
    Best achieved =
        best.orElseThrow(() -> new IllegalStateException("a run ends with a validated epoch"));
    RunSummary summary = RunSummary.of(selection.name(), achieved, history, end.get());
    run.writeSummary(summary);
    return summary;
  }

  /** The arrays the network holds natively; constant over epochs. */
  int nativeHandles() {
    return network.nativeHandles();
  }

  @Override
  public void close() {
    loader.close();
    network.close();
  }

  private void trainEpoch() {
    int number = history.size() + 1;
    double progress = clock.progress(history);
    double learningRate = trainSteps(number, cosine().learningRate(progress));
    Map<String, Double> errors = isValidated(number) ? validate(number) : Map.of();
    EpochMetrics metrics =
        new EpochMetrics(
            number,
            learningRate,
            epoch.meanTotal(),
            epoch.meanTerms(),
            epoch.skipped(),
            errors,
            clock.elapsedSeconds());
    Optional<Best> bestNow = errors.isEmpty() ? best : selection.update(best, number, errors);
    boolean improved = !bestNow.equals(best);
    List<EpochMetrics> rows = new ArrayList<>(history);
    rows.add(metrics);
    write(rows, progress, bestNow, improved);
    history = rows;
    best = bestNow;
    epoch = new EpochProgress();
    events.append(scalars(metrics));
    listener.epochFinished(metrics, improved, clock.remaining(history));
  }

  /**
   * The steps that the epoch still lacks.
   *
   * @return the learning rate of the last
   */
  private double trainSteps(int number, double learningRate) {
    int batches = loader.batchesPerEpoch();
    long start = System.nanoTime();
    double waitedBefore = loader.waitedSeconds();
    while (epoch.batches() < batches) {
      requireNotInterrupted();
      Batch batch = loader.next();
      try {
        StepLosses losses = network.step(batch, warmedUp(learningRate));
        stepsDone++;
        average.ifPresent(a -> a.update(stepsDone));
        epoch.add(losses);
        listener.stepFinished(number, epoch.batches(), batches, losses.total());
      } catch (NonFiniteLossException e) {
        List<String> ids = loader.caseIds(number - 1, epoch.batches());
        skip(number, ids, e);
        listener.batchSkipped(number, epoch.batches(), ids);
      }
    }
    if (epoch.steps() == 0) {
      throw DoseDataException.of(
          run.path().toString(),
          "no batch of epoch " + number + " with a finite loss",
          "some",
          "lower the learning rate or check the doses; " + lastGood());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double waited = loader.waitedSeconds() - waitedBefore;
    listener.batchesAwaited(number, waited > 0 ? waited / seconds : 0);
    return warmedUp(learningRate, stepsDone);
  }

  private void skip(int number, List<String> ids, NonFiniteLossException cause) {
    if (EpochMetrics.skippedBatches(history) + epoch.skipped()
        >= config.optimisation().skipBadBatches()) {
      throw DoseDataException.of(
              run.path().toString(),
              "%s, in batch %d of epoch %d, cases %s"
                  .formatted(cause.getMessage(), epoch.batches() + 1, number, ids),
              "a loss that stays finite",
              "check the doses of these cases, lower the learning rate, limit the gradient norm or"
                  + " allow for bad batches, and start a new run; "
                  + lastGood())
          .withCause(cause);
    }
    epoch.skip();
  }

  private String lastGood() {
    return history.isEmpty()
        ? "no checkpoint is written yet"
        : "the checkpoints of epoch %d are whole".formatted(history.size());
  }

  private Map<String, Double> validate(int number) {
    try (PatchModel model =
        average.isPresent()
            ? TorchPatchModel.load(run.description(), config, average.get().weights())
            : TorchPatchModel.viewOf(run.description(), network)) {
      return validation.evaluate(
          model,
          (done, cases) -> {
            requireNotInterrupted();
            listener.validationFinished(number, done, cases);
          });
    }
  }

  /** The state comes last: whatever is interrupted before is done again when the run resumes. */
  private void write(
      List<EpochMetrics> rows, double progress, Optional<Best> bestNow, boolean improved) {
    Map<String, FloatTensor> trained = network.weights();
    Optional<Map<String, FloatTensor>> mean = average.map(WeightAverage::weights);
    EpochMetrics metrics = rows.get(rows.size() - 1);
    JsonObject facts = facts(metrics, progress);
    try {
      if (improved) {
        run.writeCheckpoint(Checkpoint.BEST, mean.orElse(trained), facts);
      }
      run.writeCheckpoint(Checkpoint.LAST, mean.orElse(trained), facts);
      run.writeMetrics(rows);
      run.writeState(
          new TrainingState(
              metrics.epoch(),
              metrics.elapsedSeconds(),
              bestNow,
              Optional.empty(),
              trained,
              network.optimizerState(),
              mean));
    } catch (DoseDataException e) {
      throw DoseDataException.of(
              e.subject(), e.found(), e.expected(), e.remedy() + ", and resume; " + lastGood())
          .withCause(e);
    }
  }

  /** Saves the running epoch as far as it is, so that a resumed run goes on within it. */
  private void save() {
    boolean interrupted = Thread.interrupted();
    try {
      run.writeState(
          new TrainingState(
              history.size(),
              clock.elapsedSeconds(),
              best,
              Optional.of(epoch),
              network.weights(),
              network.optimizerState(),
              average.map(WeightAverage::weights)));
      listener.stopped(history.size() + 1, epoch.batches(), loader.batchesPerEpoch());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void requireNotInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  private JsonObject facts(EpochMetrics metrics, double progress) {
    JsonObject facts =
        JsonObject.create()
            .put("epoch", metrics.epoch())
            .put("step", stepsDone)
            .put("averaged", average.isPresent())
            .put(
                "rng",
                JsonObject.create().put("seed", config.seed()).put("epochs_drawn", metrics.epoch()))
            .put(
                "schedule",
                JsonObject.create()
                    .put("learning_rate", metrics.learningRate())
                    .put("progress", progress));
    return facts
        .put("val_mae_gy", metrics.validationMaeGy())
        .putNumberMap("validation", metrics.validation());
  }

  private CosineSchedule cosine() {
    return new CosineSchedule(
        config.optimisation().learningRate(), config.optimisation().minLearningRate());
  }

  /** The learning rate of the step after those done, from the epoch's. */
  private double warmedUp(double learningRate) {
    return warmedUp(learningRate, stepsDone + 1);
  }

  private double warmedUp(double learningRate, long step) {
    int warmup = config.optimisation().warmupSteps();
    return step < warmup ? learningRate * step / warmup : learningRate;
  }

  /** Why the run ends here, if it does; only after a validated epoch. */
  private Optional<End> end() {
    if (history.isEmpty() || !lastEpoch().isValidated()) {
      return Optional.empty();
    }
    if (history.size() >= config.schedule().epochs()) {
      return Optional.of(End.EPOCHS);
    }
    if (isPatienceOver(history.size())) {
      return Optional.of(End.PATIENCE);
    }
    return clock.isOver(history) ? Optional.of(End.TIME) : Optional.empty();
  }

  private boolean isValidated(int number) {
    return number % config.schedule().validateEvery() == 0
        || number >= config.schedule().epochs()
        || isPatienceOver(number)
        || clock.isOverAfterThisEpoch(history);
  }

  private boolean isPatienceOver(int number) {
    int patience = config.schedule().patience();
    return patience > 0 && best.isPresent() && number - best.get().epoch() >= patience;
  }

  private EpochMetrics lastEpoch() {
    return history.get(history.size() - 1);
  }

  private static EventFile.Scalars scalars(EpochMetrics metrics) {
    Map<String, Number> values = metrics.byColumn();
    values.remove(EpochMetrics.EPOCH_COLUMN);
    values.remove(EpochMetrics.ELAPSED_COLUMN);
    return new EventFile.Scalars(metrics.epoch(), metrics.elapsedSeconds(), values);
  }

  private static Optional<WeightAverage> average(
      TrainingConfig config, TorchNetwork network, Optional<TrainingState> state) {
    double decay = config.optimisation().averageDecay();
    if (decay == 0) {
      return Optional.empty();
    }
    return Optional.of(
        network.average(decay, state.flatMap(TrainingState::average).orElseGet(network::weights)));
  }
}

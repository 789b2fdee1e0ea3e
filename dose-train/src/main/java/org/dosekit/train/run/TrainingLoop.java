package org.dosekit.train.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.data.BatchLoader;
import org.dosekit.train.data.CaseSource;
import org.dosekit.train.data.PatchSampler;
import org.dosekit.train.engine.StepLosses;
import org.dosekit.train.engine.TorchNetwork;
import org.dosekit.train.run.FullVolumeValidation.Errors;
import org.dosekit.train.run.RunSummary.End;
import org.dosekit.train.run.TrainingState.Best;

/**
 * Epochs of steps, validation and checkpoints. What an epoch does depends on the state before it
 * alone: batches are drawn from seed and epoch, the network has no randomness of its own.
 */
final class TrainingLoop implements AutoCloseable {
  private final RunDirectory run;
  private final TrainingConfig config;
  private final TrainingListener listener;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final double secondsBefore;
  private final TorchNetwork network;
  private final Optional<WeightAverage> average;
  private final FullVolumeValidation validation;
  private final BatchLoader loader;
  private final List<EpochMetrics> history;
  private Optional<Best> best;
  private long stepsDone;

  private TrainingLoop(
      RunDirectory run,
      Cohort cohort,
      Split split,
      TrainingListener listener,
      Optional<TrainingState> state,
      TorchNetwork network,
      LongSupplier nanoTime) {
    this.run = run;
    this.config = run.config();
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.secondsBefore = state.map(TrainingState::elapsedSeconds).orElse(0.0);
    this.network = network;
    this.average = average(config, network, state);
    this.best = state.flatMap(TrainingState::best);
    this.stepsDone = state.map(s -> s.optimizer().step()).orElse(0L);
    int epoch = state.map(TrainingState::epoch).orElse(0);
    this.history = new ArrayList<>(history(run, epoch));
    long heap = Runtime.getRuntime().maxMemory();
    this.validation = FullVolumeValidation.of(cohort, split.validation(), config, heap / 5);
    CaseEncoder encoder = CaseEncoder.of(config.protocol(), config.encoding());
    this.loader =
        BatchLoader.start(
            split.training(),
            CaseSource.of(cohort, encoder, config.scoredRegions(), heap / 5 * 2),
            PatchSampler.of(encoder, config.samplingPlan(), config.scoredRegions()),
            config.seed(),
            epoch,
            0,
            config.patches().loaderThreads());
  }

  /** A loop that begins at a state, at the weights the run was given, or at those of its seed. */
  static TrainingLoop open(
      RunDirectory run,
      Cohort cohort,
      Split split,
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
            config.network(),
            config.loss(),
            config.optimisation().weightDecay(),
            config.engine(),
            weights);
    try {
      state.ifPresent(s -> network.restore(s.optimizer()));
      return new TrainingLoop(run, cohort, split, listener, state, network, nanoTime);
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** Trains to the end. */
  RunSummary run() {
    Optional<End> end = end();
    while (end.isEmpty()) {
      trainEpoch();
      end = end();
    }
    Best achieved =
        best.orElseThrow(() -> new IllegalStateException("a run ends with a validated epoch"));
    RunSummary summary =
        new RunSummary(
            achieved.maeGy(),
            achieved.epoch(),
            lastValidated().orElseThrow(),
            history.size(),
            history.get(history.size() - 1).elapsedSeconds() / 3600,
            end.get());
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
    int epoch = history.size() + 1;
    double progress = progress();
    double learningRate =
        new CosineSchedule(
                config.optimisation().learningRate(), config.optimisation().minLearningRate())
            .learningRate(progress);
    TermMeans losses = trainSteps(epoch, learningRate);
    Optional<Errors> errors = isValidated(epoch) ? Optional.of(validate(epoch)) : Optional.empty();
    EpochMetrics metrics =
        new EpochMetrics(
            epoch,
            learningRate,
            losses.total(),
            losses.terms(),
            errors.map(e -> OptionalDouble.of(e.loss())).orElseGet(OptionalDouble::empty),
            errors.map(e -> OptionalDouble.of(e.maeGy())).orElseGet(OptionalDouble::empty),
            elapsedSeconds());
    boolean improved =
        errors.isPresent() && (best.isEmpty() || errors.get().maeGy() < best.get().maeGy());
    if (improved) {
      best = errors.map(e -> new Best(epoch, e.maeGy()));
    }
    history.add(metrics);
    write(metrics, progress, improved);
    listener.epochFinished(metrics, improved, remaining());
  }

  private TermMeans trainSteps(int epoch, double learningRate) {
    TermMeans means = new TermMeans();
    int steps = loader.batchesPerEpoch();
    long start = System.nanoTime();
    double waitedBefore = loader.waitedSeconds();
    for (int step = 1; step <= steps; step++) {
      StepLosses losses = step(epoch, learningRate);
      stepsDone++;
      average.ifPresent(a -> a.add(network.weights(), stepsDone));
      means.add(losses);
      listener.stepFinished(epoch, step, steps, losses.total());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    listener.batchesAwaited(epoch, (loader.waitedSeconds() - waitedBefore) / seconds);
    return means;
  }

  private StepLosses step(int epoch, double learningRate) {
    var batch = loader.next();
    try {
      return network.step(batch, learningRate);
    } catch (IllegalStateException e) {
      throw DoseDataException.of(
              run.path().toString(),
              e.getMessage() + " in epoch " + epoch,
              "a loss that stays finite",
              "lower the learning rate or check the doses, and start a new run; checkpoints written"
                  + " before are whole")
          .withCause(e);
    }
  }

  private Errors validate(int epoch) {
    try (PatchModel model =
        average.isPresent()
            ? TorchPatchModel.load(run.description(), config, average.get().weights())
            : TorchPatchModel.viewOf(run.description(), network)) {
      return validation.evaluate(
          model, (done, cases) -> listener.validationFinished(epoch, done, cases));
    }
  }

  /** The state comes last: whatever is interrupted before is done again when the run resumes. */
  private void write(EpochMetrics metrics, double progress, boolean improved) {
    Map<String, FloatTensor> trained = network.weights();
    Optional<Map<String, FloatTensor>> mean = average.map(WeightAverage::weights);
    JsonObject facts = facts(metrics, progress);
    if (improved) {
      run.writeCheckpoint(Checkpoint.BEST, mean.orElse(trained), facts);
    }
    run.writeCheckpoint(Checkpoint.LAST, mean.orElse(trained), facts);
    run.writeMetrics(history);
    run.writeState(
        new TrainingState(
            metrics.epoch(),
            metrics.elapsedSeconds(),
            best,
            trained,
            network.optimizerState(),
            mean));
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
    return facts.put("val_mae_gy", metrics.validationMaeGy());
  }

  /** Why the run ends here, if it does; only after a validated epoch. */
  private Optional<End> end() {
    int epoch = history.size();
    if (epoch == 0 || history.get(epoch - 1).validationMaeGy().isEmpty()) {
      return Optional.empty();
    }
    if (epoch >= config.schedule().epochs()) {
      return Optional.of(End.EPOCHS);
    }
    if (isPatienceOver(epoch)) {
      return Optional.of(End.PATIENCE);
    }
    return isTimeOver(history.get(epoch - 1).elapsedSeconds(), longestEpochSeconds())
        ? Optional.of(End.TIME)
        : Optional.empty();
  }

  private boolean isValidated(int epoch) {
    double now = elapsedSeconds();
    double longest = Math.max(longestEpochSeconds(), now - secondsAtLastEpoch());
    return epoch % config.schedule().validateEvery() == 0
        || epoch >= config.schedule().epochs()
        || isPatienceOver(epoch)
        || isTimeOver(now, longest);
  }

  private boolean isPatienceOver(int epoch) {
    int patience = config.schedule().patience();
    return patience > 0 && best.isPresent() && epoch - best.get().epoch() >= patience;
  }

  private boolean isTimeOver(double seconds, double nextEpochSeconds) {
    double limit = config.schedule().maxMinutes() * 60;
    return limit > 0 && seconds + nextEpochSeconds > limit;
  }

  /** How far the run is before the next epoch, by epochs or by time, whichever is ahead. */
  private double progress() {
    double byEpochs = (double) history.size() / config.schedule().epochs();
    double limit = config.schedule().maxMinutes() * 60;
    return limit > 0 ? Math.min(1, Math.max(byEpochs, elapsedSeconds() / limit)) : byEpochs;
  }

  private Duration remaining() {
    double mean = secondsAtLastEpoch() / history.size();
    double seconds = (config.schedule().epochs() - history.size()) * mean;
    if (config.schedule().maxMinutes() > 0) {
      double left = config.schedule().maxMinutes() * 60 - secondsAtLastEpoch();
      seconds = Math.min(seconds, Math.max(0, left));
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private double elapsedSeconds() {
    return secondsBefore + (nanoTime.getAsLong() - startNanos) / 1e9;
  }

  private double secondsAtLastEpoch() {
    return history.isEmpty() ? 0 : history.get(history.size() - 1).elapsedSeconds();
  }

  private double longestEpochSeconds() {
    double longest = 0;
    double before = 0;
    for (EpochMetrics row : history) {
      longest = Math.max(longest, row.elapsedSeconds() - before);
      before = row.elapsedSeconds();
    }
    return longest;
  }

  private OptionalDouble lastValidated() {
    return history.stream()
        .map(EpochMetrics::validationMaeGy)
        .flatMapToDouble(OptionalDouble::stream)
        .reduce((earlier, later) -> later);
  }

  private static Optional<WeightAverage> average(
      TrainingConfig config, TorchNetwork network, Optional<TrainingState> state) {
    double decay = config.optimisation().averageDecay();
    if (decay == 0) {
      return Optional.empty();
    }
    return Optional.of(
        WeightAverage.startingAt(
            state.flatMap(TrainingState::average).orElseGet(network::weights), decay));
  }

  /** Rows beyond the state belong to an epoch that was interrupted and is done again. */
  private static List<EpochMetrics> history(RunDirectory run, int epoch) {
    List<EpochMetrics> rows = run.metrics();
    if (rows.size() < epoch) {
      throw DoseDataException.of(
          run.path().toString(),
          "metrics of " + rows.size() + " epochs",
          "metrics of the " + epoch + " finished epochs",
          "restore metrics.csv, or start a new run");
    }
    return rows.subList(0, epoch);
  }
}

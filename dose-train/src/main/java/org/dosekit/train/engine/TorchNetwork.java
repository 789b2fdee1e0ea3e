package org.dosekit.train.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.Parameter;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.loss.LossScript;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;
import org.dosekit.train.settings.Optimisation;

/**
 * A network in PyTorch with its AdamW state. Holds native memory: the one who created it closes it.
 * Thread-safe: one call runs at a time and uses all threads of the engine.
 *
 * <p>The arrays of a call belong to a manager that ends with the call; only parameters and moments
 * live on.
 */
public final class TorchNetwork implements AutoCloseable {
  private static final String PARAMETER_LIST = TorchScriptEmitter.PARAMETERS + "[]";

  /** Name of the mean fraction of a region inside its patch, among the terms of a step. */
  public static final String DVH_FRACTION = LossScript.DVH + "/fraction";

  private final NetworkSpec spec;
  private final EngineSettings settings;
  private final Loss loss;
  private final TrainingProgram program;
  private final TorchModule module;
  private final NDManager root;
  private final List<NDArray> parameters = new ArrayList<>();
  private final List<NDArray> firstMoments = new ArrayList<>();
  private final List<NDArray> secondMoments = new ArrayList<>();
  private final StagingBuffer channelStage = new StagingBuffer();
  private final StagingBuffer constraintStage = new StagingBuffer();
  private final StagingBuffer targetStage = new StagingBuffer();
  private final StagingBuffer weightStage = new StagingBuffer();
  private final RegionStage regionStage = new RegionStage();
  private final StagingBuffer stateStage = new StagingBuffer();
  private final LossState lossState;
  private long stepsDone;
  private boolean closed;

  private TorchNetwork(
      Engine engine,
      Device device,
      NetworkSpec spec,
      Loss loss,
      EngineSettings settings,
      TrainingProgram program) {
    this.spec = spec;
    this.loss = loss;
    this.settings = settings;
    this.program = program;
    this.module = TorchModule.load(engine, program.source(), device);
    this.root = engine.newBaseManager(device);
    try {
      this.lossState = new LossState(root, loss, spec.inChannels());
    } catch (RuntimeException | Error e) {
      root.close();
      module.close();
      throw e;
    }
  }

  /**
   * Loads a network with a fresh optimizer state.
   *
   * @param optimisation of which AdamW's weight decay and the limit of the gradient norm are the
   *     network's part
   * @param settings of steps and gradients; the threads are those of the engine
   * @param weights as {@link ParameterCollector} names them
   * @throws DoseDataException when a weight is missing, unknown or of another shape, or the
   *     engine's native library is missing
   */
  public static TorchNetwork create(
      NetworkSpec spec,
      Loss loss,
      Optimisation optimisation,
      EngineSettings settings,
      Map<String, FloatTensor> weights) {
    Map<String, FloatTensor> checked =
        ParameterCollector.requireWeights("weights of the network", spec, weights);
    TrainingProgram program = TrainingProgram.write(spec, loss, optimisation, settings);
    TorchNetwork network =
        new TorchNetwork(
            TorchEngine.start(),
            TorchEngine.device(settings.device()),
            spec,
            loss,
            settings,
            program);
    try {
      for (FloatTensor weight : checked.values()) {
        network.add(weight);
      }
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
    return network;
  }

  /**
   * One training step: loss, gradients and AdamW's update in one native call.
   *
   * @param learningRate at least 0
   * @return the losses before the update; without the terms that no patch could be scored by
   * @throws NonFiniteLossException when a loss or gradient is not finite, naming the step; nothing
   *     is updated then
   */
  public synchronized StepLosses step(Batch batch, double learningRate) {
    if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learning rate " + learningRate + "; finite, at least 0");
    }
    float[] values;
    try (NDManager call = subManager()) {
      NDList arguments = inputs(call, batch);
      arguments.addAll(lossState.moments());
      arguments.add(call.full(new Shape(), (float) learningRate, DataType.FLOAT32));
      arguments.add(call.full(new Shape(), stepsDone + 1, DataType.FLOAT32));
      arguments.addAll(parameters);
      arguments.addAll(firstMoments);
      arguments.addAll(secondMoments);
      values =
          module
              .call(
                  TrainingProgram.STEP,
                  arguments,
                  true,
                  () -> StepMemory.smaller(spec, batch.patch(), batch.size(), settings))
              .head()
              .toFloatArray();
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    for (int t = 0; t < program.terms().size(); t++) {
      if (!Float.isNaN(values[t + 1])) {
        terms.put(program.terms().get(t), (double) values[t + 1]);
      }
    }
    batch.regions().meanFraction().ifPresent(mean -> terms.put(DVH_FRACTION, mean));
    boolean finite = values[values.length - 1] == 1;
    if (!finite) {
      throw new NonFiniteLossException(
          "loss or gradient not finite at step %d: loss %s, of %s"
              .formatted(stepsDone + 1, values[0], terms));
    }
    stepsDone++;
    return new StepLosses(values[0], terms);
  }

  /**
   * Runs the network without gradients.
   *
   * @param channels (N, C, Y, X, Z) flat
   * @param patch each size a multiple of 16
   * @param constraints (N, K) flat
   * @return normalised dose (N, 1, Y, X, Z) flat, not clamped
   */
  public synchronized float[] forward(
      float[] channels, int batchSize, GridShape patch, float[] constraints) {
    PatchShapes.require(patch);
    try (NDManager call = subManager()) {
      NDList arguments = networkInputs(call, channels, batchSize, patch, constraints);
      arguments.addAll(parameters);
      return module.call(TrainingProgram.FORWARD, arguments, false).head().toFloatArray();
    }
  }

  /** The gradient of the total loss by parameter; changes nothing. */
  public synchronized Map<String, FloatTensor> gradients(Batch batch) {
    try (NDManager call = subManager()) {
      NDList arguments = inputs(call, batch);
      arguments.addAll(parameters);
      return download("", module.call(TrainingProgram.GRADIENTS, arguments, true));
    }
  }

  /** A copy of the weights, in the order of the network. */
  public synchronized Map<String, FloatTensor> weights() {
    requireOpen();
    return download("", parameters);
  }

  /**
   * A moving average of the weights, kept beside them.
   *
   * @param decay in [0, 1)
   * @param start what it begins with, as {@link ParameterCollector} names it
   * @throws DoseDataException when that is not of this network
   */
  public synchronized WeightAverage average(double decay, Map<String, FloatTensor> start) {
    requireOpen();
    return new WeightAverage(
        this,
        decay,
        ParameterCollector.requireWeights("average of the weights", spec, start).values().stream()
            .map(weight -> upload(weight, "average[]"))
            .toList());
  }

  /** The weights themselves, while the network is open. */
  List<NDArray> parameters() {
    requireOpen();
    return parameters;
  }

  /** A copy of the optimizer's state. */
  public synchronized OptimizerState optimizerState() {
    requireOpen();
    Map<String, FloatTensor> moments = download(OptimizerState.FIRST_MOMENT, firstMoments);
    moments.putAll(download(OptimizerState.SECOND_MOMENT, secondMoments));
    moments.putAll(lossState.save());
    return new OptimizerState(moments, stepsDone);
  }

  /**
   * Takes over a saved optimizer state.
   *
   * @throws DoseDataException when it is not of this network; nothing is changed then
   */
  public synchronized void restore(OptimizerState state) {
    requireOpen();
    List<FloatTensor> first = moments(OptimizerState.FIRST_MOMENT, state);
    List<FloatTensor> second = moments(OptimizerState.SECOND_MOMENT, state);
    if (state.moments().size() != first.size() + second.size() + lossState.tensorCount()
        || !lossState.canRestore(state.moments())) {
      throw foreignState(state.moments().size() + " tensors");
    }
    for (int i = 0; i < parameters.size(); i++) {
      replace(firstMoments, i, first.get(i));
      replace(secondMoments, i, second.get(i));
    }
    lossState.restore(state.moments());
    stepsDone = state.step();
  }

  /**
   * Sets the uncertainty of each part of the loss to the root of its mean over the batches that
   * have it; a part that none has keeps uncertainty 1. Does nothing where the parts have fixed
   * weights.
   *
   * @param batches at least one
   * @throws NonFiniteLossException when a part is not finite
   */
  public synchronized void calibrate(List<Batch> batches) {
    if (!(loss.weighting() instanceof LossWeighting.Uncertainty uncertainty)) {
      return;
    }
    List<float[]> parts = new ArrayList<>();
    for (Batch batch : batches) {
      try (NDManager call = subManager()) {
        NDList arguments = inputs(call, batch);
        arguments.addAll(parameters);
        parts.add(module.call(TrainingProgram.PARTS, arguments, false).head().toFloatArray());
      }
    }
    lossState.calibrate(uncertainty, parts);
  }

  /** The arrays held natively between calls; constant over steps. */
  public synchronized int nativeHandles() {
    return root.getManagedArrays().size();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      root.close();
      module.close();
    }
  }

  private NDManager subManager() {
    requireOpen();
    return root.newSubManager();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the network is closed");
    }
  }

  private NDList inputs(NDManager call, Batch batch) {
    NDList arguments =
        networkInputs(call, batch.channels(), batch.size(), batch.patch(), batch.constraints());
    Shape maps = maps(batch.size(), 1, batch.dosePatch());
    arguments.add(targetStage.stage(call, FloatBuffer.wrap(batch.target()), maps));
    arguments.add(weightStage.stage(call, FloatBuffer.wrap(batch.weight()), maps));
    if (!loss.regions().isEmpty()) {
      requireRegions(batch.regions());
      arguments.addAll(regionStage.stage(call, batch.regions()));
    }
    arguments.addAll(lossState.read());
    return arguments;
  }

  private void requireRegions(RegionVoxels regions) {
    if (regions.regions() != loss.regions().size()) {
      throw new IllegalArgumentException(
          "a batch with %d regions; the loss reads %d: %s"
              .formatted(regions.regions(), loss.regions().size(), loss.regions()));
    }
  }

  private NDList networkInputs(
      NDManager call, float[] channels, int batchSize, GridShape patch, float[] constraints) {
    Shape maps = maps(batchSize, spec.inChannels(), patch);
    Shape vectors = new Shape(batchSize, spec.constraintCount());
    if (channels.length != maps.size() || constraints.length != vectors.size()) {
      throw new IllegalArgumentException(
          "lengths differ: channels %d, constraints %d != %s, %s of %s"
              .formatted(channels.length, constraints.length, maps, vectors, spec));
    }
    return new NDList(
        channelStage.stage(call, FloatBuffer.wrap(channels), maps),
        constraintStage.stage(call, FloatBuffer.wrap(constraints), vectors));
  }

  private static Shape maps(int batchSize, int channels, GridShape patch) {
    return new Shape(batchSize, channels, patch.ny(), patch.nx(), patch.nz());
  }

  private void add(FloatTensor weight) {
    NDArray parameter = upload(weight, PARAMETER_LIST);
    parameter.setRequiresGradient(true);
    parameters.add(parameter);
    firstMoments.add(zeros(parameter.getShape(), "m[]"));
    secondMoments.add(zeros(parameter.getShape(), "v[]"));
  }

  private NDArray zeros(Shape shape, String list) {
    NDArray array = root.zeros(shape, DataType.FLOAT32);
    array.setName(list);
    return array;
  }

  /** A tensor in memory of the engine's own. */
  private NDArray upload(FloatTensor tensor, String list) {
    try (NDManager call = root.newSubManager()) {
      NDArray staged = stateStage.stage(call, tensor.values(), shape(tensor.shape()));
      NDArray array = staged.duplicate();
      array.attach(root);
      array.setName(list);
      return array;
    }
  }

  private void replace(List<NDArray> arrays, int index, FloatTensor value) {
    NDArray old = arrays.get(index);
    arrays.set(index, upload(value, old.getName()));
    old.close();
  }

  /** A copy of arrays, one a parameter. */
  Map<String, FloatTensor> download(String prefix, List<NDArray> arrays) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < arrays.size(); i++) {
      Parameter parameter = program.parameters().get(i);
      tensors.put(
          prefix + parameter.name(),
          FloatTensor.of(arrays.get(i).toFloatArray(), parameter.shape()));
    }
    return tensors;
  }

  private List<FloatTensor> moments(String prefix, OptimizerState state) {
    List<FloatTensor> moments = new ArrayList<>();
    for (Parameter parameter : program.parameters()) {
      String name = prefix + parameter.name();
      FloatTensor moment = state.moments().get(name);
      if (moment == null || !Arrays.equals(moment.shape(), parameter.shape())) {
        throw foreignState(name + (moment == null ? " missing" : " of " + moment));
      }
      moments.add(moment);
    }
    return moments;
  }

  private DoseDataException foreignState(String found) {
    return DoseDataException.of(
        "optimizer state",
        found,
        "two moments of each parameter of " + spec,
        "resume with the files of one checkpoint");
  }

  private static Shape shape(int[] dimensions) {
    return new Shape(Arrays.stream(dimensions).asLongStream().toArray());
  }
}

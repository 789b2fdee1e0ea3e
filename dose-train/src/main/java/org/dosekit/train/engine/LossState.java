package org.dosekit.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.loss.LossScript;
import org.dosekit.train.loss.VggScript;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting.Uncertainty;

/**
 * What a loss reads beside the batch, and what it trains itself with the moments of that. The
 * arrays belong to the network's manager.
 */
final class LossState {
  private final NDManager root;
  private final List<String> names = new ArrayList<>();
  private final List<NDArray> fixed = new ArrayList<>();

  /** Value, first and second moment of each trained tensor. */
  private final List<NDArray> values = new ArrayList<>();

  private final List<NDArray> firstMoments = new ArrayList<>();
  private final List<NDArray> secondMoments = new ArrayList<>();

  LossState(NDManager root, Loss loss, int inChannels) {
    this.root = root;
    if (loss.vgg().isOn()) {
      String file = loss.vgg().weightsFile();
      for (FloatTensor weight : VggScript.weights(file, TensorFile.read(Path.of(file)))) {
        fixed.add(array(weight, "vgg[]"));
      }
    }
    LossScript.trained(loss, inChannels)
        .forEach(
            (name, initial) -> {
              FloatTensor zeros = FloatTensor.of(new float[initial.size()], initial.shape());
              String list = name.equals(LossScript.LOG_SIGMA) ? "s" : "q";
              names.add(name);
              values.add(array(initial, list + "[]"));
              firstMoments.add(array(zeros, list + "m[]"));
              secondMoments.add(array(zeros, list + "v[]"));
            });
  }

  /** The arguments that {@link LossScript#arguments} names behind the regions. */
  NDList read() {
    NDList arguments = new NDList(fixed);
    arguments.addAll(values);
    return arguments;
  }

  /** The moments, which a step changes. */
  NDList moments() {
    NDList arguments = new NDList(firstMoments);
    arguments.addAll(secondMoments);
    return arguments;
  }

  /** The number of tensors that are saved. */
  int tensorCount() {
    return 3 * names.size();
  }

  /** Values and moments by the names they have in an {@link OptimizerState}. */
  Map<String, FloatTensor> save() {
    Map<String, FloatTensor> saved = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = OptimizerState.LOSS + names.get(i);
      saved.put(name, tensor(values.get(i)));
      saved.put(OptimizerState.FIRST_MOMENT + name, tensor(firstMoments.get(i)));
      saved.put(OptimizerState.SECOND_MOMENT + name, tensor(secondMoments.get(i)));
    }
    return saved;
  }

  /** Whether tensors of these names and shapes are all there. */
  boolean canRestore(Map<String, FloatTensor> saved) {
    return save().entrySet().stream()
        .allMatch(
            e -> {
              FloatTensor found = saved.get(e.getKey());
              return found != null && Arrays.equals(found.shape(), e.getValue().shape());
            });
  }

  /** Takes over what {@link #canRestore} found. */
  void restore(Map<String, FloatTensor> saved) {
    for (int i = 0; i < names.size(); i++) {
      String name = OptimizerState.LOSS + names.get(i);
      replace(values, i, saved, name);
      replace(firstMoments, i, saved, OptimizerState.FIRST_MOMENT + name);
      replace(secondMoments, i, saved, OptimizerState.SECOND_MOMENT + name);
    }
  }

  /** Sets the log-sigmas to {@link #logSigmas}. */
  void calibrate(Uncertainty uncertainty, List<float[]> parts) {
    float[] logSigmas = logSigmas(uncertainty, parts);
    Map<String, FloatTensor> state = save();
    state.put(
        OptimizerState.LOSS + LossScript.LOG_SIGMA, FloatTensor.of(logSigmas, logSigmas.length));
    restore(state);
  }

  /**
   * The logarithm of the root of each part's mean over the batches that have it, 0 for a part that
   * none has, within the bounds.
   *
   * @param parts by batch, at least one
   */
  static float[] logSigmas(Uncertainty uncertainty, List<float[]> parts) {
    float[] logSigmas = new float[parts.get(0).length];
    for (int i = 0; i < logSigmas.length; i++) {
      double sum = 0;
      int count = 0;
      for (float[] batch : parts) {
        if (!Float.isFinite(batch[i])) {
          throw new NonFiniteLossException(
              "loss not finite in calibration: parts " + Arrays.toString(batch));
        }
        sum += batch[i];
        count += batch[i] > 0 ? 1 : 0;
      }
      double value = count == 0 ? 0 : 0.5 * Math.log(sum / count);
      logSigmas[i] =
          (float)
              Math.min(
                  uncertainty.highestLogSigma(), Math.max(uncertainty.lowestLogSigma(), value));
    }
    return logSigmas;
  }

  private void replace(
      List<NDArray> arrays, int index, Map<String, FloatTensor> saved, String name) {
    FloatTensor value = saved.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    NDArray old = arrays.get(index);
    arrays.set(index, array(value, old.getName()));
    old.close();
  }

  private NDArray array(FloatTensor tensor, String list) {
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    try (NDManager staging = root.newSubManager()) {
      NDArray staged = staging.create(tensor.values(), new Shape(shape), DataType.FLOAT32);
      NDArray array = staged.duplicate();
      array.attach(root);
      array.setName(list);
      return array;
    }
  }

  private static FloatTensor tensor(NDArray array) {
    int[] shape = Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
    return FloatTensor.of(array.toFloatArray(), shape);
  }
}

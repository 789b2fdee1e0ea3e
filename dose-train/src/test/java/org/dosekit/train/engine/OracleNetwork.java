package org.dosekit.train.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.UNet3d;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.VoxelLoss;

/** A network run by {@link NdArrayOps}, its loss by the definitions, differentiated by DJL. */
final class OracleNetwork {
  private static final int[] SMOOTH = {1, 2, 1};
  private static final int[] DIFFERENCE = {-1, 0, 1};

  private final NetworkSpec spec;
  private final Map<String, FloatTensor> weights;

  OracleNetwork(NetworkSpec spec, Map<String, FloatTensor> weights) {
    this.spec = spec;
    this.weights = weights;
  }

  /** What the oracle finds. */
  record Result(float[] dose, double loss, Map<String, FloatTensor> gradients) {}

  Result run(Batch batch, Loss terms) {
    Engine engine = TorchEngine.start();
    try (NDManager manager = engine.newBaseManager()) {
      Map<String, NDArray> parameters = new LinkedHashMap<>();
      weights.forEach((name, tensor) -> parameters.put(name, parameter(manager, tensor)));
      float[] dose;
      double lossValue;
      try (GradientCollector collector = engine.newGradientCollector()) {
        List<NDArray> doses =
            UNet3d.of(spec)
                .doses(
                    new NdArrayOps(manager, parameters),
                    manager.create(batch.channels(), maps(batch, spec.inChannels())),
                    manager.create(
                        batch.constraints(), new Shape(batch.size(), spec.constraintCount())));
        NDArray target = manager.create(batch.target(), maps(batch, 1));
        NDArray weight = manager.create(batch.weight(), maps(batch, 1));
        NDArray prediction = doses.get(doses.size() - 1);
        NDArray loss = loss(terms, prediction, target, weight);
        for (NDArray earlier : doses.subList(0, doses.size() - 1)) {
          loss = loss.add(loss(terms, earlier, target, weight).mul(0.5f));
        }
        collector.backward(loss);
        dose = prediction.toFloatArray();
        lossValue = loss.getFloat();
      }
      Map<String, FloatTensor> gradients = new LinkedHashMap<>();
      parameters.forEach((name, parameter) -> gradients.put(name, gradient(parameter)));
      return new Result(dose, lossValue, gradients);
    }
  }

  private static NDArray loss(Loss terms, NDArray prediction, NDArray target, NDArray weight) {
    NDArray error = prediction.sub(target);
    NDArray voxel = terms.voxel() == VoxelLoss.MSE ? error.square() : error.abs();
    NDArray negative = prediction.neg().maximum(0);
    NDArray total =
        mean(voxel, weight).add(mean(negative, weight).mul((float) terms.negativeDose()));
    if (terms.gradient() > 0) {
      NDArray counted = weight.gt(0).toType(weight.getDataType(), false);
      NDArray difference =
          sobel(prediction.mul(counted)).sub(sobel(target.mul(counted))).abs().mean();
      total = total.add(difference.mul((float) terms.gradient()));
    }
    return total;
  }

  private static NDArray mean(NDArray values, NDArray weight) {
    return values.mul(weight).sum().div(weight.sum());
  }

  /** Three gradient volumes by the three 3^3 kernels, each divided by its absolute sum. */
  private static NDArray sobel(NDArray volume) {
    float[] kernels = new float[3 * 27];
    for (int axis = 0; axis < 3; axis++) {
      for (int tap = 0; tap < 27; tap++) {
        int[] at = {tap / 9, tap / 3 % 3, tap % 3};
        int product = 1;
        for (int i = 0; i < 3; i++) {
          product *= i == axis ? DIFFERENCE[at[i]] : SMOOTH[at[i]];
        }
        kernels[axis * 27 + tap] = product / 32f;
      }
    }
    NDManager manager = volume.getManager();
    NDArray bank = manager.create(kernels, new Shape(3, 1, 3, 3, 3));
    Shape one = new Shape(1, 1, 1);
    return Conv3d.conv3d(volume, bank, manager.zeros(new Shape(3)), one, one, one)
        .singletonOrThrow();
  }

  private static NDArray parameter(NDManager manager, FloatTensor tensor) {
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    NDArray parameter = manager.create(tensor.toArray(), new Shape(shape));
    parameter.setRequiresGradient(true);
    return parameter;
  }

  private static FloatTensor gradient(NDArray parameter) {
    int[] shape =
        Arrays.stream(parameter.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
    return FloatTensor.of(parameter.getGradient().toFloatArray(), shape);
  }

  private static Shape maps(Batch batch, int channels) {
    return new Shape(
        batch.size(), channels, batch.patch().ny(), batch.patch().nx(), batch.patch().nz());
  }
}

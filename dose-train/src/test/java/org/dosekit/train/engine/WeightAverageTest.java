package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(3, 4, 2);
  private static final Map<String, FloatTensor> WEIGHTS = ParameterCollector.initialise(SPEC, 42);

  private TorchNetwork network;

  @BeforeEach
  void open() {
    network =
        TorchNetwork.create(
            SPEC,
            new Loss(VoxelLoss.L1, 0, 0, false),
            Optimisation.STANDARD,
            EngineSettings.of(Precision.FP32),
            WEIGHTS);
  }

  @AfterEach
  void close() {
    network.close();
  }

  /** From weights + 1 towards weights that stay: the distance falls by half a step. */
  @Test
  void averageFollowsTheGeometricSeries() {
    WeightAverage average = network.average(0.5, raisedByOne());
    // From step 8 on, (1 + n) / (10 + n) is at least 0.5.
    for (int step = 8; step < 12; step++) {
      average.update(step);
    }
    assertRaisedBy(Math.pow(0.5, 4), average);
  }

  @Test
  void earlyStepsForgetTheInitialWeights() {
    WeightAverage average = network.average(0.999, raisedByOne());
    average.update(1);
    assertRaisedBy(2.0 / 11, average);
  }

  @Test
  void averageFollowsTheStepsOfTheNetworkAndLeavesItAlone() {
    WeightAverage average = network.average(0.9, WEIGHTS);
    int handles = network.nativeHandles();
    network.step(Tensors.batch(SPEC, 1, GridShape.cube(16), 1), 1e-2);
    Map<String, FloatTensor> trained = network.weights();
    average.update(1000);
    trained.forEach(
        (name, tensor) -> {
          float[] now = tensor.toArray();
          float[] before = get(WEIGHTS, name).toArray();
          float[] mean = get(average.weights(), name).toArray();
          assertArrayEquals(now, get(network.weights(), name).toArray());
          for (int i = 0; i < now.length; i++) {
            assertEquals(0.9 * before[i] + 0.1 * now[i], mean[i], 1e-6);
          }
        });
    assertEquals(handles, network.nativeHandles());
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    Map<String, FloatTensor> other =
        ParameterCollector.initialise(NetworkSpec.baseline(3, 8, 2), 1);
    assertThrows(DoseDataException.class, () -> network.average(0.9, other));
  }

  private static Map<String, FloatTensor> raisedByOne() {
    Map<String, FloatTensor> raised = new LinkedHashMap<>();
    WEIGHTS.forEach(
        (name, tensor) -> {
          float[] values = tensor.toArray();
          for (int i = 0; i < values.length; i++) {
            values[i]++;
          }
          raised.put(name, FloatTensor.of(values, tensor.shape()));
        });
    return raised;
  }

  private static void assertRaisedBy(double expected, WeightAverage average) {
    Map<String, FloatTensor> found = average.weights();
    WEIGHTS.forEach(
        (name, tensor) -> {
          float[] weights = tensor.toArray();
          float[] mean = get(found, name).toArray();
          for (int i = 0; i < mean.length; i++) {
            assertEquals(expected, mean[i] - weights[i], 1e-6, name);
          }
        });
  }

  private static FloatTensor get(Map<String, FloatTensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}

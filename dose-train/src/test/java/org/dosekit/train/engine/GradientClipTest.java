package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;

/** AdamW's first moment after one step is a tenth of the gradient it was given. */
class GradientClipTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(3, 4, 2);
  private static final Batch BATCH = Tensors.batch(SPEC, 2, GridShape.cube(16), 3);

  @Test
  void gradientsBeyondTheNormAreScaledDownTogether() {
    Map<String, FloatTensor> gradients = gradients();
    double norm = norm(gradients);
    double limit = norm / 3;

    Map<String, FloatTensor> moments = momentsAfterAStep(limit);

    // torch.nn.utils.clip_grad_norm_: limit / (norm + 1e-6).
    double factor = limit / (norm + 1e-6);
    gradients.forEach(
        (name, gradient) -> {
          float[] expected = gradient.toArray();
          float[] moment = moment(moments, name);
          for (int i = 0; i < expected.length; i++) {
            assertEquals(0.1 * factor * expected[i], moment[i], 1e-6 * norm, name);
          }
        });
  }

  @Test
  void gradientsWithinTheNormAreAsTheyAre() {
    Map<String, FloatTensor> free = momentsAfterAStep(0);
    Map<String, FloatTensor> limited = momentsAfterAStep(10 * norm(gradients()));
    free.forEach(
        (name, moment) -> assertArrayEquals(moment.toArray(), Tensors.values(limited, name), name));
  }

  private static Map<String, FloatTensor> gradients() {
    try (TorchNetwork network = network(0)) {
      return network.gradients(BATCH);
    }
  }

  private static Map<String, FloatTensor> momentsAfterAStep(double maxNorm) {
    try (TorchNetwork network = network(maxNorm)) {
      network.step(BATCH, 1e-3);
      return network.optimizerState().moments();
    }
  }

  private static TorchNetwork network(double maxNorm) {
    return TorchNetwork.create(
        SPEC,
        new Loss(VoxelLoss.MSE, 0, 0, false),
        Optimisation.STANDARD.withMaxGradientNorm(maxNorm),
        EngineSettings.of(Precision.FP32),
        ParameterCollector.initialise(SPEC, 42));
  }

  private static float[] moment(Map<String, FloatTensor> moments, String name) {
    return Optional.ofNullable(moments.get(OptimizerState.FIRST_MOMENT + name))
        .orElseThrow()
        .toArray();
  }

  private static double norm(Map<String, FloatTensor> gradients) {
    double sum = 0;
    for (FloatTensor gradient : gradients.values()) {
      for (float g : gradient.toArray()) {
        sum += (double) g * g;
      }
    }
    return Math.sqrt(sum);
  }
}

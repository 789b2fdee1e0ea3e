package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.AdversarialLoss;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting.Uncertainty;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;

class AdversarialLossTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(3, 4, 2);
  private static final Batch BATCH = Tensors.batch(SPEC, 2, GridShape.cube(16), 1);
  private static final Map<String, FloatTensor> WEIGHTS = ParameterCollector.initialise(SPEC, 42);
  private static final Loss LOSS =
      new Loss(VoxelLoss.L1, 0, 0, false).withAdversarial(new AdversarialLoss(0.5, 4, 1e-3, 1));

  private static TorchNetwork network(Loss loss, Map<String, FloatTensor> weights) {
    return TorchNetwork.create(
        SPEC, loss, Optimisation.STANDARD, EngineSettings.of(Precision.FP32), weights);
  }

  /** Of a judge that says b of everything: (b - 1)^2, and half of that and b^2 for itself. */
  @Test
  void lossesAreThoseOfLeastSquares() {
    try (TorchNetwork network = network(LOSS, WEIGHTS)) {
      Map<String, FloatTensor> state = new LinkedHashMap<>(network.optimizerState().moments());
      state.replaceAll(
          (name, tensor) ->
              name.startsWith("x.discriminator")
                  ? FloatTensor.of(new float[tensor.size()], tensor.shape())
                  : tensor);
      state.put("x.discriminator.conv3.bias", FloatTensor.of(new float[] {0.25f}, 1));
      network.restore(new OptimizerState(state, 0));
      StepLosses losses = network.step(BATCH, 0);
      assertEquals(0.75 * 0.75, term(losses, "adversarial"), 1e-6);
      assertEquals((0.75 * 0.75 + 0.25 * 0.25) / 2, term(losses, "discriminator"), 1e-6);
      assertEquals(term(losses, "l1") + 0.5 * 0.75 * 0.75, losses.total(), 1e-5);
    }
  }

  @Test
  void discriminatorLearnsWhileTheNetworkStandsStill() {
    try (TorchNetwork network = network(LOSS, WEIGHTS)) {
      double first = term(network.step(BATCH, 0), "discriminator");
      double last = first;
      for (int i = 0; i < 30; i++) {
        last = term(network.step(BATCH, 0), "discriminator");
      }
      assertTrue(last < 0.7 * first, first + " -> " + last);
      assertEquals(WEIGHTS.keySet(), network.weights().keySet(), "it is not exported");
    }
  }

  @Test
  void networkLearnsToDeceive() {
    Loss loss = LOSS.withAdversarial(new AdversarialLoss(10, 4, 1e-12, 1));
    try (TorchNetwork network = network(loss, WEIGHTS)) {
      double first = term(network.step(BATCH, 1e-3), "adversarial");
      double last = first;
      for (int i = 0; i < 15; i++) {
        last = term(network.step(BATCH, 1e-3), "adversarial");
      }
      assertTrue(last < first, first + " -> " + last);
    }
  }

  @Test
  void restoredStateContinuesExactly() {
    Loss loss = LOSS.withWeighting(Uncertainty.STANDARD);
    Map<String, FloatTensor> weights;
    OptimizerState state;
    StepLosses expected;
    try (TorchNetwork network = network(loss, WEIGHTS)) {
      network.step(BATCH, 1e-3);
      weights = network.weights();
      state = network.optimizerState();
      network.step(BATCH, 1e-3);
      expected = network.step(BATCH, 1e-3);
    }
    try (TorchNetwork network = network(loss, weights)) {
      network.restore(state);
      network.step(BATCH, 1e-3);
      assertEquals(expected, network.step(BATCH, 1e-3));
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new AdversarialLoss(-1, 4, 1e-4, 1));
    assertThrows(IllegalArgumentException.class, () -> new AdversarialLoss(1, 0, 1e-4, 1));
    assertThrows(IllegalArgumentException.class, () -> new AdversarialLoss(1, 4, 0, 1));
  }

  private static double term(StepLosses losses, String name) {
    return Objects.requireNonNull(losses.terms().get(name), name);
  }
}

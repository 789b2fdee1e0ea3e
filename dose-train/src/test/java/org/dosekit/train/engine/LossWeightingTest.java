package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.LossWeighting;
import org.dosekit.train.settings.LossWeighting.Uncertainty;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.StructureLoss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;

class LossWeightingTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(3, 4, 2);
  private static final Loss LOSS = new Loss(VoxelLoss.MSE, 0.1, 0.1, false);
  private static final Batch BATCH = Tensors.batch(SPEC, 1, GridShape.cube(16), 1);
  private static final Map<String, FloatTensor> WEIGHTS = ParameterCollector.initialise(SPEC, 42);

  private static TorchNetwork network(double lowest, double highest) {
    return create(LOSS.withWeighting(new Uncertainty(1, lowest, highest)), WEIGHTS);
  }

  private static TorchNetwork create(Loss loss, Map<String, FloatTensor> weights) {
    return TorchNetwork.create(
        SPEC, loss, new Optimisation(1e-4, 0, 0.5, 0), EngineSettings.of(Precision.FP32), weights);
  }

  /** By the formula: sum L / (2 sigma^2) + log sigma. */
  @Test
  void totalIsThatOfKendall() {
    try (TorchNetwork network = network(-7, 3)) {
      set(network, -1.5f, -2);
      StepLosses losses = network.step(BATCH, 0);
      double base = term(losses, "mse") + 0.1 * term(losses, "negative_dose");
      double expected =
          base / 2 * Math.exp(3) - 1.5 + term(losses, "gradient") / 2 * Math.exp(4) - 2;
      assertEquals(expected, losses.total(), 1e-5);
      assertEquals(Math.exp(-1.5), term(losses, "sigma/base"), 1e-6);
      assertEquals(Math.exp(-2), term(losses, "sigma/gradient"), 1e-6);
    }
  }

  /** AdamW's first step goes the rate against the gradient's sign; weight decay would add to it. */
  @Test
  void logSigmasStepAgainstTheirGradientWithoutDecay() {
    try (TorchNetwork network = network(-7, 3)) {
      set(network, -5, 2);
      network.step(BATCH, 1e-3);
      float[] found = sigmas(network.optimizerState()).toArray();
      assertEquals(-5 + 1e-3, found[0], 1e-5, "a part that is large against its sigma");
      assertEquals(2 - 1e-3, found[1], 1e-5, "a part that is small against its sigma");
    }
  }

  /** AdamW's momentum from a step before would move it. */
  @Test
  void partThatIsZeroDoesNotMoveItsLogSigma() {
    Loss loss = LOSS.withStructure(new StructureLoss(0, 1, List.of("PTV70"), List.of()));
    Batch inTarget = withTargetVoxels(0, 1);
    try (TorchNetwork network = create(loss.withWeighting(new Uncertainty(1, -7, 3)), WEIGHTS)) {
      network.step(inTarget, 1e-2);
      float[] before = sigmas(network.optimizerState()).toArray();
      StepLosses losses = network.step(withTargetVoxels(), 1e-2);
      float[] after = sigmas(network.optimizerState()).toArray();
      assertEquals(0, term(losses, "asymmetric_target"));
      assertEquals(3, after.length, "base, gradient, structures");
      assertTrue(before[2] != 0 && before[0] != after[0] && before[1] != after[1]);
      assertEquals(before[2], after[2]);
    }
  }

  private static Batch withTargetVoxels(int... voxels) {
    return new Batch(
        BATCH.size(),
        BATCH.patch(),
        BATCH.refinement(),
        BATCH.channels(),
        BATCH.constraints(),
        BATCH.target(),
        BATCH.weight(),
        new RegionVoxels(
            1,
            voxels,
            new int[] {voxels.length},
            new float[] {70},
            new float[] {1},
            OptionalDouble.empty()));
  }

  @Test
  void logSigmasStayWithinTheirBounds() {
    try (TorchNetwork network = network(0.85, 0.95)) {
      set(network, 0.9f, 0.9f);
      for (int i = 0; i < 3; i++) {
        network.step(BATCH, 0.1);
      }
      for (float value : sigmas(network.optimizerState()).toArray()) {
        assertTrue(value >= 0.85f && value <= 0.95f, "log sigma " + value);
      }
    }
  }

  @Test
  void calibrationMakesEveryPartCountHalf() {
    try (TorchNetwork network = network(-20, 20)) {
      network.calibrate(List.of(BATCH));
      StepLosses losses = network.step(BATCH, 0);
      double base = term(losses, "mse") + 0.1 * term(losses, "negative_dose");
      assertEquals(Math.sqrt(base), term(losses, "sigma/base"), 1e-4 * Math.sqrt(base));
      double expected = 1 + Math.log(term(losses, "sigma/base") * term(losses, "sigma/gradient"));
      assertEquals(expected, losses.total(), 1e-4);
    }
  }

  /** Means 2 and 8 of the batches that have the part; the third part is in none. */
  @Test
  void batchesWithoutAPartDoNotCountForItsCalibration() {
    List<float[]> parts = List.of(new float[] {1, 0, 0}, new float[] {3, 8, 0});
    assertArrayEquals(
        new float[] {(float) (Math.log(2) / 2), (float) (Math.log(8) / 2), 0},
        LossState.logSigmas(new Uncertainty(2, -7, 3), parts),
        1e-6f);
  }

  @Test
  void calibrationRefusesALossThatIsNotFinite() {
    assertThrows(
        NonFiniteLossException.class,
        () -> LossState.logSigmas(new Uncertainty(1, -7, 3), List.of(new float[] {1, Float.NaN})));
  }

  @Test
  void restoredStateContinuesExactly() {
    Map<String, FloatTensor> weights;
    OptimizerState state;
    StepLosses expected;
    try (TorchNetwork network = network(-7, 3)) {
      network.calibrate(List.of(BATCH));
      network.step(BATCH, 1e-2);
      weights = network.weights();
      state = network.optimizerState();
      network.step(BATCH, 1e-2);
      expected = network.step(BATCH, 1e-2);
    }
    assertEquals(WEIGHTS.keySet(), weights.keySet(), "no sigma among exported weights");
    try (TorchNetwork network = create(LOSS.withWeighting(new Uncertainty(1, -7, 3)), weights)) {
      network.restore(state);
      network.step(BATCH, 1e-2);
      assertEquals(expected, network.step(BATCH, 1e-2));
    }
  }

  @Test
  void stateOfAnotherWeightingIsRefused() {
    try (TorchNetwork fixed = create(LOSS, WEIGHTS);
        TorchNetwork uncertain = network(-7, 3)) {
      assertThrows(DoseDataException.class, () -> uncertain.restore(fixed.optimizerState()));
      assertThrows(DoseDataException.class, () -> fixed.restore(uncertain.optimizerState()));
    }
  }

  @Test
  void boundsMustBeInOrder() {
    assertThrows(IllegalArgumentException.class, () -> new Uncertainty(1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Uncertainty(0, -7, 3));
    assertEquals(new LossWeighting.Fixed(), LOSS.weighting());
  }

  private static void set(TorchNetwork network, float... logSigmas) {
    OptimizerState state = network.optimizerState();
    Map<String, FloatTensor> moments = new LinkedHashMap<>(state.moments());
    moments.put("x.log_sigma", FloatTensor.of(logSigmas, logSigmas.length));
    network.restore(new OptimizerState(moments, 0));
  }

  private static FloatTensor sigmas(OptimizerState state) {
    return Objects.requireNonNull(state.moments().get("x.log_sigma"));
  }

  private static double term(StepLosses losses, String name) {
    return Objects.requireNonNull(losses.terms().get(name), name);
  }
}

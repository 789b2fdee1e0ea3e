package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The generated program against the same network run operation by operation. */
class TorchNetworkOracleTest {
  /** Unequal sizes show a mix-up of axes. */
  private static final GridShape PATCH = new GridShape(16, 48, 32);

  /** Rounding, amplified by the normalisation of six voxels at the bottom of this patch. */
  private static final double DOSE_TOLERANCE = 5e-5;

  @ParameterizedTest
  @CsvSource({
    "9, 4, 13, 2, MSE, 0.1, 0",
    "1, 3, 1, 1, MSE, 0.1, 0.1",
    "12, 8, 3, 2, L1, 0, 0.5",
    "10, 4, 13, 2, MSE, 0.1, 0.1",
  })
  void doseLossAndGradientsAgreeWithTheOracle(
      int channels,
      int base,
      int constraints,
      int size,
      VoxelLoss voxel,
      double negative,
      double gradient) {
    assertAgrees(
        NetworkSpec.baseline(channels, base, constraints),
        size,
        new Loss(voxel, negative, gradient, false));
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void everyArchitectureAgreesWithTheOracle(Architecture architecture) {
    NetworkSpec spec = NetworkSpec.baseline(11, 4, 13).withArchitecture(architecture);
    assertAgrees(spec, 2, new Loss(VoxelLoss.MSE, 0.1, 0.1, false));
  }

  private static void assertAgrees(NetworkSpec spec, int size, Loss loss) {
    Tensors.assertOnOneOfThreeDraws(
        seed ->
            assertAgrees(spec, loss, Tensors.weighted(Tensors.batch(spec, size, PATCH, seed), 7)));
  }

  private static void assertAgrees(NetworkSpec spec, Loss loss, Batch batch) {
    Map<String, FloatTensor> weights = ParameterCollector.initialise(spec, 5);
    OracleNetwork.Result expected = new OracleNetwork(spec, weights).run(batch, loss);
    try (TorchNetwork network =
        TorchNetwork.create(
            spec, loss, Optimisation.STANDARD, EngineSettings.of(Precision.FP32), weights)) {
      Tensors.assertClose(
          expected.dose(),
          network.forward(batch.channels(), batch.size(), batch.patch(), batch.constraints()),
          DOSE_TOLERANCE,
          "dose");
      Tensors.assertGradientsClose(expected.gradients(), network.gradients(batch));
      assertEquals(
          expected.loss(), network.step(batch, 0).total(), 1e-5 * Math.abs(expected.loss()));
    }
  }
}

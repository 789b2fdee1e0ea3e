package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.tensorfile.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

class SlidingWindowReferenceTest {
  @Test
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void windowOverTheNetworkIsThatOfTheOriginal() {
    // PyTorch 2.13: patch 16, overlap 8, volume 40x36x28, base 4.
    Path folder = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
    TensorFile expected = TensorFile.read(folder.resolve("window_case.safetensors"));
    TrainingConfig config =
        TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 4, GridShape.cube(16));
    ModelDescription description =
        new ModelDescription(
            NetworkSpec.baseline(9, 4, 13),
            config.protocol(),
            config.encoding(),
            config.window(),
            Map.of());
    GridShape shape = new GridShape(40, 36, 28);
    int voxels = shape.voxelCount();
    float[] condition = expected.tensor("condition").toArray();
    float[][] channels = new float[9][];
    for (int c = 0; c < channels.length; c++) {
      channels[c] = Arrays.copyOfRange(condition, c * voxels, (c + 1) * voxels);
    }

    float[] dose;
    try (PatchModel model =
        TorchPatchModel.load(
            description,
            config,
            TensorFile.read(folder.resolve("window_net.safetensors")).tensors())) {
      dose =
          config
              .window()
              .apply(
                  model,
                  channels,
                  shape,
                  expected.tensor("constraints").toArray(),
                  Progress.SILENT);
    }

    assertArrayEquals(expected.tensor("blended").toArray(), dose, 1e-5f);
  }
}

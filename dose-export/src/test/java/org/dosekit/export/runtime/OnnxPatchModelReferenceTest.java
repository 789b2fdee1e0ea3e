package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.Arrays;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.StateDict;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported networks in ONNX Runtime against outputs of the original's PyTorch code. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OnnxPatchModelReferenceTest {
  private static final float TOLERANCE = 1e-5f;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unet_baseline",
        "unet_baseline_in10",
        "unet_attention",
        "unet_bottleneck_attention"
      })
  void exportedNetworkGivesTheOutputOfTheOriginal(String network) {
    TensorFile reference = read(network + "_case");
    FloatTensor volumes = reference.tensor("condition");
    FloatTensor constraints = reference.tensor("constraints");
    FloatTensor outputs = reference.tensor("output");
    int[] shape = volumes.shape();
    GridShape patch = new GridShape(shape[2], shape[3], shape[4]);
    try (OnnxPatchModel model = export(network)) {
      for (int sample = 0; sample < shape[0]; sample++) {
        float[] dose =
            model.predict(
                part(volumes, sample, shape[0]), patch, part(constraints, sample, shape[0]));
        assertArrayEquals(part(outputs, sample, shape[0]), dose, TOLERANCE);
      }
    }
  }

  @Test
  void slidingWindowGivesTheVolumeOfTheOriginal() {
    TensorFile reference = read("window_case");
    FloatTensor volume = reference.tensor("condition");
    int[] shape = volume.shape();
    GridShape grid = new GridShape(shape[2], shape[3], shape[4]);
    float[][] channels = new float[shape[1]][];
    for (int c = 0; c < channels.length; c++) {
      channels[c] = part(volume, c, channels.length);
    }
    SlidingWindow window = SlidingWindow.halfOverlapping(GridShape.cube(16));
    try (OnnxPatchModel model = export("window_net")) {
      float[] dose =
          window.apply(
              model, channels, grid, reference.tensor("constraints").toArray(), Progress.SILENT);
      assertArrayEquals(reference.tensor("blended").toArray(), dose, TOLERANCE);
    }
  }

  private OnnxPatchModel export(String network) {
    StateDict weights = StateDict.read(reference(network));
    Path file = folder.resolve(network + ".onnx");
    OnnxExporter.write(TestModels.description(weights.spec()), weights.weights(), file);
    return OnnxPatchModel.open(file);
  }

  private static TensorFile read(String name) {
    return TensorFile.read(reference(name));
  }

  private static Path reference(String name) {
    return Path.of(System.getenv("DOSEKIT_DATA"), "reference", "pytorch", name + ".safetensors");
  }

  private static float[] part(FloatTensor tensor, int index, int parts) {
    int size = tensor.size() / parts;
    return Arrays.copyOfRange(tensor.toArray(), index * size, (index + 1) * size);
  }
}

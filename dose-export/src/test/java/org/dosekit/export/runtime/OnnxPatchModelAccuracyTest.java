package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.export.NaivePatchModel;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.ExportPrecision;
import org.dosekit.export.onnx.ExportTarget;
import org.dosekit.export.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported networks in ONNX Runtime against the same networks computed in doubles. */
class OnnxPatchModelAccuracyTest {
  private static final float TOLERANCE = 1e-5f;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} channels, base {1}, {2} constraints, {3}x{4}x{5}")
  @CsvSource({
    "1, 1, 1, 16, 16, 16",
    "9, 4, 13, 16, 32, 48",
    "10, 3, 13, 32, 16, 16",
    "12, 2, 3, 32, 32, 32",
    "2, 5, 4, 48, 16, 32",
  })
  void exportedNetworkComputesWhatItsDefinitionSays(
      int channels, int base, int constraints, int ny, int nx, int nz) {
    NetworkSpec spec = NetworkSpec.baseline(channels, base, constraints);
    GridShape patch = new GridShape(ny, nx, nz);
    float[] volume = TestModels.input(channels * patch.voxelCount(), 1);
    assertMatchesDefinition(spec, patch, volume);
  }

  /** Unequal sizes show a mix-up of axes; the bottleneck then has tokens of two patches' shapes. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void everyArchitectureComputesWhatItsDefinitionSays(Architecture architecture) {
    NetworkSpec spec = NetworkSpec.baseline(3, 2, 4).withArchitecture(architecture);
    for (GridShape patch : List.of(new GridShape(16, 32, 48), new GridShape(32, 32, 16))) {
      assertMatchesDefinition(spec, patch, TestModels.input(3 * patch.voxelCount(), 1));
    }
  }

  /**
   * Half precision has 11 bits and rounds at every layer: ten such roundings at the worst voxel. A
   * trained network is held to {@link ExportForm#gateGy} by each export.
   */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void everyFormComputesWhatTheDefinitionSays(Architecture architecture) {
    NetworkSpec spec = NetworkSpec.baseline(3, 4, 4).withArchitecture(architecture);
    GridShape patch = new GridShape(16, 32, 48);
    float[] volume = TestModels.input(3 * patch.voxelCount(), 1);
    ExportForm gpu = ExportForm.STANDARD.withTarget(ExportTarget.GPU);
    assertMatchesDefinition(spec, patch, volume, gpu, 1e-4f);
    for (ExportForm form : List.of(ExportForm.STANDARD, gpu)) {
      assertMatchesDefinition(
          spec, patch, volume, form.withPrecision(ExportPrecision.FP16), 10f / (1 << 11));
    }
  }

  @Test
  void valuesFarFromZeroCostNoAccuracy() {
    // Means far above the deviations, where E[x^2] - E[x]^2 cancels.
    GridShape patch = GridShape.cube(64);
    float[] volume = TestModels.input(patch.voxelCount(), 1);
    for (int i = 0; i < volume.length; i++) {
      volume[i] += 10;
    }
    assertMatchesDefinition(NetworkSpec.baseline(1, 2, 3), patch, volume);
  }

  private void assertMatchesDefinition(NetworkSpec spec, GridShape patch, float[] volume) {
    assertMatchesDefinition(spec, patch, volume, ExportForm.STANDARD, TOLERANCE);
  }

  private void assertMatchesDefinition(
      NetworkSpec spec, GridShape patch, float[] volume, ExportForm form, float tolerance) {
    ModelDescription description = TestModels.description(spec);
    Map<String, FloatTensor> weights = TestModels.weights(spec, 7);
    float[] constraints = TestModels.input(spec.constraintCount(), 2);
    float[] expected =
        new NaivePatchModel(description, weights).predict(volume, patch, constraints);

    Path file = folder.resolve("model.onnx");
    OnnxExporter.write(description, weights, form, file, temporary -> {});
    try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
      assertArrayEquals(expected, model.predict(volume, patch, constraints), tolerance);
    }
  }
}

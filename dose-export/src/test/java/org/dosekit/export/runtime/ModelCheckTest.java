package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.export.NaivePatchModel;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(2, 3, 4);
  private static final GridShape PATCH = new GridShape(16, 16, 32);
  private static final double DOSE_SCALE_GY = 70;
  private static final double GATE_GY = 0.01;
  private static final List<ModelCheck.Sample> SAMPLES = List.of(sample(1), sample(2));

  @Test
  void exportedModelPassesAgainstItsOwnWeightsAndFailsAgainstOthers(@TempDir Path folder) {
    ModelDescription description = TestModels.description(SPEC);
    Map<String, FloatTensor> weights = TestModels.weights(SPEC, 1);
    Path file = folder.resolve("model.onnx");
    OnnxExporter.write(description, weights, file);
    PatchModel same = new NaivePatchModel(description, weights);
    PatchModel other = new NaivePatchModel(description, TestModels.weights(SPEC, 2));
    try (OnnxPatchModel exported = OnnxPatchModel.open(file)) {
      assertTrue(ModelCheck.compare(same, exported, SAMPLES, DOSE_SCALE_GY).within(GATE_GY));
      assertFalse(ModelCheck.compare(other, exported, SAMPLES, DOSE_SCALE_GY).within(GATE_GY));
    }
  }

  @Test
  void differencesAreInGrayAndOverAllSamples() {
    // One voxel of each patch is 0.5 off, 35 Gy.
    PatchModel zero = constant(0, 0);
    ModelCheck check = ModelCheck.compare(zero, constant(0, 0.5f), SAMPLES, DOSE_SCALE_GY);

    assertEquals(2L * PATCH.voxelCount(), check.voxels());
    assertEquals(35, check.maxDifferenceGy(), 1e-12);
    assertEquals(35.0 / PATCH.voxelCount(), check.meanDifferenceGy(), 1e-12);
    assertFalse(check.within(34.9));
    assertTrue(check.within(35));
  }

  @Test
  void sidesMayBeSwapped() {
    ModelCheck there = ModelCheck.compare(constant(0.2f, 1), constant(0.3f, 0), SAMPLES, 70);
    ModelCheck back = ModelCheck.compare(constant(0.3f, 0), constant(0.2f, 1), SAMPLES, 70);
    assertEquals(there, back);
  }

  @Test
  void nanIsNoPass() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThrows(
          DoseDataException.class,
          () -> ModelCheck.compare(constant(0, 0), constant(0, value), SAMPLES, DOSE_SCALE_GY));
      assertThrows(
          DoseDataException.class,
          () -> ModelCheck.compare(constant(value, 0), constant(0, 0), SAMPLES, DOSE_SCALE_GY));
    }
  }

  @Test
  void checkWithoutSamplesOrScaleIsRefused() {
    PatchModel model = constant(0, 0);
    assertThrows(
        IllegalArgumentException.class, () -> ModelCheck.compare(model, model, List.of(), 70));
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class, () -> ModelCheck.compare(model, model, SAMPLES, scale));
    }
  }

  private static ModelCheck.Sample sample(long seed) {
    return new ModelCheck.Sample(
        TestModels.input(2 * PATCH.voxelCount(), seed), PATCH, TestModels.input(4, seed));
  }

  /** Answers {@code everywhere}, but {@code atOneVoxel} in the middle. */
  private static PatchModel constant(float everywhere, float atOneVoxel) {
    return new PatchModel() {
      @Override
      public ModelDescription description() {
        return TestModels.description(SPEC);
      }

      @Override
      public float[] predict(float[] channels, GridShape patch, float[] constraints) {
        float[] dose = new float[patch.voxelCount()];
        Arrays.fill(dose, everywhere);
        dose[patch.voxelCount() / 2] = atOneVoxel;
        return dose;
      }

      @Override
      public void close() {}
    };
  }
}

package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.engine.LossProbe.Found;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VggLoss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class VggLossTest {
  private static final int[][] LAYERS = {
    {0, 3, 64},
    {2, 64, 64},
    {5, 64, 128},
    {7, 128, 128},
    {10, 128, 256},
    {12, 256, 256},
    {14, 256, 256}
  };
  private static final GridShape SHAPE = new GridShape(16, 16, 9);

  @TempDir Path folder;

  @Test
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void valueAndGradientAreTheOriginals() {
    Path reference = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
    TensorFile file = TensorFile.read(reference.resolve("losses_case.safetensors"));
    String name = "vgg_slices_stride8_random_weights";
    double expected =
        JsonObject.read(reference.resolve("losses_expected.json")).object(name).number("loss");
    Path weights = reference.resolve("vgg16_random_relu3_3.safetensors");
    float[] target = file.tensor("target").toArray();
    Found found =
        LossProbe.of(loss(weights), 2, GridShape.cube(32))
            .evaluate(
                "vgg",
                file.tensor("prediction").toArray(),
                target,
                ones(target.length),
                RegionVoxels.none(2));
    assertEquals(expected, value(found), 1e-4 * expected);
    float[] gradient = file.tensor("grad." + name).toArray();
    double largest = 0;
    for (float g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    Tensors.assertClose(gradient, found.gradient(), 1e-3 * largest, name);
  }

  @Test
  void everyEighthSliceCounts() {
    Path weights = write(randomWeights());
    SplittableRandom random = new SplittableRandom(1);
    float[] target = new float[SHAPE.voxelCount()];
    float[] prediction = new float[SHAPE.voxelCount()];
    for (int i = 0; i < target.length; i++) {
      target[i] = (float) random.nextDouble();
      prediction[i] = i % SHAPE.nz() % 8 == 0 ? target[i] : (float) random.nextDouble();
    }
    Found same = evaluate(weights, prediction, target);
    assertEquals(0, value(same));
    prediction[SHAPE.index(5, 5, 8)] += 1;
    Found other = evaluate(weights, prediction, target);
    assertTrue(value(other) > 0);
    for (int i = 0; i < target.length; i++) {
      assertTrue(i % SHAPE.nz() % 8 == 0 || other.gradient()[i] == 0, "gradient at " + i);
    }
  }

  @Test
  void fileOfOtherWeightsIsRefused() {
    Map<String, FloatTensor> tensors = randomWeights();
    tensors.put("features.5.bias", FloatTensor.of(new float[64], 64));
    DoseDataException wrong = assertThrows(DoseDataException.class, () -> network(write(tensors)));
    assertTrue(wrong.toString().contains("features.5.bias"), wrong.toString());
    tensors.remove("features.0.weight");
    DoseDataException absent = assertThrows(DoseDataException.class, () -> network(write(tensors)));
    assertTrue(absent.toString().contains("features.0.weight"), absent.toString());
    assertThrows(IllegalArgumentException.class, () -> new VggLoss(1, ""));
  }

  @Test
  void stepTrainsWithIt() {
    NetworkSpec spec = NetworkSpec.baseline(3, 4, 2);
    try (TorchNetwork network = network(write(randomWeights()))) {
      StepLosses losses = network.step(Tensors.batch(spec, 1, GridShape.cube(16), 1), 1e-3);
      assertTrue(Objects.requireNonNull(losses.terms().get("vgg")) > 0);
    }
  }

  private static TorchNetwork network(Path weights) {
    NetworkSpec spec = NetworkSpec.baseline(3, 4, 2);
    return TorchNetwork.create(
        spec,
        loss(weights),
        new Optimisation(1e-4, 0, 0, 0),
        EngineSettings.of(Precision.FP32),
        ParameterCollector.initialise(spec, 1));
  }

  private static Found evaluate(Path weights, float[] prediction, float[] target) {
    return LossProbe.of(loss(weights), 1, SHAPE)
        .evaluate("vgg", prediction, target, ones(target.length), RegionVoxels.none(1));
  }

  private static Loss loss(Path weights) {
    return new Loss(VoxelLoss.MSE, 0, 0, false).withVgg(new VggLoss(1, weights.toString()));
  }

  private Path write(Map<String, FloatTensor> tensors) {
    Path file = folder.resolve("vgg.safetensors");
    new TensorFile(tensors, Map.of()).write(file);
    return file;
  }

  private static Map<String, FloatTensor> randomWeights() {
    SplittableRandom random = new SplittableRandom(3);
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (int[] layer : LAYERS) {
      float[] kernel = new float[layer[2] * layer[1] * 9];
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] = (float) (random.nextDouble(-1, 1) / Math.sqrt(layer[1] * 9));
      }
      String name = "features." + layer[0];
      weights.put(name + ".weight", FloatTensor.of(kernel, layer[2], layer[1], 3, 3));
      weights.put(name + ".bias", FloatTensor.of(new float[layer[2]], layer[2]));
    }
    return weights;
  }

  private static double value(Found found) {
    return Objects.requireNonNull(found.losses().get("vgg"));
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }
}

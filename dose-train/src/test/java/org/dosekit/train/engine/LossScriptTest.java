package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.engine.LossProbe.Found;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loss alone, as a program of prediction, target and weight. */
class LossScriptTest {
  private static final Loss ORIGINAL = new Loss(VoxelLoss.MSE, 0.1, 0.1, false);
  private static final GridShape SHAPE = new GridShape(4, 6, 5);

  @ParameterizedTest
  @CsvSource({
    "mse, mse, grad.mse",
    "negative_dose, negative_dose, grad.negative_dose",
    "gradient, gradient_sobel, grad.gradient_sobel"
  })
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void termsAndTheirGradientsAreTheOriginals(String term, String expected, String gradient) {
    Path folder = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
    TensorFile file = TensorFile.read(folder.resolve("losses_case.safetensors"));
    double loss =
        JsonObject.read(folder.resolve("losses_expected.json")).object(expected).number("loss");
    int[] shape = file.tensor("target").shape();
    float[] target = file.tensor("target").toArray();
    Found found =
        evaluate(
            ORIGINAL,
            term,
            shape[0],
            new GridShape(shape[2], shape[3], shape[4]),
            file.tensor("prediction").toArray(),
            target,
            ones(target.length));
    assertEquals(loss, value(found, term), 1e-5 * loss);
    float[] reference = file.tensor(gradient).toArray();
    double largest = 0;
    for (float g : reference) {
      largest = Math.max(largest, Math.abs(g));
    }
    Tensors.assertClose(reference, found.gradient(), 1e-4 * largest, gradient);
  }

  @Test
  void totalIsTheSumOfTermsTimesFactors() {
    float[] prediction = random(1);
    Found found =
        evaluate(ORIGINAL, "total", 1, SHAPE, prediction, random(2), ones(prediction.length));
    assertEquals(
        value(found, "mse") + 0.1 * value(found, "negative_dose") + 0.1 * value(found, "gradient"),
        value(found, "total"),
        1e-6);
  }

  @Test
  void voxelTermsAreMeansOverWeights() {
    float[] prediction = random(1);
    float[] target = random(2);
    float[] weight = random(3);
    double mse = 0;
    double l1 = 0;
    double negative = 0;
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      weight[i] = Math.max(weight[i], 0);
      double error = prediction[i] - target[i];
      mse += weight[i] * error * error;
      l1 += weight[i] * Math.abs(error);
      negative += weight[i] * Math.max(-prediction[i], 0);
      sum += weight[i];
    }
    Found squared = evaluate(ORIGINAL, "mse", 1, SHAPE, prediction, target, weight);
    assertEquals(mse / sum, value(squared, "mse"), 1e-6);
    assertEquals(negative / sum, value(squared, "negative_dose"), 1e-6);
    Loss absolute = new Loss(VoxelLoss.L1, 0, 0, false);
    assertEquals(
        l1 / sum,
        value(evaluate(absolute, "l1", 1, SHAPE, prediction, target, weight), "l1"),
        1e-6);
  }

  @Test
  void voxelsOfWeightZeroChangeNothing() {
    float[] weight = ones(SHAPE.voxelCount());
    float[] prediction = random(1);
    float[] other = prediction.clone();
    for (int i = 0; i < weight.length; i += 3) {
      weight[i] = 0;
      other[i] += 5;
    }
    Found found = evaluate(ORIGINAL, "total", 1, SHAPE, prediction, random(2), weight);
    Found changed = evaluate(ORIGINAL, "total", 1, SHAPE, other, random(2), weight);
    assertEquals(found.losses(), changed.losses());
    for (int i = 0; i < weight.length; i += 3) {
      assertTrue(found.gradient()[i] == 0, "gradient at " + i);
    }
  }

  /**
   * One voxel of error 1 inside zeros: each separable kernel spreads it over 27 voxels, 9 of them
   * times 0, with the absolute sum 32; divided by 32 it is 1.
   */
  @Test
  void gradientOfOneWrongVoxelIsOneOverTheVoxelCount() {
    float[] prediction = new float[SHAPE.voxelCount()];
    prediction[SHAPE.index(2, 3, 2)] = 1;
    Found found =
        evaluate(
            ORIGINAL,
            "gradient",
            1,
            SHAPE,
            prediction,
            new float[prediction.length],
            ones(prediction.length));
    assertEquals(1.0 / SHAPE.voxelCount(), value(found, "gradient"), 1e-9);
  }

  @Test
  void factorsMustBeFiniteAndNotNegative() {
    assertThrows(IllegalArgumentException.class, () -> new Loss(VoxelLoss.L1, -0.1, 0, false));
    assertThrows(
        IllegalArgumentException.class, () -> new Loss(VoxelLoss.L1, 0, Double.NaN, false));
  }

  private static Found evaluate(
      Loss terms,
      String differentiated,
      int size,
      GridShape shape,
      float[] prediction,
      float[] target,
      float[] weight) {
    return LossProbe.of(terms, size, shape)
        .evaluate(differentiated, prediction, target, weight, RegionVoxels.none(size));
  }

  private static double value(Found found, String name) {
    Double value = found.losses().get(name);
    if (value == null) {
      throw new AssertionError("no term " + name);
    }
    return value;
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[SHAPE.voxelCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}

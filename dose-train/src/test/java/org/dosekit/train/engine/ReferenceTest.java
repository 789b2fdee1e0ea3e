package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.StateDict;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against outputs of the original's own PyTorch code. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class ReferenceTest {
  private static final Loss MSE_ONLY = new Loss(VoxelLoss.MSE, 0, 0, false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unet_baseline",
        "unet_baseline_in10",
        "unet_attention",
        "unet_bottleneck_attention"
      })
  void doseAndGradientsAreTheOriginals(String model) {
    StateDict weights = StateDict.read(folder().resolve(model + ".safetensors"));
    TensorFile reference = read(model + "_case");
    Batch batch = batch(reference, 0, 1);
    try (TorchNetwork network =
        TorchNetwork.create(
            weights.spec(),
            MSE_ONLY,
            Optimisation.STANDARD,
            EngineSettings.of(Precision.FP32),
            weights.weights())) {
      Tensors.assertClose(
          reference.tensor("output").toArray(),
          network.forward(batch.channels(), batch.size(), batch.patch(), batch.constraints()),
          1e-5,
          "dose");
      Tensors.assertGradientsClose(gradients(reference), network.gradients(batch));
      double mse = reference.tensor("mse").toArray()[0];
      assertEquals(mse, network.step(batch, 1e-3).total(), 1e-6 * mse);
    }
  }

  @Test
  void twentyStepsOfTrainingFollowTheOriginals() throws IOException {
    TensorFile initial = read("trajectory_init");
    NetworkSpec spec = StateDict.read(folder().resolve("trajectory_init.safetensors")).spec();
    TensorFile cases = read("trajectory_case");
    JsonObject expected =
        JsonObject.parse(
            "trajectory",
            "{\"steps\":" + Files.readString(folder().resolve("trajectory_expected.json")) + "}");
    List<JsonObject> steps = expected.objects("steps", step -> step);
    assertEquals(20, steps.size());
    try (TorchNetwork network =
        TorchNetwork.create(
            spec,
            MSE_ONLY,
            Optimisation.STANDARD,
            EngineSettings.of(Precision.FP32),
            initial.tensors())) {
      for (JsonObject step : steps) {
        int[] members = Arrays.stream(step.integers("batch")).mapToInt(Math::toIntExact).toArray();
        double loss = network.step(batch(cases, members), step.number("lr")).total();
        assertEquals(step.number("loss"), loss, 1e-4 * step.number("loss"), step.toText());
      }
      assertSamePath(initial, read("trajectory_final"), network.weights());
    }
  }

  /**
   * Rounding grows from step to step (Adam divides gradients by their size): the final weights may
   * be apart by a hundredth of the way they went. Biases before a normalisation have no gradient
   * but rounding and go anywhere.
   */
  private static void assertSamePath(
      TensorFile initial, TensorFile last, Map<String, FloatTensor> weights) {
    double apart = 0;
    double way = 0;
    for (String name : last.tensors().keySet()) {
      if (name.matches(".*\\.conv[12]\\.bias")) {
        continue;
      }
      float[] from = initial.tensor(name).toArray();
      float[] expected = last.tensor(name).toArray();
      float[] found = Tensors.values(weights, name);
      for (int i = 0; i < from.length; i++) {
        apart += Math.pow(found[i] - expected[i], 2);
        way += Math.pow(expected[i] - from[i], 2);
      }
    }
    assertTrue(Math.sqrt(apart / way) < 0.01, "apart by " + Math.sqrt(apart / way));
  }

  private static Map<String, FloatTensor> gradients(TensorFile reference) {
    Map<String, FloatTensor> gradients = new LinkedHashMap<>();
    reference
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("grad.")) {
                gradients.put(name.substring("grad.".length()), tensor);
              }
            });
    return gradients;
  }

  private static Batch batch(TensorFile file, int... members) {
    int[] shape = file.tensor("condition").shape();
    GridShape patch = new GridShape(shape[2], shape[3], shape[4]);
    float[] target = take(file.tensor("target"), members);
    float[] weight = new float[target.length];
    Arrays.fill(weight, 1);
    return new Batch(
        members.length,
        patch,
        1,
        take(file.tensor("condition"), members),
        take(file.tensor("constraints"), members),
        target,
        weight);
  }

  /** Some members of the outermost dimension. */
  private static float[] take(FloatTensor tensor, int... members) {
    int length = tensor.size() / tensor.shape()[0];
    float[] all = tensor.toArray();
    float[] taken = new float[members.length * length];
    IntStream.range(0, members.length)
        .forEach(i -> System.arraycopy(all, members[i] * length, taken, i * length, length));
    return taken;
  }

  private static TensorFile read(String name) {
    return TensorFile.read(folder().resolve(name + ".safetensors"));
  }

  private static Path folder() {
    return Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
  }
}

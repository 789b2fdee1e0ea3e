package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The benchmarks of inference, on a network too small to tell anything but that they work. */
class BenchCommandsTest {
  private static Answer inference(Object... more) {
    Object[] small = {"bench", "inference", "--base", 2, "--patch", 32, "--runs", 1, "--json"};
    return dose(Stream.of(small, more).flatMap(Arrays::stream).toArray());
  }

  @Test
  void inferenceIsTimedBesideTheTrainingEngineAndAWholePredictionAfterIt() {
    Answer answer = inference("--threads", 1, "--volume", "40x40x32", "--gate-ratio", 1e6);
    assertDone(answer);
    JsonObject told = JsonObject.parse("stdout", answer.out());
    JsonObject runtime = told.object("onnx_runtime");
    JsonObject engine = told.object("training_engine");
    assertEquals(
        runtime.number("median_s") / engine.number("median_s"), told.number("ratio"), 1e-9);
    assertEquals(
        told.number("gigaflop_per_patch") / runtime.number("median_s"),
        runtime.number("gflops"),
        1e-9);
    double rest = told.object("prediction").number("rest");
    assertTrue(rest > 0 && rest < 1, answer.out());
    assertTrue(told.number("max_difference_gy") < told.number("gate_gy"), answer.out());
    assertEquals(List.of(true), told.objects("gates", gate -> gate.bool("met")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryOfOnnxRuntimeIsHeldToItsGateAlone() {
    Answer answer = inference("--alone", "--gate-memory-mb", 1);
    assertEquals(ExitCodes.GATE_NOT_MET, answer.exitCode(), answer.err());
    assertTrue(answer.err().contains("peak MB"), answer.err());
    JsonObject told = JsonObject.parse("stdout", answer.out());
    // No JVM takes less than 10 MB, and none here has more memory than 1 TB.
    assertTrue(told.number("peak_rss_mb") > 10 && told.number("peak_rss_mb") < 1e6, answer.out());
  }

  @Test
  void missedGatesAreNamedAfterTheResultIsPrinted() {
    Answer answer = inference("--volume", "32x32x32", "--gate-ratio", 1e-6, "--gate-rest", 1e-6);
    assertEquals(ExitCodes.GATE_NOT_MET, answer.exitCode(), answer.err());
    assertTrue(answer.err().contains("ratio"), answer.err());
    assertTrue(answer.err().contains("rest"), answer.err());
    JsonObject told = JsonObject.parse("stdout", answer.out());
    assertEquals(List.of("ratio", "rest"), told.objects("gates", gate -> gate.string("gate")));
    assertEquals(List.of(false, false), told.objects("gates", gate -> gate.bool("met")));
  }

  @Test
  void whatCannotBeMeasuredOrBuiltIsWrongUsage() {
    assertUsage(inference("--alone", "--gate-ratio", 1));
    assertUsage(inference("--gate-rest", 1));
    assertUsage(inference("--runs", 0));
    assertUsage(inference("--threads", -1));
    assertUsage(inference("--patch", 20));
    assertUsage(inference("--base", 0));
    assertUsage(dose("bench", "gpu", "--runs", 0));
  }

  @Test
  void gpuThatIsNotThereIsSaidToBeWithTheRemedy() {
    Answer answer = dose("bench", "gpu", "--base", 1, "--patch", 16, "--runs", 1, "--json");
    assertEquals(ExitCodes.SOME_FAILED, answer.exitCode(), answer.err());
    List<JsonObject> devices =
        JsonObject.parse("stdout", answer.out()).objects("devices", device -> device);
    assertEquals(
        List.of("cuda fp32", "tensorrt fp32", "cuda fp16", "tensorrt fp16"),
        devices.stream().map(device -> device.string("device")).toList());
    assertTrue(
        devices.stream().allMatch(device -> device.string("problem").contains("--ort-gpu")),
        answer.out());
  }

  @Test
  void costOfTheOriginalNetworkIsThatOfItsConvolutions() {
    // By hand for base 1, 1 channel in, 16^3: each block is two 3^3 convolutions and, where the
    // width changes, one of a voxel; the embedding's products are 2*256*(1 + 256) + 2*256*2*sum.
    GridShape patch = GridShape.cube(16);
    double[] widths = {1, 2, 4, 8};
    double sum = 0;
    double voxels = patch.voxelCount();
    double in = 1;
    double heads = 0;
    for (int level = 0; level < 4; level++) {
      double out = widths[level];
      double at = voxels / Math.pow(8, level);
      sum += block(in, out, at);
      heads += out;
      in = out;
    }
    sum += block(8, 8, voxels / 4096);
    heads += 8;
    for (int level = 3; level >= 0; level--) {
      double out = widths[Math.max(level - 1, 0)];
      sum += block(in + widths[level], out, voxels / Math.pow(8, level));
      heads += out;
      in = out;
    }
    sum += 2 * in * voxels;
    sum += 2 * 256 * (1 + 256) + 2 * 256 * 2 * heads;

    assertEquals(sum / 1e9, NetworkCost.gigaflop(NetworkSpec.baseline(1, 1, 1), patch), 1e-12);
  }

  private static double block(double in, double out, double voxels) {
    double residual = in == out ? 0 : in * out;
    return 2 * voxels * (27 * in * out + 27 * out * out + residual);
  }

  @Test
  void everyArchitectureCostsMoreThanTheBaseline() {
    NetworkSpec baseline = NetworkSpec.baseline(9, 8, 13);
    double cost = NetworkCost.gigaflop(baseline, GridShape.cube(64));
    for (Architecture architecture : Architecture.values()) {
      if (architecture != Architecture.BASELINE) {
        assertTrue(
            NetworkCost.gigaflop(baseline.withArchitecture(architecture), GridShape.cube(64))
                > cost);
      }
    }
  }
}

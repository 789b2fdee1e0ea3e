package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.ExportPrecision;
import org.dosekit.export.onnx.ExportTarget;
import org.dosekit.export.onnx.OnnxMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and values as ONNX Runtime 1.29 documents them for its providers. */
class ProviderKeysTest {
  private static final ExportForm FORM = ExportForm.STANDARD.withTarget(ExportTarget.GPU);
  private static final GpuMachine MACHINE =
      new GpuMachine(List.of("NVIDIA GeForce RTX 3090 24576 MiB"), "550.54", "12.4", "9.1", "10.3");

  @TempDir private Path folder;

  /** A model whose intended patch is 16x32x48. */
  private static OnnxMetadata model(ExportForm form, char digit) {
    return new OnnxMetadata(
        TestModels.description(NetworkSpec.baseline(9, 4, 13)),
        form,
        String.valueOf(digit).repeat(64),
        "1.0");
  }

  @Test
  void tensorRtIsBuiltForTheIntendedPatchWhenNothingElseIsSaid() {
    assertEquals(
        Map.of(
            "trt_fp16_enable", "0",
            "trt_layer_norm_fp32_fallback", "0",
            "trt_profile_min_shapes", "volume:1x9x16x32x48,constraints:1x13",
            "trt_profile_opt_shapes", "volume:1x9x16x32x48,constraints:1x13",
            "trt_profile_max_shapes", "volume:1x9x16x32x48,constraints:1x13"),
        ProviderKeys.tensorRt(GpuOptions.DEFAULT, model(FORM, 'a'), Optional.empty()));
  }

  @Test
  void everyTensorRtOptionHasItsKey() {
    GpuOptions options =
        GpuOptions.DEFAULT
            .withHalfPrecision(true)
            .withWorkspaceBytes(1L << 30)
            .withProfile(
                new PatchProfile(
                    GridShape.cube(64), GridShape.cube(128), new GridShape(160, 128, 128)))
            .withLargestBatch(4);
    assertEquals(
        Map.ofEntries(
            Map.entry("trt_fp16_enable", "1"),
            Map.entry("trt_layer_norm_fp32_fallback", "1"),
            Map.entry("trt_profile_min_shapes", "volume:1x9x64x64x64,constraints:1x13"),
            Map.entry("trt_profile_opt_shapes", "volume:4x9x128x128x128,constraints:4x13"),
            Map.entry("trt_profile_max_shapes", "volume:4x9x160x128x128,constraints:4x13"),
            Map.entry("trt_max_workspace_size", "1073741824"),
            Map.entry("trt_engine_cache_enable", "1"),
            Map.entry("trt_engine_cache_path", folder.toString()),
            Map.entry("trt_timing_cache_enable", "1"),
            Map.entry("trt_timing_cache_path", folder.toString())),
        ProviderKeys.tensorRt(options, model(FORM, 'a'), Optional.of(folder)));
  }

  @Test
  void modelOfHalfPrecisionIsComputedInIt() {
    OnnxMetadata half = model(FORM.withPrecision(ExportPrecision.FP16), 'a');
    Map<String, String> keys = ProviderKeys.tensorRt(GpuOptions.DEFAULT, half, Optional.empty());
    assertEquals("1", keys.get("trt_fp16_enable"));
  }

  @Test
  void modelThatEncodesForItselfHasProfilesOfItsOwnInputs() {
    // Coarsening 2: the case's grid has twice the sizes of the patch.
    Map<String, String> keys =
        ProviderKeys.tensorRt(
            GpuOptions.DEFAULT, model(FORM.withPreprocessing(true), 'a'), Optional.empty());
    assertEquals(
        "ct_hu:1x1x32x64x96,sdf_mm:1x8x32x64x96,prescription_gy:1x1,constraints:1x13",
        keys.get("trt_profile_opt_shapes"));
  }

  @Test
  void everyCudaOptionHasItsKey() {
    assertEquals(
        Map.of(
            "arena_extend_strategy", "kSameAsRequested",
            "cudnn_conv_algo_search", "HEURISTIC",
            "use_tf32", "0"),
        ProviderKeys.cuda(GpuOptions.DEFAULT));
    Map<String, String> keys =
        ProviderKeys.cuda(GpuOptions.DEFAULT.withMemoryLimitBytes(8L << 30).withTensorFloat(true));
    assertEquals("8589934592", keys.get("gpu_mem_limit"));
    assertEquals("1", keys.get("use_tf32"));
  }

  @Test
  void engineKeyDiffersWithEveryThingAnEngineDependsOn() {
    OnnxMetadata model = model(FORM, 'a');
    GpuOptions options = GpuOptions.DEFAULT;
    Set<String> keys = new HashSet<>();
    keys.add(EngineCache.key(model, options, MACHINE, "1.29.0"));
    keys.add(EngineCache.key(model(FORM, 'b'), options, MACHINE, "1.29.0"));
    keys.add(EngineCache.key(model(ExportForm.STANDARD, 'a'), options, MACHINE, "1.29.0"));
    keys.add(EngineCache.key(model, options.withHalfPrecision(true), MACHINE, "1.29.0"));
    keys.add(
        EngineCache.key(
            model, options.withProfile(PatchProfile.fixed(GridShape.cube(64))), MACHINE, "1.29.0"));
    keys.add(EngineCache.key(model, options.withLargestBatch(2), MACHINE, "1.29.0"));
    keys.add(EngineCache.key(model, options, MACHINE, "1.30.0"));
    keys.add(
        EngineCache.key(
            model, options, new GpuMachine(MACHINE.gpus(), "550.54", "", "", "10.4"), "1.29.0"));
    keys.add(
        EngineCache.key(
            model,
            options,
            new GpuMachine(List.of("NVIDIA A100"), "550.54", "", "", "10.3"),
            "1.29.0"));
    assertEquals(9, keys.size());
    assertTrue(keys.stream().allMatch(key -> key.matches("[0-9a-f]{32}")), keys::toString);
  }

  @Test
  void engineFolderIsTheSameAgainAndThere() {
    OnnxMetadata model = model(FORM, 'a');
    Path first = EngineCache.folder(folder, model, GpuOptions.DEFAULT, MACHINE, "1.29.0");
    Path other =
        EngineCache.folder(folder, model(FORM, 'c'), GpuOptions.DEFAULT, MACHINE, "1.29.0");
    assertTrue(Files.isDirectory(first));
    assertEquals(first, EngineCache.folder(folder, model, GpuOptions.DEFAULT, MACHINE, "1.29.0"));
    assertNotEquals(first, other);
  }
}

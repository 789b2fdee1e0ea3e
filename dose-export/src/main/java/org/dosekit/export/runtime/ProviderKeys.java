package org.dosekit.export.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.export.onnx.ExportPrecision;
import org.dosekit.export.onnx.ModelInput;
import org.dosekit.export.onnx.OnnxMetadata;

/**
 * Options as the keys and values of ONNX Runtime's GPU providers.
 *
 * @see <a
 *     href="https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html">CUDA</a>
 * @see <a
 *     href="https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html">TensorRT</a>
 */
final class ProviderKeys {
  private static final String YES = "1";
  private static final String NO = "0";

  private ProviderKeys() {}

  /** The keys of the CUDA provider. */
  static Map<String, String> cuda(GpuOptions options) {
    Map<String, String> keys = new LinkedHashMap<>();
    // Doubling, the default, can take twice the memory that a patch needs.
    keys.put("arena_extend_strategy", "kSameAsRequested");
    keys.put("cudnn_conv_algo_search", "HEURISTIC");
    keys.put("use_tf32", flag(options.tensorFloat()));
    if (options.memoryLimitBytes() > 0) {
      keys.put("gpu_mem_limit", Long.toString(options.memoryLimitBytes()));
    }
    return keys;
  }

  /**
   * The keys of the TensorRT provider.
   *
   * @param cache where engines of this model and machine are kept; empty for none
   */
  static Map<String, String> tensorRt(
      GpuOptions options, OnnxMetadata model, Optional<Path> cache) {
    Map<String, String> keys = new LinkedHashMap<>();
    boolean half = options.halfPrecision() || model.form().precision() == ExportPrecision.FP16;
    keys.put("trt_fp16_enable", flag(half));
    keys.put("trt_layer_norm_fp32_fallback", flag(half));
    PatchProfile profile = profile(options, model);
    keys.put("trt_profile_min_shapes", shapes(model, profile.smallest(), 1));
    keys.put("trt_profile_opt_shapes", shapes(model, profile.usual(), options.largestBatch()));
    keys.put("trt_profile_max_shapes", shapes(model, profile.largest(), options.largestBatch()));
    if (options.workspaceBytes() > 0) {
      keys.put("trt_max_workspace_size", Long.toString(options.workspaceBytes()));
    }
    cache.ifPresent(
        folder -> {
          keys.put("trt_engine_cache_enable", YES);
          keys.put("trt_engine_cache_path", folder.toString());
          keys.put("trt_timing_cache_enable", YES);
          keys.put("trt_timing_cache_path", folder.toString());
        });
    return keys;
  }

  /** The patches an engine is built for. */
  static PatchProfile profile(GpuOptions options, OnnxMetadata model) {
    return options
        .profile()
        .orElseGet(() -> PatchProfile.fixed(model.description().window().patch()));
  }

  /** Every input of a model with its shape: {@code volume:1x9x128x128x128,constraints:1x13}. */
  private static String shapes(OnnxMetadata model, GridShape patch, int batch) {
    ModelDescription description = model.description();
    List<String> shapes = new ArrayList<>();
    if (model.form().preprocessing()) {
      int n = description.encoding().coarsening();
      for (ModelInput input : ModelInput.physical(description.protocol())) {
        shapes.add(
            "%s:%dx%dx%dx%dx%d"
                .formatted(
                    input.name(),
                    batch,
                    input.channels().size(),
                    n * patch.ny(),
                    n * patch.nx(),
                    n * patch.nz()));
      }
      shapes.add("%s:%dx1".formatted(ModelInput.PRESCRIPTION_GY, batch));
    } else {
      shapes.add(
          "%s:%dx%dx%dx%dx%d"
              .formatted(
                  OnnxMetadata.VOLUME_INPUT,
                  batch,
                  description.network().inChannels(),
                  patch.ny(),
                  patch.nx(),
                  patch.nz()));
    }
    shapes.add(
        "%s:%dx%d"
            .formatted(
                OnnxMetadata.CONSTRAINTS_INPUT, batch, description.network().constraintCount()));
    return String.join(",", shapes);
  }

  private static String flag(boolean value) {
    return value ? YES : NO;
  }
}

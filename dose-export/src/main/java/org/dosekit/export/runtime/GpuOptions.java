package org.dosekit.export.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a model runs on a GPU; of no effect on the CPU.
 *
 * @param memoryLimitBytes what CUDA's arena may take of the GPU's memory, 0 for all
 * @param workspaceBytes what TensorRT may use while it tries kernels, 0 for all
 * @param halfPrecision whether TensorRT may compute a float32 model in half precision; a model
 *     exported in fp16 is computed in it anyway
 * @param tensorFloat whether CUDA may round the inputs of float32 convolutions to 10 bits of
 *     fraction (TF32): faster, and off by up to about 0.1 Gy
 * @param largestBatch patches in one run for which TensorRT compiles, at least 1; more run one
 *     after the other
 * @param cacheFolder where TensorRT keeps engines and timings; empty for none, and a wait of half a
 *     minute or more at every start
 * @param profile the patches TensorRT compiles for; empty for the one the model is intended for
 */
public record GpuOptions(
    long memoryLimitBytes,
    long workspaceBytes,
    boolean halfPrecision,
    boolean tensorFloat,
    int largestBatch,
    Optional<Path> cacheFolder,
    Optional<PatchProfile> profile) {
  /** All memory, float32, patch by patch, no cache, the model's patch. */
  public static final GpuOptions DEFAULT =
      new GpuOptions(0, 0, false, false, 1, Optional.empty(), Optional.empty());

  /** Checks the sizes. */
  public GpuOptions {
    if (memoryLimitBytes < 0 || workspaceBytes < 0 || largestBatch < 1) {
      throw new IllegalArgumentException(
          "memory of %d bytes, workspace of %d, batches of %d; 0 for no limit, at least 1"
              .formatted(memoryLimitBytes, workspaceBytes, largestBatch));
    }
  }

  /** These options with another limit of memory. */
  public GpuOptions withMemoryLimitBytes(long value) {
    return new GpuOptions(
        value, workspaceBytes, halfPrecision, tensorFloat, largestBatch, cacheFolder, profile);
  }

  /** These options with another workspace. */
  public GpuOptions withWorkspaceBytes(long value) {
    return new GpuOptions(
        memoryLimitBytes, value, halfPrecision, tensorFloat, largestBatch, cacheFolder, profile);
  }

  /** These options with half precision allowed, or not. */
  public GpuOptions withHalfPrecision(boolean value) {
    return new GpuOptions(
        memoryLimitBytes, workspaceBytes, value, tensorFloat, largestBatch, cacheFolder, profile);
  }

  /** These options with TF32 allowed, or not. */
  public GpuOptions withTensorFloat(boolean value) {
    return new GpuOptions(
        memoryLimitBytes, workspaceBytes, halfPrecision, value, largestBatch, cacheFolder, profile);
  }

  /** These options with engines for so many patches at once. */
  public GpuOptions withLargestBatch(int value) {
    return new GpuOptions(
        memoryLimitBytes, workspaceBytes, halfPrecision, tensorFloat, value, cacheFolder, profile);
  }

  /** These options with a cache of engines. */
  public GpuOptions withCacheFolder(Path value) {
    return new GpuOptions(
        memoryLimitBytes,
        workspaceBytes,
        halfPrecision,
        tensorFloat,
        largestBatch,
        Optional.of(value),
        profile);
  }

  /** These options with engines for other patches. */
  public GpuOptions withProfile(PatchProfile value) {
    return new GpuOptions(
        memoryLimitBytes,
        workspaceBytes,
        halfPrecision,
        tensorFloat,
        largestBatch,
        cacheFolder,
        Optional.of(value));
  }
}

package org.dosekit.export.runtime;

import java.util.Objects;

/**
 * How ONNX Runtime runs a model.
 *
 * @param threads CPU threads that share one patch, 0 for one a core; at most 1024
 * @param spinning whether idle threads wait in a loop: a little faster, and a burden on whatever
 *     else runs on the machine
 * @param arena whether memory is kept between operations and patches instead of being given back:
 *     for a quarter more memory of the process, 1.8 times as fast with glibc's own allocator (base
 *     16, patches of 128^3), which otherwise asks the kernel for every feature map anew
 * @param memoryPattern whether the layout of memory is planned once a patch shape; of use only with
 *     the arena and a fixed shape
 * @param gpu what concerns a GPU
 */
public record RuntimeOptions(
    int threads, boolean spinning, boolean arena, boolean memoryPattern, GpuOptions gpu) {
  /** All cores, kind to other programs, with the arena. */
  public static final RuntimeOptions DEFAULT =
      new RuntimeOptions(0, false, true, false, GpuOptions.DEFAULT);

  private static final int MAX_THREADS = 1024;

  /** Checks the thread count. */
  public RuntimeOptions {
    Objects.requireNonNull(gpu);
    if (threads < 0 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          threads + " threads; 0 for one a core, at most " + MAX_THREADS);
    }
  }

  /** These options with another number of threads. */
  public RuntimeOptions withThreads(int value) {
    return new RuntimeOptions(value, spinning, arena, memoryPattern, gpu);
  }

  /** These options with idle threads spinning, or not. */
  public RuntimeOptions withSpinning(boolean value) {
    return new RuntimeOptions(threads, value, arena, memoryPattern, gpu);
  }

  /** These options with the memory arena, or without. */
  public RuntimeOptions withArena(boolean value) {
    return new RuntimeOptions(threads, spinning, value, memoryPattern, gpu);
  }

  /** These options with planned memory, or without. */
  public RuntimeOptions withMemoryPattern(boolean value) {
    return new RuntimeOptions(threads, spinning, arena, value, gpu);
  }

  /** These options with others for a GPU. */
  public RuntimeOptions withGpu(GpuOptions value) {
    return new RuntimeOptions(threads, spinning, arena, memoryPattern, value);
  }
}

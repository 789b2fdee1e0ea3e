package org.dosekit.train.settings;

import java.util.Locale;

/** How the network computes in a training step. Weights, moments and loss are always float32. */
public enum Precision {
  /** float32. */
  FP32,

  /**
   * Convolutions, normalisation and feature maps in bfloat16: faster where the processor has
   * instructions for it, slower elsewhere. Patches are at least {@value #SMALLEST_BF16_PATCH}
   * voxels a side.
   */
  BF16;

  /**
   * The smallest patch for {@link #BF16}: PyTorch 2.7's bfloat16 weight gradients of 3^3 kernels
   * are wrong on maps of 2^3 voxels on a CPU, which only the bottleneck may have; that stays in
   * float32.
   */
  public static final int SMALLEST_BF16_PATCH = 32;

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.dosekit.core.network;

import java.util.ArrayList;
import java.util.List;

/**
 * The original's FiLM-conditioned 3-D U-Net: four levels and a bottleneck of convolution blocks,
 * each modulated by an embedding of the constraint vector. Parameter names are those of the
 * original's PyTorch state dict.
 */
public final class UNet3d {
  private static final int CONDITION_WIDTH = 256;
  private static final int MAX_GROUPS = 8;
  private static final int LEVELS = 4;

  private final NetworkSpec spec;

  private UNet3d(NetworkSpec spec) {
    this.spec = spec;
  }

  /** The network of a spec. */
  public static UNet3d of(NetworkSpec spec) {
    return new UNet3d(spec);
  }

  /** The spec. */
  public NetworkSpec spec() {
    return spec;
  }

  /**
   * Applies the network.
   *
   * @param volume (N, inChannels, Y, X, Z), spatial sizes multiples of 16
   * @param constraints (N, constraintCount)
   * @return the normalised dose, (N, 1, Y, X, Z), not clamped
   */
  public <T> T apply(TensorOps<T> ops, T volume, T constraints) {
    T condition = condition(ops, constraints);
    int[] widths = new int[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      widths[level] = spec.baseChannels() << level;
    }
    List<T> skips = new ArrayList<>();
    T x = volume;
    int channels = spec.inChannels();
    for (int level = 0; level < LEVELS; level++) {
      T skip = block(ops, "enc" + (level + 1), x, channels, widths[level], condition);
      skips.add(skip);
      channels = widths[level];
      x = ops.maxPool2(skip);
    }
    x = block(ops, "bottleneck", x, channels, channels, condition);
    for (int level = LEVELS - 1; level >= 0; level--) {
      T joined = ops.concat(ops.upsample2(x), skips.get(level));
      int out = widths[Math.max(level - 1, 0)];
      x = block(ops, "dec" + (level + 1), joined, channels + widths[level], out, condition);
      channels = out;
    }
    return ops.conv3d("out_conv", x, channels, 1, 1);
  }

  private <T> T condition(TensorOps<T> ops, T constraints) {
    T hidden =
        ops.silu(
            ops.linear("constraint_mlp.0", constraints, spec.constraintCount(), CONDITION_WIDTH));
    // Every block begins with SiLU of the embedding: applied once here.
    return ops.silu(ops.linear("constraint_mlp.2", hidden, CONDITION_WIDTH, CONDITION_WIDTH));
  }

  private static <T> T block(TensorOps<T> ops, String name, T x, int in, int out, T condition) {
    int groups = groups(out);
    T h = ops.conv3d(name + ".conv1", x, in, out, 3);
    h = ops.silu(ops.groupNorm(name + ".norm1", h, out, groups));
    h = ops.film(h, ops.linear(name + ".cond_mlp.1", condition, CONDITION_WIDTH, 2 * out), out);
    h = ops.conv3d(name + ".conv2", h, out, out, 3);
    h = ops.silu(ops.groupNorm(name + ".norm2", h, out, groups));
    return ops.add(h, in == out ? x : ops.conv3d(name + ".residual", x, in, out, 1));
  }

  /** The largest divisor of the channel count that is at most 8. */
  static int groups(int channels) {
    int groups = Math.min(MAX_GROUPS, channels);
    while (channels % groups != 0) {
      groups--;
    }
    return groups;
  }
}

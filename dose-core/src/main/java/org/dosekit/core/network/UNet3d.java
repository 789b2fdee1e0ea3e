package org.dosekit.core.network;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.network.NetworkSpec.Architecture;

/**
 * The original's FiLM-conditioned 3-D U-Net: four levels and a bottleneck of convolution blocks,
 * each modulated by an embedding of the constraint vector; with its variants. Parameter names are
 * those of the original's PyTorch state dict; in a cascade they follow {@code first.} and {@code
 * second.}.
 */
public final class UNet3d {
  private static final int CONDITION_WIDTH = 256;
  private static final int MAX_GROUPS = 8;
  private static final int LEVELS = 4;
  private static final int ATTENTION_HEADS = 4;
  static final String FIRST_STAGE = "first.";
  private static final String SECOND_STAGE = "second.";

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
    List<T> doses = doses(ops, volume, constraints);
    return doses.get(doses.size() - 1);
  }

  /**
   * Applies the network.
   *
   * @return the dose of each stage as in {@link #apply}: one, of a cascade two; the last is the
   *     answer
   */
  public <T> List<T> doses(TensorOps<T> ops, T volume, T constraints) {
    int channels = spec.inChannels();
    if (spec.architecture() != Architecture.CASCADE) {
      return List.of(stage(ops, "", volume, channels, constraints));
    }
    T first = stage(ops, FIRST_STAGE, volume, channels, constraints);
    T seen = ops.concat(volume, first);
    return List.of(first, stage(ops, SECOND_STAGE, seen, channels + 1, constraints));
  }

  /** One U-Net, whose parameters' names begin with a prefix. */
  private <T> T stage(TensorOps<T> ops, String prefix, T volume, int inChannels, T constraints) {
    T condition = condition(ops, prefix, constraints);
    int[] widths = new int[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      widths[level] = spec.baseChannels() << level;
    }
    List<T> skips = new ArrayList<>();
    T x = volume;
    int channels = inChannels;
    for (int level = 0; level < LEVELS; level++) {
      String name = prefix + "enc" + (level + 1);
      T skip = block(ops, name, x, channels, widths[level], condition);
      skips.add(skip);
      channels = widths[level];
      x = ops.maxPool2(skip);
    }
    x = block(ops, prefix + "bottleneck", x, channels, channels, condition);
    if (spec.architecture() == Architecture.BOTTLENECK_ATTENTION) {
      x = bottleneckAttention(ops, prefix + "bottleneck_attn", x, channels);
    }
    for (int level = LEVELS - 1; level >= 0; level--) {
      T up = ops.upsample2(x);
      T skip = skips.get(level);
      if (spec.architecture() == Architecture.ATTENTION) {
        skip = attentionGate(ops, prefix + "attn" + (level + 1), skip, up, channels);
      }
      int out = widths[Math.max(level - 1, 0)];
      String name = prefix + "dec" + (level + 1);
      x = block(ops, name, ops.concat(up, skip), channels + widths[level], out, condition);
      channels = out;
    }
    return ops.conv3d(prefix + "out_conv", x, channels, 1, 1);
  }

  private <T> T condition(TensorOps<T> ops, String prefix, T constraints) {
    String mlp = prefix + "constraint_mlp.";
    T hidden = ops.silu(ops.linear(mlp + 0, constraints, spec.constraintCount(), CONDITION_WIDTH));
    // Every block begins with SiLU of the embedding: applied once here.
    return ops.silu(ops.linear(mlp + 2, hidden, CONDITION_WIDTH, CONDITION_WIDTH));
  }

  /** Weighs the voxels of a skip connection by what the decoder has found so far. */
  private static <T> T attentionGate(
      TensorOps<T> ops, String name, T skip, T decoded, int channels) {
    int width = Math.max(1, channels / 2);
    T joined =
        ops.add(
            ops.pointwise(name + ".W_skip", skip, channels, width),
            ops.pointwise(name + ".W_gate", decoded, channels, width));
    return ops.gate(skip, ops.sigmoid(ops.conv3d(name + ".psi.0", ops.relu(joined), width, 1, 1)));
  }

  private static <T> T bottleneckAttention(TensorOps<T> ops, String name, T x, int channels) {
    T normalised = ops.channelNorm(name + ".norm", x, channels);
    T attended = ops.selfAttention(name, normalised, channels, ATTENTION_HEADS);
    return ops.endOfBlock(ops.add(x, attended));
  }

  private static <T> T block(TensorOps<T> ops, String name, T x, int in, int out, T condition) {
    int groups = groups(out);
    T h = ops.conv3d(name + ".conv1", x, in, out, 3);
    h = ops.silu(ops.groupNorm(name + ".norm1", h, out, groups));
    h = ops.film(h, ops.linear(name + ".cond_mlp.1", condition, CONDITION_WIDTH, 2 * out), out);
    h = ops.conv3d(name + ".conv2", h, out, out, 3);
    h = ops.silu(ops.groupNorm(name + ".norm2", h, out, groups));
    T residual = in == out ? x : ops.conv3d(name + ".residual", x, in, out, 1);
    return ops.endOfBlock(ops.add(h, residual));
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

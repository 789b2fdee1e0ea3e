package org.dosekit.core.network;

/**
 * The operations a network is written in. Feature maps are (N, C, Y, X, Z), vectors (N, C). A layer
 * is named as in PyTorch's state dict: an interpreter finds its parameters under {@code
 * name.weight} and {@code name.bias}.
 *
 * @param <T> what a tensor is to the interpreter: a shape, a variable of generated code, a node of
 *     a graph, an array
 */
public interface TensorOps<T> {
  /**
   * Convolution with a cubic kernel of odd size, stride 1, zero padding that keeps the size, and a
   * bias.
   */
  T conv3d(String name, T x, int inChannels, int outChannels, int kernelSize);

  /** Convolution with a kernel of one voxel and without a bias. */
  T pointwise(String name, T x, int inChannels, int outChannels);

  /** {@code x W^T + b} of vectors. */
  T linear(String name, T x, int inFeatures, int outFeatures);

  /**
   * Normalisation over groups of channels and all of space, eps 1e-5, then a scale and shift a
   * channel.
   */
  T groupNorm(String name, T x, int channels, int groups);

  /** {@code x sigmoid(x)}, of maps or vectors. */
  T silu(T x);

  /** {@code max(x, 0)} of a map. */
  T relu(T x);

  /** {@code 1 / (1 + exp(-x))} of a map. */
  T sigmoid(T x);

  /** Every channel of a map times a map of one channel, (N, 1, Y, X, Z). */
  T gate(T x, T weight);

  /**
   * Normalisation of each voxel over its channels, eps 1e-5, then a scale and shift a channel:
   * PyTorch's LayerNorm of voxels as tokens.
   */
  T channelNorm(String name, T x, int channels);

  /**
   * Multi-head scaled dot-product self-attention (Vaswani et al. 2017) with the voxels of a map as
   * tokens. Queries, keys and values come from one matrix {@code name.qkv.weight}, (3 C, C),
   * without a bias; heads are its consecutive rows; the result goes through {@code name.proj}.
   *
   * @param heads a divisor of the channels
   */
  T selfAttention(String name, T x, int channels, int heads);

  /** {@code x (1 + s) + t}, where (s, t) are the halves of {@code scaleAndShift}, (N, 2 C). */
  T film(T x, T scaleAndShift, int channels);

  /** Maximum over blocks of 2^3, stride 2. */
  T maxPool2(T x);

  /** Twice the size by trilinear interpolation, corners not aligned. */
  T upsample2(T x);

  /** Channels of {@code a}, then of {@code b}. */
  T concat(T a, T b);

  /** Sum of two maps of one shape. */
  T add(T a, T b);

  /**
   * The end of a block: an interpreter that saves memory keeps this map and computes what lies
   * between two of them again.
   *
   * @return the map, unchanged
   */
  default T endOfBlock(T x) {
    return x;
  }
}

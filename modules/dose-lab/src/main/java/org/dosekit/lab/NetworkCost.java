package org.dosekit.lab;

import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.TensorOps;
import org.dosekit.core.network.UNet3d;

/**
 * Counts the multiplications and additions of a network's convolutions, matrix products and
 * attention: what a rate in FLOP/s is taken of. The rest of the operations is not counted.
 */
final class NetworkCost implements TensorOps<NetworkCost.Extent> {
  private static final int VECTOR = 1;
  private static final int QUERY_KEY_VALUE = 3;

  private double operations;

  private NetworkCost() {}

  /**
   * The size of a tensor.
   *
   * @param channels of a map, or entries of a vector
   * @param voxels of a map
   */
  record Extent(int channels, int voxels) {}

  /** 10^9 operations of one patch. */
  static double gigaflop(NetworkSpec spec, GridShape patch) {
    NetworkCost cost = new NetworkCost();
    UNet3d.of(spec)
        .apply(
            cost,
            new Extent(spec.inChannels(), patch.voxelCount()),
            new Extent(spec.constraintCount(), VECTOR));
    return cost.operations / 1e9;
  }

  private Extent product(Extent x, double perOutput, int out) {
    operations += 2.0 * perOutput * out * x.voxels();
    return new Extent(out, x.voxels());
  }

  @Override
  public Extent conv3d(String name, Extent x, int inChannels, int outChannels, int kernelSize) {
    return product(x, inChannels * Math.pow(kernelSize, 3), outChannels);
  }

  @Override
  public Extent pointwise(String name, Extent x, int inChannels, int outChannels) {
    return product(x, inChannels, outChannels);
  }

  @Override
  public Extent linear(String name, Extent x, int inFeatures, int outFeatures) {
    return product(x, inFeatures, outFeatures);
  }

  @Override
  public Extent selfAttention(String name, Extent x, int channels, int heads) {
    product(x, channels, QUERY_KEY_VALUE * channels);
    // Each voxel's scores with all, and their mean of values.
    operations += 2 * 2.0 * x.voxels() * x.voxels() * channels;
    return product(x, channels, channels);
  }

  @Override
  public Extent groupNorm(String name, Extent x, int channels, int groups) {
    return x;
  }

  @Override
  public Extent channelNorm(String name, Extent x, int channels) {
    return x;
  }

  @Override
  public Extent silu(Extent x) {
    return x;
  }

  @Override
  public Extent relu(Extent x) {
    return x;
  }

  @Override
  public Extent sigmoid(Extent x) {
    return x;
  }

  @Override
  public Extent gate(Extent x, Extent weight) {
    return x;
  }

  @Override
  public Extent film(Extent x, Extent scaleAndShift, int channels) {
    return x;
  }

  @Override
  public Extent maxPool2(Extent x) {
    return new Extent(x.channels(), x.voxels() / 8);
  }

  @Override
  public Extent upsample2(Extent x) {
    return new Extent(x.channels(), x.voxels() * 8);
  }

  @Override
  public Extent concat(Extent a, Extent b) {
    return new Extent(a.channels() + b.channels(), a.voxels());
  }

  @Override
  public Extent add(Extent a, Extent b) {
    return a;
  }
}

package org.dosekit.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.pooling.Pool;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.network.TensorOps;

/**
 * Runs a network operation by operation with DJL's arrays: the oracle of the generated program.
 * Normalisation, SiLU and interpolation are built from sums and products, so nothing but
 * convolution and pooling is shared with the program.
 */
final class NdArrayOps implements TensorOps<NDArray> {
  private final NDManager manager;
  private final Map<String, NDArray> parameters;

  NdArrayOps(NDManager manager, Map<String, NDArray> parameters) {
    this.manager = manager;
    this.parameters = parameters;
  }

  @Override
  public NDArray conv3d(String name, NDArray x, int in, int out, int kernelSize) {
    long pad = kernelSize / 2;
    Shape one = new Shape(1, 1, 1);
    return Conv3d.conv3d(
            x,
            parameter(name + ".weight"),
            parameter(name + ".bias"),
            one,
            new Shape(pad, pad, pad),
            one)
        .singletonOrThrow();
  }

  @Override
  public NDArray pointwise(String name, NDArray x, int in, int out) {
    return mix(x, parameter(name + ".weight").reshape(out, in));
  }

  @Override
  public NDArray linear(String name, NDArray x, int in, int out) {
    return x.matMul(parameter(name + ".weight").transpose()).add(parameter(name + ".bias"));
  }

  @Override
  public NDArray groupNorm(String name, NDArray x, int channels, int groups) {
    Shape shape = x.getShape();
    NDArray grouped = x.reshape(shape.get(0), groups, -1);
    NDArray centred = grouped.sub(grouped.mean(new int[] {2}, true));
    NDArray variance = centred.square().mean(new int[] {2}, true);
    NDArray normalised = centred.div(variance.add(1e-5).sqrt()).reshape(shape);
    return normalised
        .mul(parameter(name + ".weight").reshape(1, channels, 1, 1, 1))
        .add(parameter(name + ".bias").reshape(1, channels, 1, 1, 1));
  }

  @Override
  public NDArray silu(NDArray x) {
    return x.div(x.neg().exp().add(1));
  }

  @Override
  public NDArray relu(NDArray x) {
    return x.maximum(0);
  }

  @Override
  public NDArray sigmoid(NDArray x) {
    return x.neg().exp().add(1).pow(-1);
  }

  @Override
  public NDArray gate(NDArray x, NDArray weight) {
    return x.mul(weight);
  }

  @Override
  public NDArray channelNorm(String name, NDArray x, int channels) {
    NDArray centred = x.sub(x.mean(new int[] {1}, true));
    NDArray variance = centred.square().mean(new int[] {1}, true);
    return centred
        .div(variance.add(1e-5).sqrt())
        .mul(parameter(name + ".weight").reshape(1, channels, 1, 1, 1))
        .add(parameter(name + ".bias").reshape(1, channels, 1, 1, 1));
  }

  /** Head after head, softmax as exponentials over their sum. */
  @Override
  public NDArray selfAttention(String name, NDArray x, int channels, int heads) {
    NDArray qkv = mix(x, parameter(name + ".qkv.weight"));
    long n = x.getShape().get(0);
    int width = channels / heads;
    NDArray attended = null;
    for (int head = 0; head < heads; head++) {
      NDArray q = head(qkv, n, head * width, width).transpose(0, 2, 1);
      NDArray k = head(qkv, n, channels + head * width, width);
      NDArray v = head(qkv, n, 2 * channels + head * width, width).transpose(0, 2, 1);
      NDArray scores = q.matMul(k).div(Math.sqrt(width)).exp();
      NDArray shares = scores.div(scores.sum(new int[] {2}, true));
      NDArray values = shares.matMul(v).transpose(0, 2, 1);
      attended = attended == null ? values : attended.concat(values, 1);
    }
    NDArray map = Objects.requireNonNull(attended).reshape(x.getShape());
    return mix(map, parameter(name + ".proj.weight"))
        .add(parameter(name + ".proj.bias").reshape(1, channels, 1, 1, 1));
  }

  private static NDArray head(NDArray qkv, long n, int first, int width) {
    return qkv.get(":, " + first + ":" + (first + width)).reshape(n, width, -1);
  }

  /** Each voxel's channels times a matrix (out, in). */
  private static NDArray mix(NDArray x, NDArray matrix) {
    Shape shape = x.getShape();
    NDArray mixed = matrix.matMul(x.reshape(shape.get(0), shape.get(1), -1));
    return mixed.reshape(
        shape.get(0), mixed.getShape().get(1), shape.get(2), shape.get(3), shape.get(4));
  }

  @Override
  public NDArray film(NDArray x, NDArray scaleAndShift, int channels) {
    NDArray perChannel = scaleAndShift.reshape(-1, 2L * channels, 1, 1, 1);
    NDArray scale = perChannel.get(":, :" + channels);
    NDArray shift = perChannel.get(":, " + channels + ":");
    return x.mul(scale.add(1)).add(shift);
  }

  @Override
  public NDArray maxPool2(NDArray x) {
    Shape two = new Shape(2, 2, 2);
    return Pool.maxPool3d(x, two, two, new Shape(0, 0, 0), false);
  }

  /** One axis after the other, each brought last and multiplied with its (n, 2n) matrix. */
  @Override
  public NDArray upsample2(NDArray x) {
    NDArray y = x;
    for (int axis = 4; axis >= 2; axis--) {
      int[] swap = {0, 1, 2, 3, 4};
      swap[axis] = 4;
      swap[4] = axis;
      int n = Math.toIntExact(y.getShape().get(axis));
      y = y.transpose(swap).matMul(interpolation(n)).transpose(swap);
    }
    return y;
  }

  /** Output o lies at (o + 1/2) / 2 - 1/2 among the inputs, clamped to the first and last. */
  private NDArray interpolation(int n) {
    float[] matrix = new float[n * 2 * n];
    for (int o = 0; o < 2 * n; o++) {
      double place = Math.min(Math.max((o + 0.5) / 2 - 0.5, 0), n - 1);
      int below = (int) place;
      int above = Math.min(below + 1, n - 1);
      matrix[below * 2 * n + o] += (float) (1 - (place - below));
      matrix[above * 2 * n + o] += (float) (place - below);
    }
    return manager.create(matrix, new Shape(n, 2L * n));
  }

  @Override
  public NDArray concat(NDArray a, NDArray b) {
    return a.concat(b, 1);
  }

  @Override
  public NDArray add(NDArray a, NDArray b) {
    return a.add(b);
  }

  private NDArray parameter(String name) {
    NDArray parameter = parameters.get(name);
    if (parameter == null) {
      throw new AssertionError("no parameter " + name);
    }
    return parameter;
  }
}

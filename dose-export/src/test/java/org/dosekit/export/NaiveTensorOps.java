package org.dosekit.export;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.TensorOps;
import org.dosekit.core.network.UNet3d;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * The operations of a network in doubles, each as its formula says and no faster: what other
 * interpreters are held against.
 */
public final class NaiveTensorOps implements TensorOps<NaiveTensor> {
  private static final double EPSILON = 1e-5;

  private final Map<String, FloatTensor> weights;

  private NaiveTensorOps(Map<String, FloatTensor> weights) {
    this.weights = weights;
  }

  /** The output of a network, (N, 1, Y, X, Z). */
  public static NaiveTensor run(
      NetworkSpec spec,
      Map<String, FloatTensor> weights,
      NaiveTensor volume,
      NaiveTensor constraints) {
    return UNet3d.of(spec).apply(new NaiveTensorOps(weights), volume, constraints);
  }

  @Override
  public NaiveTensor conv3d(String name, NaiveTensor x, int in, int out, int kernelSize) {
    float[] kernel = weight(name, "weight");
    float[] bias = weight(name, "bias");
    NaiveTensor result = map(x, out, x.size(2), x.size(3), x.size(4));
    int taps = kernelSize * kernelSize * kernelSize;
    for (int n = 0; n < x.size(0); n++) {
      for (int o = 0; o < out; o++) {
        int first = result.index(n, o, 0, 0, 0);
        Arrays.fill(result.values(), first, first + x.space(), bias[o]);
        for (int i = 0; i < in; i++) {
          for (int tap = 0; tap < taps; tap++) {
            addTap(result, n, o, x, i, kernel[(o * in + i) * taps + tap], tap, kernelSize);
          }
        }
      }
    }
    return result;
  }

  /** Adds one kernel tap's share of all voxels; voxels outside are 0. */
  private static void addTap(
      NaiveTensor result, int n, int o, NaiveTensor x, int i, double w, int tap, int k) {
    int dy = tap / (k * k) - k / 2;
    int dx = tap / k % k - k / 2;
    int dz = tap % k - k / 2;
    for (int y = Math.max(0, -dy); y < x.size(2) - Math.max(0, dy); y++) {
      for (int c = Math.max(0, -dx); c < x.size(3) - Math.max(0, dx); c++) {
        int target = result.index(n, o, y, c, 0);
        int source = x.index(n, i, y + dy, c + dx, dz);
        for (int z = Math.max(0, -dz); z < x.size(4) - Math.max(0, dz); z++) {
          result.values()[target + z] += w * x.values()[source + z];
        }
      }
    }
  }

  @Override
  public NaiveTensor linear(String name, NaiveTensor x, int in, int out) {
    float[] matrix = weight(name, "weight");
    float[] bias = weight(name, "bias");
    NaiveTensor result = NaiveTensor.zeros(x.size(0), out);
    for (int n = 0; n < x.size(0); n++) {
      for (int o = 0; o < out; o++) {
        double sum = bias[o];
        for (int i = 0; i < in; i++) {
          sum += (double) matrix[o * in + i] * x.values()[n * in + i];
        }
        result.values()[n * out + o] = sum;
      }
    }
    return result;
  }

  @Override
  public NaiveTensor groupNorm(String name, NaiveTensor x, int channels, int groups) {
    float[] scale = weight(name, "weight");
    float[] shift = weight(name, "bias");
    NaiveTensor result = NaiveTensor.zeros(x.shape());
    int space = x.space();
    int groupSize = channels / groups * space;
    for (int start = 0; start < x.values().length; start += groupSize) {
      double mean = 0;
      for (int i = start; i < start + groupSize; i++) {
        mean += x.values()[i] / groupSize;
      }
      double variance = 0;
      for (int i = start; i < start + groupSize; i++) {
        variance += Math.pow(x.values()[i] - mean, 2) / groupSize;
      }
      for (int i = start; i < start + groupSize; i++) {
        int channel = i / space % channels;
        double unit = (x.values()[i] - mean) / Math.sqrt(variance + EPSILON);
        result.values()[i] = unit * scale[channel] + shift[channel];
      }
    }
    return result;
  }

  @Override
  public NaiveTensor silu(NaiveTensor x) {
    return each(x, v -> v / (1 + Math.exp(-v)));
  }

  @Override
  public NaiveTensor pointwise(String name, NaiveTensor x, int in, int out) {
    return NaiveAttention.pointwise(weight(name, "weight"), x, out);
  }

  @Override
  public NaiveTensor relu(NaiveTensor x) {
    return each(x, v -> Math.max(v, 0));
  }

  @Override
  public NaiveTensor sigmoid(NaiveTensor x) {
    return each(x, v -> 1 / (1 + Math.exp(-v)));
  }

  @Override
  public NaiveTensor gate(NaiveTensor x, NaiveTensor weight) {
    NaiveTensor result = NaiveTensor.zeros(x.shape());
    int space = x.space();
    for (int i = 0; i < x.values().length; i++) {
      int sample = i / space / x.size(1);
      result.values()[i] = x.values()[i] * weight.values()[sample * space + i % space];
    }
    return result;
  }

  @Override
  public NaiveTensor channelNorm(String name, NaiveTensor x, int channels) {
    return NaiveAttention.channelNorm(x, weight(name, "weight"), weight(name, "bias"));
  }

  @Override
  public NaiveTensor selfAttention(String name, NaiveTensor x, int channels, int heads) {
    NaiveTensor qkv = NaiveAttention.pointwise(weight(name + ".qkv", "weight"), x, 3 * channels);
    NaiveTensor attended = NaiveAttention.attend(qkv, channels, heads);
    NaiveTensor mixed =
        NaiveAttention.pointwise(weight(name + ".proj", "weight"), attended, channels);
    float[] bias = weight(name + ".proj", "bias");
    for (int i = 0; i < mixed.values().length; i++) {
      mixed.values()[i] += bias[i / x.space() % channels];
    }
    return mixed;
  }

  @Override
  public NaiveTensor film(NaiveTensor x, NaiveTensor scaleAndShift, int channels) {
    NaiveTensor result = NaiveTensor.zeros(x.shape());
    for (int i = 0; i < x.values().length; i++) {
      int channel = i / x.space() % channels;
      int scale = i / x.space() / channels * 2 * channels + channel;
      result.values()[i] =
          x.values()[i] * (1 + scaleAndShift.values()[scale])
              + scaleAndShift.values()[scale + channels];
    }
    return result;
  }

  @Override
  public NaiveTensor maxPool2(NaiveTensor x) {
    NaiveTensor result = map(x, x.size(1), x.size(2) / 2, x.size(3) / 2, x.size(4) / 2);
    eachVoxel(
        result,
        (n, c, y, h, z) -> {
          double max = Double.NEGATIVE_INFINITY;
          for (int corner = 0; corner < 8; corner++) {
            int at = x.index(n, c, 2 * y + corner / 4, 2 * h + corner / 2 % 2, 2 * z + corner % 2);
            max = Math.max(max, x.values()[at]);
          }
          return max;
        });
    return result;
  }

  @Override
  public NaiveTensor upsample2(NaiveTensor x) {
    NaiveTensor result = map(x, x.size(1), 2 * x.size(2), 2 * x.size(3), 2 * x.size(4));
    eachVoxel(
        result,
        (n, c, y, h, z) -> {
          double sum = 0;
          for (int corner = 0; corner < 8; corner++) {
            Corner alongY = Corner.of(y, corner / 4, x.size(2));
            Corner alongX = Corner.of(h, corner / 2 % 2, x.size(3));
            Corner alongZ = Corner.of(z, corner % 2, x.size(4));
            int at = x.index(n, c, alongY.index(), alongX.index(), alongZ.index());
            sum += alongY.weight() * alongX.weight() * alongZ.weight() * x.values()[at];
          }
          return sum;
        });
    return result;
  }

  /** One of the two samples that linear interpolation at half-voxel centres takes. */
  private record Corner(int index, double weight) {
    static Corner of(int target, int side, int size) {
      double at = Math.max(0, (target + 0.5) / 2 - 0.5);
      int below = (int) at;
      double fraction = at - below;
      return new Corner(Math.min(below + side, size - 1), side == 0 ? 1 - fraction : fraction);
    }
  }

  @Override
  public NaiveTensor concat(NaiveTensor a, NaiveTensor b) {
    NaiveTensor result = map(a, a.size(1) + b.size(1), a.size(2), a.size(3), a.size(4));
    int fromA = a.size(1) * a.space();
    int fromB = b.size(1) * a.space();
    for (int n = 0; n < a.size(0); n++) {
      System.arraycopy(a.values(), n * fromA, result.values(), n * (fromA + fromB), fromA);
      System.arraycopy(b.values(), n * fromB, result.values(), n * (fromA + fromB) + fromA, fromB);
    }
    return result;
  }

  @Override
  public NaiveTensor add(NaiveTensor a, NaiveTensor b) {
    NaiveTensor result = NaiveTensor.zeros(a.shape());
    for (int i = 0; i < a.values().length; i++) {
      result.values()[i] = a.values()[i] + b.values()[i];
    }
    return result;
  }

  private float[] weight(String layer, String part) {
    return Objects.requireNonNull(weights.get(layer + "." + part)).toArray();
  }

  private static NaiveTensor map(NaiveTensor like, int channels, int y, int x, int z) {
    return NaiveTensor.zeros(like.size(0), channels, y, x, z);
  }

  private static NaiveTensor each(NaiveTensor x, DoubleUnaryOperator function) {
    NaiveTensor result = NaiveTensor.zeros(x.shape());
    for (int i = 0; i < x.values().length; i++) {
      result.values()[i] = function.applyAsDouble(x.values()[i]);
    }
    return result;
  }

  @FunctionalInterface
  private interface VoxelFunction {
    double at(int n, int c, int y, int x, int z);
  }

  private static void eachVoxel(NaiveTensor target, VoxelFunction function) {
    int at = 0;
    for (int n = 0; n < target.size(0); n++) {
      for (int c = 0; c < target.size(1); c++) {
        for (int y = 0; y < target.size(2); y++) {
          for (int x = 0; x < target.size(3); x++) {
            for (int z = 0; z < target.size(4); z++) {
              target.values()[at++] = function.at(n, c, y, x, z);
            }
          }
        }
      }
    }
  }
}

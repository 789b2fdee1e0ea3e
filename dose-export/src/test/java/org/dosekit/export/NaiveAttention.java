package org.dosekit.export;

/** The operations between voxels and channels, in doubles, each as its formula says. */
final class NaiveAttention {
  private static final double EPSILON = 1e-5;

  private NaiveAttention() {}

  /** Each voxel's channels times a matrix (out, in). */
  static NaiveTensor pointwise(float[] matrix, NaiveTensor x, int out) {
    int in = x.size(1);
    int space = x.space();
    NaiveTensor result = NaiveTensor.zeros(x.size(0), out, x.size(2), x.size(3), x.size(4));
    for (int i = 0; i < result.values().length; i++) {
      int sample = i / space / out;
      int row = i / space % out;
      double sum = 0;
      for (int c = 0; c < in; c++) {
        sum += (double) matrix[row * in + c] * x.values()[(sample * in + c) * space + i % space];
      }
      result.values()[i] = sum;
    }
    return result;
  }

  static NaiveTensor channelNorm(NaiveTensor x, float[] scale, float[] shift) {
    int channels = x.size(1);
    int space = x.space();
    NaiveTensor result = NaiveTensor.zeros(x.shape());
    for (int voxel = 0; voxel < x.size(0) * space; voxel++) {
      int first = voxel / space * channels * space + voxel % space;
      double mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += x.values()[first + c * space] / channels;
      }
      double variance = 0;
      for (int c = 0; c < channels; c++) {
        variance += Math.pow(x.values()[first + c * space] - mean, 2) / channels;
      }
      for (int c = 0; c < channels; c++) {
        int at = first + c * space;
        double unit = (x.values()[at] - mean) / Math.sqrt(variance + EPSILON);
        result.values()[at] = unit * scale[c] + shift[c];
      }
    }
    return result;
  }

  /** Softmax over keys of q k / sqrt(width), times v; qkv (N, 3 C, Y, X, Z). */
  static NaiveTensor attend(NaiveTensor qkv, int channels, int heads) {
    int space = qkv.space();
    int width = channels / heads;
    NaiveTensor result =
        NaiveTensor.zeros(qkv.size(0), channels, qkv.size(2), qkv.size(3), qkv.size(4));
    for (int sample = 0; sample < qkv.size(0); sample++) {
      for (int head = 0; head < heads; head++) {
        int q = (sample * 3 * channels + head * width) * space;
        for (int voxel = 0; voxel < space; voxel++) {
          double[] shares = shares(qkv.values(), q, channels, width, space, voxel);
          for (int c = 0; c < width; c++) {
            double sum = 0;
            for (int key = 0; key < space; key++) {
              sum += shares[key] * qkv.values()[q + (2 * channels + c) * space + key];
            }
            result.values()[(sample * channels + head * width + c) * space + voxel] = sum;
          }
        }
      }
    }
    return result;
  }

  private static double[] shares(
      double[] qkv, int q, int channels, int width, int space, int voxel) {
    double[] shares = new double[space];
    double total = 0;
    for (int key = 0; key < space; key++) {
      double score = 0;
      for (int c = 0; c < width; c++) {
        score += qkv[q + c * space + voxel] * qkv[q + (channels + c) * space + key];
      }
      shares[key] = Math.exp(score / Math.sqrt(width));
      total += shares[key];
    }
    for (int key = 0; key < space; key++) {
      shares[key] /= total;
    }
    return shares;
  }
}

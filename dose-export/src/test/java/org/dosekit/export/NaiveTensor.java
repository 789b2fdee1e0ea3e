package org.dosekit.export;

/**
 * A tensor of doubles in C order.
 *
 * @param shape outermost dimension first
 * @param values all of them
 */
public record NaiveTensor(int[] shape, double[] values) {
  static NaiveTensor zeros(int... shape) {
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    return new NaiveTensor(shape, new double[size]);
  }

  /** The same values, from floats. */
  public static NaiveTensor of(float[] values, int... shape) {
    NaiveTensor tensor = zeros(shape);
    for (int i = 0; i < values.length; i++) {
      tensor.values[i] = values[i];
    }
    return tensor;
  }

  /** The values as floats. */
  public float[] toFloats() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  int size(int axis) {
    return shape[axis];
  }

  /** Voxels of one map. */
  int space() {
    return shape[2] * shape[3] * shape[4];
  }

  int index(int n, int c, int y, int x, int z) {
    return (((n * shape[1] + c) * shape[2] + y) * shape[3] + x) * shape[4] + z;
  }
}

package org.dosekit.core.tensorfile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A float tensor of any rank in C order. Its values are read-only; they may lie in a memory-mapped
 * file.
 */
public final class FloatTensor {
  private static final int CHUNK_VALUES = 1 << 14;

  private final int[] shape;
  private final FloatBuffer values;

  private FloatTensor(int[] shape, FloatBuffer values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * Wraps an array, owned by the tensor from now on.
   *
   * @throws IllegalArgumentException when the length is not the product of the shape
   */
  public static FloatTensor of(float[] values, int... shape) {
    return of(FloatBuffer.wrap(values), shape);
  }

  /** Wraps the remaining values of a buffer, which must not be written any more. */
  public static FloatTensor of(FloatBuffer values, int... shape) {
    FloatBuffer view = values.slice().asReadOnlyBuffer();
    if (elementCount(shape) != view.remaining()) {
      throw new IllegalArgumentException(
          "values differ: " + view.remaining() + " != shape " + Arrays.toString(shape));
    }
    return new FloatTensor(shape.clone(), view);
  }

  /** The dimensions, outermost first; empty for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** The number of values. */
  public int size() {
    return values.capacity();
  }

  /** A fresh read-only view of the values, position 0. */
  public FloatBuffer values() {
    return values.duplicate();
  }

  /** A copy of the values. */
  public float[] toArray() {
    float[] copy = new float[size()];
    values.duplicate().get(copy);
    return copy;
  }

  /**
   * Writes the values, little endian. They pass through a small buffer, so that a memory-mapped
   * tensor is never held in memory as a whole.
   *
   * @param out not closed
   */
  public void writeTo(OutputStream out) throws IOException {
    ByteBuffer chunk =
        ByteBuffer.allocate(Float.BYTES * Math.min(CHUNK_VALUES, size()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < size(); start += CHUNK_VALUES) {
      int count = Math.min(CHUNK_VALUES, size() - start);
      chunk.asFloatBuffer().put(values.slice(start, count));
      out.write(chunk.array(), 0, Float.BYTES * count);
    }
  }

  @Override
  public String toString() {
    return "float32 " + Arrays.toString(shape);
  }

  private static long elementCount(int[] shape) {
    long n = 1;
    for (int d : shape) {
      if (d < 0) {
        throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
      }
      n = Math.multiplyExact(n, d);
    }
    return n;
  }
}

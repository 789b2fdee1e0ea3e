package org.dosekit.core.npz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** An array read from a {@code .npy} member, in C order. Immutable. */
public final class NpyArray {
  private final NpyType type;
  private final int[] shape;

  /** The values as they stand in the file. */
  private final ByteBuffer bytes;

  NpyArray(NpyType type, int[] shape, byte[] littleEndianBytes) {
    this.type = type;
    this.shape = shape.clone();
    this.bytes = ByteBuffer.wrap(littleEndianBytes).asReadOnlyBuffer();
  }

  /** The type in the file. */
  public NpyType type() {
    return type;
  }

  /** The dimensions, outermost first; empty for a single value. */
  public int[] shape() {
    return shape.clone();
  }

  /** The number of values. */
  public int size() {
    return bytes.capacity() / type.bytes();
  }

  /** The values as floats: exact from FLOAT32 and the integers up to 16 bits, else rounded. */
  public float[] toFloats() {
    float[] values = new float[size()];
    if (type == NpyType.FLOAT32) {
      littleEndian().asFloatBuffer().get(values);
      return values;
    }
    IntToDoubleFunction valueAt = valueAt();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) valueAt.applyAsDouble(i);
    }
    return values;
  }

  /** The values as doubles: exact from every type but INT64 beyond 2^53. */
  public double[] toDoubles() {
    double[] values = new double[size()];
    Arrays.setAll(values, valueAt());
    return values;
  }

  private IntToDoubleFunction valueAt() {
    ByteBuffer in = littleEndian();
    return switch (type) {
      case FLOAT32 -> i -> in.getFloat(4 * i);
      case FLOAT64 -> i -> in.getDouble(8 * i);
      case UINT8, BOOL -> i -> in.get(i) & 0xFF;
      case INT8 -> in::get;
      case INT16 -> i -> in.getShort(2 * i);
      case INT32 -> i -> in.getInt(4 * i);
      case INT64 -> i -> in.getLong(8 * i);
    };
  }

  /**
   * The values of a type of one byte.
   *
   * @throws IllegalStateException when the type is wider
   */
  public byte[] toBytes() {
    if (type.bytes() != 1) {
      throw new IllegalStateException(this + " is not of one byte a value");
    }
    byte[] values = new byte[size()];
    bytes.duplicate().get(values);
    return values;
  }

  @Override
  public String toString() {
    return type.descriptor() + " " + Arrays.toString(shape);
  }

  private ByteBuffer littleEndian() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}

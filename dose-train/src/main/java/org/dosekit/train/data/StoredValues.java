package org.dosekit.train.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import org.dosekit.core.geometry.VoxelValues;

/**
 * The values of a volume, as compact as they can be kept: one number where all are equal, 16 bits
 * where they lie in [-1, 1] and need not be exact, else 32. In memory, or mapped from a file.
 * Immutable and thread-safe.
 */
sealed interface StoredValues extends VoxelValues {
  /** How many steps of 16-bit values lie between 0 and 1. */
  int STEPS = Short.MAX_VALUE;

  /** By how much a value that is kept in 16 bits differs at most, apart from float rounding. */
  double LARGEST_ERROR = 0.5 / STEPS;

  /** A value by its place. */
  float at(int index);

  /** Memory the values take, in bytes. */
  long bytes();

  /** A copy of the memory the values take, in the order of this machine. */
  ByteBuffer copy();

  /** The same values in other memory, which holds what {@link #copy} gave. */
  StoredValues in(ByteBuffer memory);

  /** Exact values. The array is kept, not copied. */
  static StoredValues exact(float[] values) {
    return isConstant(values) ? new Constant(values[0]) : new Floats(FloatBuffer.wrap(values));
  }

  /**
   * Values to within {@link #LARGEST_ERROR}; -1, 0 and 1 are exact. Exact where a value lies
   * outside [-1, 1].
   */
  static StoredValues rounded(float[] values) {
    if (isConstant(values)) {
      return new Constant(values[0]);
    }
    short[] steps = new short[values.length];
    for (int i = 0; i < steps.length; i++) {
      if (!(Math.abs(values[i]) <= 1)) {
        return new Floats(FloatBuffer.wrap(values));
      }
      steps[i] = (short) Math.round(values[i] * STEPS);
    }
    return new Shorts(ShortBuffer.wrap(steps));
  }

  private static boolean isConstant(float[] values) {
    for (float value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * One value everywhere.
   *
   * @param value the value
   */
  record Constant(float value) implements StoredValues {
    @Override
    public void read(int first, float[] target, int to, int count) {
      Arrays.fill(target, to, to + count, value);
    }

    @Override
    public float at(int index) {
      return value;
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public ByteBuffer copy() {
      return ByteBuffer.allocate(0);
    }

    @Override
    public StoredValues in(ByteBuffer memory) {
      return this;
    }
  }

  /**
   * 32 bits a value.
   *
   * @param values read by place only, so that threads do not disturb each other
   */
  record Floats(FloatBuffer values) implements StoredValues {
    @Override
    public void read(int first, float[] target, int to, int count) {
      values.get(first, target, to, count);
    }

    @Override
    public float at(int index) {
      return values.get(index);
    }

    @Override
    public long bytes() {
      return (long) Float.BYTES * values.capacity();
    }

    @Override
    public ByteBuffer copy() {
      ByteBuffer memory =
          ByteBuffer.allocate(Math.toIntExact(bytes())).order(ByteOrder.nativeOrder());
      memory.asFloatBuffer().put(0, values, 0, values.capacity());
      return memory;
    }

    @Override
    public StoredValues in(ByteBuffer memory) {
      return new Floats(memory.order(ByteOrder.nativeOrder()).asFloatBuffer());
    }
  }

  /**
   * 16 bits a value.
   *
   * @param steps the values times {@link #STEPS}; read by place only
   */
  record Shorts(ShortBuffer steps) implements StoredValues {
    @Override
    public void read(int first, float[] target, int to, int count) {
      for (int i = 0; i < count; i++) {
        target[to + i] = steps.get(first + i) / (float) STEPS;
      }
    }

    @Override
    public float at(int index) {
      return steps.get(index) / (float) STEPS;
    }

    @Override
    public long bytes() {
      return (long) Short.BYTES * steps.capacity();
    }

    @Override
    public ByteBuffer copy() {
      ByteBuffer memory =
          ByteBuffer.allocate(Math.toIntExact(bytes())).order(ByteOrder.nativeOrder());
      memory.asShortBuffer().put(0, steps, 0, steps.capacity());
      return memory;
    }

    @Override
    public StoredValues in(ByteBuffer memory) {
      return new Shorts(memory.order(ByteOrder.nativeOrder()).asShortBuffer());
    }
  }
}

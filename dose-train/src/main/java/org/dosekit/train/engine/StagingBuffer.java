package org.dosekit.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Memory through which values reach the engine. One buffer is used again and again: a fresh direct
 * buffer a step would live until the next garbage collection, and grow the process.
 */
final class StagingBuffer {
  private ByteBuffer memory = ByteBuffer.allocateDirect(0);

  /**
   * An array of the values.
   *
   * @return an array that, on a CPU, lies in this buffer: valid until the next call
   * @throws IllegalArgumentException when there are 2^29 values or more
   */
  NDArray stage(NDManager manager, FloatBuffer values, Shape shape) {
    ByteBuffer view = view(values.remaining());
    view.asFloatBuffer().put(values);
    return manager.create(view, shape, DataType.FLOAT32);
  }

  /**
   * A vector of integers.
   *
   * @return an array that, on a CPU, lies in this buffer: valid until the next call
   * @throws IllegalArgumentException when there are 2^29 values or more
   */
  NDArray stage(NDManager manager, IntBuffer values) {
    Shape shape = new Shape(values.remaining());
    ByteBuffer view = view(values.remaining());
    view.asIntBuffer().put(values);
    return manager.create(view, shape, DataType.INT32);
  }

  private ByteBuffer view(int values) {
    long bytes = 4L * values;
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("an array of " + values + " values; fewer than 2^29");
    }
    if (memory.capacity() < bytes) {
      memory = ByteBuffer.allocateDirect((int) bytes);
    }
    return memory.slice(0, (int) bytes).order(ByteOrder.nativeOrder());
  }
}

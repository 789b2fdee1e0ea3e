package org.dosekit.export.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory outside the Java heap that ONNX Runtime reads patches from and writes their doses to,
 * without a copy of its own; kept for the next ones. Used by one thread at a time.
 */
final class PatchBuffers {
  private final Map<String, FloatBuffer> kept = new HashMap<>();

  /** A buffer of so many values, whatever they are: the one of this name, where that is enough. */
  FloatBuffer take(String name, int count) {
    FloatBuffer buffer = kept.get(name);
    if (buffer == null || buffer.capacity() < count) {
      buffer = direct(count);
      kept.put(name, buffer);
    }
    return buffer.clear().limit(count);
  }

  /** A buffer outside the Java heap. */
  static FloatBuffer direct(int count) {
    if (count > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "patches of " + count + " values in all channels; at most 536870911");
    }
    return ByteBuffer.allocateDirect(Float.BYTES * count)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}

package org.dosekit.export.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * The values of a tensor, little endian. They pass through a small buffer, so that weights mapped
 * from a file are never held in memory as a whole.
 *
 * @param tensor the values
 */
record FloatPayload(FloatTensor tensor) implements Payload {
  private static final int CHUNK_FLOATS = 1 << 14;

  @Override
  public long size() {
    return (long) Float.BYTES * tensor.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    FloatBuffer values = tensor.values();
    byte[] chunk = new byte[Float.BYTES * Math.min(CHUNK_FLOATS, values.remaining())];
    FloatBuffer target = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    while (values.hasRemaining()) {
      int count = Math.min(target.capacity(), values.remaining());
      target.put(0, values, values.position(), count);
      values.position(values.position() + count);
      out.write(chunk, 0, Float.BYTES * count);
    }
  }
}

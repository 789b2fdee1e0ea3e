package org.dosekit.core.tensorfile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collection;

/** Streams a safetensors file. */
final class TensorFileWriter {
  private static final int CHUNK_VALUES = 1 << 14;

  private TensorFileWriter() {}

  static void write(byte[] header, Collection<FloatTensor> tensors, OutputStream out)
      throws IOException {
    ByteBuffer chunk =
        ByteBuffer.allocate(CHUNK_VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(chunk.putLong(0, header.length).array(), 0, Long.BYTES);
    out.write(header);
    for (FloatTensor tensor : tensors) {
      FloatBuffer values = tensor.values();
      for (int start = 0; start < values.capacity(); start += CHUNK_VALUES) {
        int count = Math.min(CHUNK_VALUES, values.capacity() - start);
        chunk.asFloatBuffer().put(values.slice(start, count));
        out.write(chunk.array(), 0, count * Float.BYTES);
      }
    }
  }
}

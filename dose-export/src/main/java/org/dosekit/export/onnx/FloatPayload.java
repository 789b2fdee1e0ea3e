package org.dosekit.export.onnx;

import java.io.IOException;
import java.io.OutputStream;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * The values of a tensor, little endian.
 *
 * @param tensor the values
 */
record FloatPayload(FloatTensor tensor) implements Payload {
  @Override
  public long size() {
    return (long) Float.BYTES * tensor.size();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    tensor.writeTo(out);
  }
}

package org.dosekit.export.onnx;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes whose number is known before they are written. */
interface Payload {
  /** The number of bytes. */
  long size();

  /** Writes them; the same ones every time. */
  void writeTo(OutputStream out) throws IOException;
}

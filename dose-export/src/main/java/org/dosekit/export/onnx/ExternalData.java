package org.dosekit.export.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Weights that stand in a file beside the model, as one ONNX file ends at 2 GiB. */
final class ExternalData {
  /** Smaller tensors stay in the model: shapes and constants that a reader wants at hand. */
  private static final long SMALLEST_BYTES = 1 << 10;

  /** Where a tensor may begin, so that a runtime can map it. */
  private static final long ALIGNMENT = 1 << 12;

  private final String fileName;
  private final List<Entry> entries = new ArrayList<>();
  private long end;

  /**
   * An empty file.
   *
   * @param fileName its name in the folder of the model
   */
  ExternalData(String fileName) {
    this.fileName = fileName;
  }

  private record Entry(long offset, Payload data) {}

  String fileName() {
    return fileName;
  }

  /** Whether a tensor goes here. */
  boolean takes(Payload data) {
    return data.size() >= SMALLEST_BYTES;
  }

  /** Places a tensor, and says where. */
  long add(Payload data) {
    long offset = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    entries.add(new Entry(offset, data));
    end = offset + data.size();
    return offset;
  }

  /** Writes the tensors, with zeros between them. */
  void writeTo(OutputStream out) throws IOException {
    long position = 0;
    for (Entry entry : entries) {
      out.write(new byte[(int) (entry.offset() - position)]);
      entry.data().writeTo(out);
      position = entry.offset() + entry.data().size();
    }
  }
}

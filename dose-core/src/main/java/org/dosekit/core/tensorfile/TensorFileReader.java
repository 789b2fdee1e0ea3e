package org.dosekit.core.tensorfile;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;

/** Maps a safetensors file into memory. */
final class TensorFileReader {
  private static final int LENGTH_BYTES = Long.BYTES;

  /** A tenth of the format's own limit; a thousand tensors take 100 kB. */
  private static final int MAX_HEADER_BYTES = 10_000_000;

  private TensorFileReader() {}

  static TensorFile read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int headerBytes = headerLength(file, channel);
      String text =
          StandardCharsets.UTF_8.decode(readFully(channel, LENGTH_BYTES, headerBytes)).toString();
      long dataStart = LENGTH_BYTES + (long) headerBytes;
      TensorHeader header = TensorHeader.parse(file.toString(), text, channel.size() - dataStart);
      return new TensorFile(map(channel, dataStart, header.tensors()), header.metadata());
    } catch (IOException e) {
      throw DoseDataException.of(
              file.toString(),
              "no readable file (" + e.getClass().getSimpleName() + ")",
              "a safetensors file",
              "check the path")
          .withCause(e);
    }
  }

  private static int headerLength(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    long length = size < LENGTH_BYTES ? -1 : readFully(channel, 0, LENGTH_BYTES).getLong();
    if (length < 2 || length > MAX_HEADER_BYTES || length > size - LENGTH_BYTES) {
      throw DoseDataException.of(
          file.toString(),
          size < LENGTH_BYTES
              ? size + " bytes"
              : "a header of " + Long.toUnsignedString(length) + " bytes in a file of " + size,
          "a safetensors file with a header of at most " + MAX_HEADER_BYTES + " bytes",
          "restore the file");
    }
    return (int) length;
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("file ends early");
      }
    }
    return buffer.flip();
  }

  /** Maps neighbouring tensors together, as many as fit a buffer's 2 GiB. */
  private static Map<String, FloatTensor> map(
      FileChannel channel, long dataStart, List<TensorHeader.Entry> entries) throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    int first = 0;
    while (first < entries.size()) {
      long begin = entries.get(first).begin();
      int last = first;
      while (last + 1 < entries.size()
          && entries.get(last + 1).end() - begin <= Integer.MAX_VALUE) {
        last++;
      }
      ByteBuffer window =
          channel
              .map(MapMode.READ_ONLY, dataStart + begin, entries.get(last).end() - begin)
              .order(ByteOrder.LITTLE_ENDIAN);
      for (TensorHeader.Entry entry : entries.subList(first, last + 1)) {
        int offset = (int) (entry.begin() - begin);
        ByteBuffer bytes = window.slice(offset, (int) (entry.end() - entry.begin()));
        tensors.put(
            entry.name(),
            FloatTensor.of(bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(), entry.shape()));
      }
      first = last + 1;
    }
    return tensors;
  }
}

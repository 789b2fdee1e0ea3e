package org.dosekit.dicom.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Bytes of a known number that can be read from any place: a file, opened when asked, or memory.
 */
sealed interface ByteSource {
  /** How many bytes there are. */
  long size();

  /**
   * Copies bytes.
   *
   * @throws IOException when the file is gone or has another size than before
   */
  void read(long position, byte[] target, int offset, int count) throws IOException;

  /** A file, which is not held open. */
  record OfFile(Path file, long size) implements ByteSource {
    @Override
    public void read(long position, byte[] target, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(position, count, size);
      try (FileChannel channel = FileChannel.open(file)) {
        if (channel.size() != size) {
          throw new IOException("the file has changed");
        }
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, count);
        long at = position;
        while (buffer.hasRemaining()) {
          int read = channel.read(buffer, at);
          if (read < 0) {
            throw new EOFException("the file ends early");
          }
          at += read;
        }
      }
    }
  }

  /** Bytes in memory. */
  record InMemory(byte[] bytes) implements ByteSource {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int count) {
      Objects.checkFromIndexSize(position, count, (long) bytes.length);
      System.arraycopy(bytes, (int) position, target, offset, count);
    }
  }
}

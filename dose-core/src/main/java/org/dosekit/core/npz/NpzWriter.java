package org.dosekit.core.npz;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an {@code .npz} file that NumPy reads with {@code allow_pickle=False}. The same content
 * gives the same bytes: members carry no time.
 *
 * <p>Compresses fast rather than well.
 */
public final class NpzWriter implements AutoCloseable {
  /** zlib's fastest: a case of 128^3 is written in a fraction of a second. */
  private static final int COMPRESSION_LEVEL = 1;

  /** A month after the format's first moment, which would be written with the time zone. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final int CHUNK_VALUES = 1 << 14;

  private final ZipOutputStream zip;
  private final Set<String> names = new HashSet<>();

  private NpzWriter(ZipOutputStream zip) {
    this.zip = zip;
  }

  /** A writer to a stream, which it closes when it is closed. */
  public static NpzWriter to(OutputStream out) {
    ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16));
    zip.setLevel(COMPRESSION_LEVEL);
    return new NpzWriter(zip);
  }

  /** Writes an array of 32-bit floats. */
  public void array(String name, float[] values, int... shape) throws IOException {
    begin(name, NpyType.FLOAT32, values.length, shape);
    byte[] chunk = new byte[CHUNK_VALUES * Float.BYTES];
    FloatBuffer view = littleEndian(chunk).asFloatBuffer();
    for (int start = 0; start < values.length; start += CHUNK_VALUES) {
      int count = Math.min(CHUNK_VALUES, values.length - start);
      view.clear().put(values, start, count);
      zip.write(chunk, 0, count * Float.BYTES);
    }
    zip.closeEntry();
  }

  /** Writes an array of 64-bit floats. */
  public void array(String name, double[] values, int... shape) throws IOException {
    begin(name, NpyType.FLOAT64, values.length, shape);
    byte[] chunk = new byte[CHUNK_VALUES * Double.BYTES];
    DoubleBuffer view = littleEndian(chunk).asDoubleBuffer();
    for (int start = 0; start < values.length; start += CHUNK_VALUES) {
      int count = Math.min(CHUNK_VALUES, values.length - start);
      view.clear().put(values, start, count);
      zip.write(chunk, 0, count * Double.BYTES);
    }
    zip.closeEntry();
  }

  /** Writes an array of 16-bit integers. */
  public void array(String name, short[] values, int... shape) throws IOException {
    begin(name, NpyType.INT16, values.length, shape);
    byte[] chunk = new byte[CHUNK_VALUES * Short.BYTES];
    ShortBuffer view = littleEndian(chunk).asShortBuffer();
    for (int start = 0; start < values.length; start += CHUNK_VALUES) {
      int count = Math.min(CHUNK_VALUES, values.length - start);
      view.clear().put(values, start, count);
      zip.write(chunk, 0, count * Short.BYTES);
    }
    zip.closeEntry();
  }

  /** Writes an array of unsigned bytes. */
  public void array(String name, byte[] values, int... shape) throws IOException {
    begin(name, NpyType.UINT8, values.length, shape);
    zip.write(values);
    zip.closeEntry();
  }

  /** Writes a member of text in UTF-8; its name must not end in {@code .npy}. */
  public void text(String name, String text) throws IOException {
    if (name.endsWith(".npy")) {
      throw new IllegalArgumentException("a text named '" + name + "' would read as an array");
    }
    next(name);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  /** Begins an array of unsigned bytes that arrives in parts; {@link #endArray} ends it. */
  void beginBytes(String name, int... shape) throws IOException {
    next(name + ".npy");
    zip.write(NpyHeader.format(NpyType.UINT8, shape));
  }

  /** Writes the first {@code count} bytes of a buffer. */
  void bytes(byte[] buffer, int count) throws IOException {
    zip.write(buffer, 0, count);
  }

  void endArray() throws IOException {
    zip.closeEntry();
  }

  /** Finishes the file and closes its stream. */
  @Override
  public void close() throws IOException {
    zip.close();
  }

  private void begin(String name, NpyType type, int length, int... shape) throws IOException {
    long count = 1;
    for (int dimension : shape) {
      count = Math.multiplyExact(count, dimension);
    }
    if (count != length) {
      throw new IllegalArgumentException(
          "values differ: " + length + " != shape " + Arrays.toString(shape));
    }
    next(name + ".npy");
    zip.write(NpyHeader.format(type, shape));
  }

  private void next(String name) throws IOException {
    if (!names.add(name)) {
      throw new IllegalArgumentException("two members '" + name + "'");
    }
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
  }

  private static ByteBuffer littleEndian(byte[] chunk) {
    return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
  }
}

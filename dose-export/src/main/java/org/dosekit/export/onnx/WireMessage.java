package org.dosekit.export.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message in wire format, built field by field. Its size is known at once; large values
 * are only referred to, and stream past when it is written.
 *
 * <p>Fields are written in the order they are added: ascending numbers give the bytes that
 * protobuf's own libraries give. A message that was added to another must not be added to any more.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers, Encoding</a>
 */
final class WireMessage implements Payload {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  private final List<Payload> parts = new ArrayList<>();
  private ByteRun run = new ByteRun();
  private long size;

  /** Adds an integer or enumeration. */
  WireMessage integer(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Adds each of some integers, as a repeated field that is not packed. */
  WireMessage integers(int field, long... values) {
    for (long value : values) {
      integer(field, value);
    }
    return this;
  }

  /** Adds a float32. */
  WireMessage real(int field, float value) {
    tag(field, FIXED32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      run.bytes.write(bits >>> shift);
    }
    size += Float.BYTES;
    return this;
  }

  /** Adds a text. */
  WireMessage text(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    tag(field, LENGTH_DELIMITED);
    varint(utf8.length);
    run.bytes.writeBytes(utf8);
    size += utf8.length;
    return this;
  }

  /** Adds each of some texts, as a repeated field. */
  WireMessage texts(int field, List<String> values) {
    values.forEach(value -> text(field, value));
    return this;
  }

  /** Adds a message or bytes. */
  WireMessage payload(int field, Payload value) {
    tag(field, LENGTH_DELIMITED);
    varint(value.size());
    parts.add(run);
    parts.add(value);
    run = new ByteRun();
    size += value.size();
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (Payload part : parts) {
      part.writeTo(out);
    }
    run.writeTo(out);
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      run.bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
      size++;
    }
    run.bytes.write((int) rest);
    size++;
  }

  /** Small fields in a row. */
  private static final class ByteRun implements Payload {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      bytes.writeTo(out);
    }
  }
}

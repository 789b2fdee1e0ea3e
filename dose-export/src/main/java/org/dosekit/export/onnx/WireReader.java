package org.dosekit.export.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.dosekit.core.DoseDataException;

/**
 * Reads protobuf fields from a file that may be anything. Every length is checked against what is
 * left before a byte is allocated or skipped; what is skipped is not read.
 */
final class WireReader {
  private static final int MAX_VARINT_BYTES = 10;

  private final String file;
  private final SeekableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 12).limit(0);
  private long bufferEnd;
  private long limit;

  /**
   * A reader of a whole channel.
   *
   * @param file named in errors
   */
  WireReader(String file, SeekableByteChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.limit = channel.size();
  }

  /** Reads the fields of a message. */
  @FunctionalInterface
  interface FieldReader {
    /** Reads or skips the value of one field. */
    void read(int field, int wireType) throws IOException;
  }

  /** Hands every field of what is left to {@code reader}, at most {@code maxFields}. */
  void fields(int maxFields, FieldReader reader) throws IOException {
    int count = 0;
    while (position() < limit) {
      if (++count > maxFields) {
        throw damaged("more than " + maxFields + " fields in one message");
      }
      long tag = varint();
      long field = tag >>> 3;
      if (field < 1 || field > (1 << 29) - 1) {
        throw damaged("field number " + field);
      }
      reader.read((int) field, (int) (tag & 7));
    }
  }

  /** Hands every field of the message that is next to {@code reader}. */
  void message(int maxFields, FieldReader reader) throws IOException {
    long outer = limit;
    long length = length();
    limit = position() + length;
    fields(maxFields, reader);
    limit = outer;
  }

  /** The next value, of the wire type a text has, in strict UTF-8 and of at most so many bytes. */
  String text(int wireType, int maxBytes) throws IOException {
    requireType(wireType, WireMessage.LENGTH_DELIMITED);
    long length = length();
    if (length > maxBytes) {
      throw damaged("a text of " + length + " bytes, more than " + maxBytes);
    }
    byte[] bytes = new byte[(int) length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = next();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw damaged("a text that is not UTF-8").withCause(e);
    }
  }

  /** The next value, an integer. */
  long integer(int wireType) throws IOException {
    requireType(wireType, WireMessage.VARINT);
    return varint();
  }

  /** Passes over the next value, of any wire type. */
  void skip(int wireType) throws IOException {
    switch (wireType) {
      case WireMessage.VARINT -> varint();
      case WireMessage.FIXED64 -> skipBytes(requireLeft(Long.BYTES));
      case WireMessage.FIXED32 -> skipBytes(requireLeft(Integer.BYTES));
      case WireMessage.LENGTH_DELIMITED -> skipBytes(length());
      default -> throw damaged("wire type " + wireType);
    }
  }

  /** An error about the file at this place. */
  DoseDataException damaged(String found) {
    return DoseDataException.of(
        file,
        found + " (before byte " + position() + ")",
        "an ONNX model as DoseKit writes it",
        "export or copy the model again");
  }

  void requireType(int wireType, int expected) {
    if (wireType != expected) {
      throw damaged("wire type " + wireType + " where " + expected + " belongs");
    }
  }

  private long length() throws IOException {
    return requireLeft(varint());
  }

  private long requireLeft(long length) {
    long left = limit - position();
    if (length < 0 || length > left) {
      throw damaged("a length of " + Long.toUnsignedString(length) + " with " + left + " left");
    }
    return length;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte b = next();
      value |= (b & 0x7FL) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    throw damaged("an integer of more than " + MAX_VARINT_BYTES + " bytes");
  }

  private long position() {
    return bufferEnd - buffer.remaining();
  }

  private byte next() throws IOException {
    if (position() >= limit) {
      throw damaged("the end");
    }
    if (!buffer.hasRemaining()) {
      fill();
    }
    return buffer.get();
  }

  private void fill() throws IOException {
    buffer.clear();
    channel.position(bufferEnd);
    int read = channel.read(buffer);
    buffer.flip();
    if (read < 1) {
      throw damaged("the end, before the size the file had when it was opened");
    }
    bufferEnd += read;
  }

  private void skipBytes(long count) {
    if (count <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) count);
    } else {
      bufferEnd = position() + count;
      buffer.limit(0);
    }
  }
}

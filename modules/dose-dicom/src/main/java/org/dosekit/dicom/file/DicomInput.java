package org.dosekit.dicom.file;

import java.io.IOException;
import java.nio.ByteOrder;
import org.dosekit.core.DoseDataException;

/**
 * A place in a source that moves forward as numbers and bytes are taken. Every length is held
 * against what is left before memory is taken.
 */
final class DicomInput {
  private static final int WINDOW_BYTES = 1 << 14;

  private final String subject;
  private final ByteSource source;
  private final byte[] window;
  private long windowStart;
  private int windowLength;
  private long position;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  /**
   * The input at a source's first byte.
   *
   * @param subject the file, in errors
   */
  DicomInput(String subject, ByteSource source) {
    this.subject = subject;
    this.source = source;
    this.window = new byte[(int) Math.min(WINDOW_BYTES, source.size())];
  }

  String subject() {
    return subject;
  }

  ByteSource source() {
    return source;
  }

  ByteOrder order() {
    return order;
  }

  void order(ByteOrder value) {
    order = value;
  }

  long position() {
    return position;
  }

  /** Moves to a place between the first byte and the end. */
  void position(long value) {
    position = value;
  }

  long size() {
    return source.size();
  }

  int unsignedByte() throws IOException {
    require(1);
    if (position < windowStart || position >= windowStart + windowLength) {
      windowStart = position;
      windowLength = (int) Math.min(window.length, size() - position);
      source.read(windowStart, window, 0, windowLength);
    }
    return window[(int) (position++ - windowStart)] & 0xFF;
  }

  int unsignedShort() throws IOException {
    int first = unsignedByte();
    int second = unsignedByte();
    return order == ByteOrder.LITTLE_ENDIAN ? first | second << 8 : first << 8 | second;
  }

  /** 0 to 2^32 - 1. */
  long unsignedInt() throws IOException {
    long first = unsignedShort();
    long second = unsignedShort();
    return order == ByteOrder.LITTLE_ENDIAN ? first | second << 16 : first << 16 | second;
  }

  int tag() throws IOException {
    int group = unsignedShort();
    return group << 16 | unsignedShort();
  }

  byte[] bytes(long count) throws IOException {
    require(count);
    byte[] result = new byte[Math.toIntExact(count)];
    if (position >= windowStart && position + count <= windowStart + windowLength) {
      System.arraycopy(window, (int) (position - windowStart), result, 0, result.length);
    } else {
      source.read(position, result, 0, result.length);
    }
    position += count;
    return result;
  }

  void skip(long count) {
    require(count);
    position += count;
  }

  /** Checks that so many bytes are left in the file. */
  void require(long count) {
    if (count > size() - position) {
      throw damaged(
          "an end after " + (size() - position) + " bytes where " + count + " are promised");
    }
  }

  /** An error about the bytes here. */
  DoseDataException damaged(String found) {
    return DoseDataException.of(
        subject,
        found + " at byte " + position,
        "a whole DICOM file",
        "export the file anew, or remove it");
  }
}

package org.dosekit.train.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * TensorFlow's {@code Event} message in the framing of its record files: length (8 bytes, little
 * endian), masked CRC-32C of those, message, masked CRC-32C of it.
 *
 * <p>Fields, from TensorFlow's event.proto and summary.proto: Event wall_time = 1 (double), step =
 * 2 (int64), file_version = 3 (string), summary = 5; Summary value = 1; Value tag = 1 (string),
 * simple_value = 2 (float).
 */
final class EventRecord {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int MASK_DELTA = 0xa282ead8;

  private EventRecord() {}

  /** The first record of a file. */
  static byte[] fileVersion(double wallSeconds) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    putDouble(event, 1, wallSeconds);
    putBytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    return framed(event.toByteArray());
  }

  /** One record with all values of a step. */
  static byte[] scalars(double wallSeconds, long step, Map<String, Number> values) {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    values.forEach(
        (tag, number) -> {
          ByteArrayOutputStream value = new ByteArrayOutputStream();
          putBytes(value, 1, tag.getBytes(StandardCharsets.UTF_8));
          putFloat(value, 2, number.floatValue());
          putBytes(summary, 1, value.toByteArray());
        });
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    putDouble(event, 1, wallSeconds);
    putVarint(event, tag(2, VARINT));
    putVarint(event, step);
    putBytes(event, 5, summary.toByteArray());
    return framed(event.toByteArray());
  }

  static byte[] framed(byte[] message) {
    byte[] length = new byte[Long.BYTES];
    littleEndian(length).putLong(message.length);
    byte[] record = new byte[length.length + message.length + 2 * Integer.BYTES];
    littleEndian(record)
        .put(length)
        .putInt(maskedCrc(length))
        .put(message)
        .putInt(maskedCrc(message));
    return record;
  }

  /** CRC-32C rotated and shifted, as TensorFlow stores it beside data that may hold CRCs itself. */
  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private static void putDouble(ByteArrayOutputStream out, int field, double value) {
    putVarint(out, tag(field, FIXED64));
    byte[] bytes = new byte[Double.BYTES];
    littleEndian(bytes).putDouble(value);
    out.writeBytes(bytes);
  }

  private static void putFloat(ByteArrayOutputStream out, int field, float value) {
    putVarint(out, tag(field, FIXED32));
    byte[] bytes = new byte[Float.BYTES];
    littleEndian(bytes).putFloat(value);
    out.writeBytes(bytes);
  }

  private static void putBytes(ByteArrayOutputStream out, int field, byte[] value) {
    putVarint(out, tag(field, BYTES));
    putVarint(out, value.length);
    out.writeBytes(value);
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  private static void putVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

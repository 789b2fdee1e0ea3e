package org.dosekit.dicom.original;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;

/**
 * The objects of a pickle as it is read, which may hold one another, and their copy as plain
 * values. A value that the memo uses many times is counted each time, so that a small pickle cannot
 * become a large value.
 */
final class PickledObjects {
  static final Object NONE = new Object();

  private static final int MAX_DEPTH = 32;
  private static final long VALUES_PER_BYTE = 4;
  private static final long LEAST_VALUES = 64;

  private final String subject;
  private long left;

  PickledObjects(String subject, int pickleBytes) {
    this.subject = subject;
    this.left = LEAST_VALUES + VALUES_PER_BYTE * pickleBytes;
  }

  /** A list or tuple that is being filled; equal only to itself. */
  static final class Sequence {
    private final List<Object> values = new ArrayList<>(2);

    List<Object> values() {
      return values;
    }
  }

  /** A dictionary that is being filled; equal only to itself. */
  static final class Dictionary {
    private final Map<String, Object> values = new LinkedHashMap<>(4);

    Map<String, Object> values() {
      return values;
    }
  }

  /** An array of objects; its content is shared, not copied, however often it is set. */
  static final class ObjectArray {
    private Sequence content = new Sequence();

    Sequence content() {
      return content;
    }

    void content(Sequence value) {
      content = value;
    }
  }

  /** A type of NumPy by its code, as {@code f8}. */
  record NumberType(String code) {
    Object decode(String subject, byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int size = code.length() == 2 ? code.charAt(1) - '0' : -1;
      if (size != bytes.length) {
        throw refused(subject, "a number of " + bytes.length + " bytes");
      }
      return switch (code) {
        case "b1" -> bytes[0] != 0;
        case "i1" -> (long) bytes[0];
        case "u1" -> bytes[0] & 0xFFL;
        case "i2" -> (long) buffer.getShort();
        case "u2" -> buffer.getShort() & 0xFFFFL;
        case "i4" -> (long) buffer.getInt();
        case "u4" -> buffer.getInt() & 0xFFFF_FFFFL;
        case "i8", "u8" -> buffer.getLong();
        case "f4" -> (double) buffer.getFloat();
        case "f8" -> buffer.getDouble();
        default -> throw refused(subject, "a number of a type not known");
      };
    }
  }

  PlainValue plain(Object value) {
    return plain(value, 0);
  }

  private PlainValue plain(Object value, int depth) {
    if (depth > MAX_DEPTH || --left < 0) {
      throw refused(
          subject, depth > MAX_DEPTH ? "values nested too deep" : "values repeated too often");
    }
    if (value == NONE) {
      return new PlainValue.None();
    } else if (value instanceof Boolean flag) {
      return new PlainValue.Flag(flag);
    } else if (value instanceof Long number) {
      return new PlainValue.Numeric((double) (long) number);
    } else if (value instanceof Double number) {
      return new PlainValue.Numeric(number);
    } else if (value instanceof String text) {
      return new PlainValue.Text(text);
    } else if (value instanceof Sequence sequence) {
      return new PlainValue.Listed(plain(sequence, depth));
    } else if (value instanceof Dictionary dictionary) {
      Map<String, PlainValue> entries = new LinkedHashMap<>();
      dictionary.values().forEach((key, entry) -> entries.put(key, plain(entry, depth + 1)));
      return new PlainValue.Mapped(entries);
    } else if (value instanceof ObjectArray array) {
      List<PlainValue> content = plain(array.content(), depth);
      return content.size() == 1 ? content.get(0) : new PlainValue.Listed(content);
    }
    throw refused(subject, "a value that is not plain");
  }

  private List<PlainValue> plain(Sequence sequence, int depth) {
    List<PlainValue> values = new ArrayList<>(sequence.values().size());
    sequence.values().forEach(value -> values.add(plain(value, depth + 1)));
    return values;
  }

  private static DoseDataException refused(String subject, String found) {
    return DoseDataException.of(
        subject, found + " in a pickle", "plain values", "take the file from a source you trust");
  }
}

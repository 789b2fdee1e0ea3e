package org.dosekit.data.openkbp;

import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import org.dosekit.core.DoseDataException;

/**
 * The data set's sparse CSV: a header {@code ,data}, then lines {@code index,value} or, for masks,
 * {@code index,}; indices strictly increasing from 0, below 128^3.
 *
 * <p>Parsed by hand from the bytes: most of an import would otherwise be spent making strings.
 */
final class IndexedCsv {
  /** Takes a voxel number and its value. */
  @FunctionalInterface
  interface ValueConsumer {
    void accept(int index, double value);
  }

  private static final byte[] HEADER = ",data".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_NUMBER_CHARACTERS = 32;

  /** A long of so many decimal digits is exact as a double, and so is its quotient's rounding. */
  private static final int EXACT_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private final String subject;
  private final byte[] bytes;
  private int position;
  private int line = 1;
  private int lastIndex = -1;

  private IndexedCsv(String subject, byte[] bytes) {
    this.subject = subject;
    this.bytes = bytes;
  }

  /**
   * Reads voxels with values.
   *
   * @param subject the patient and file that errors name
   * @param quantity what the values are, with their unit and range
   * @return how many voxels the file lists
   * @throws DoseDataException naming the line, when it is not such a file or a value is out of
   *     range
   */
  static int readValues(String subject, byte[] bytes, Quantity quantity, ValueConsumer consumer) {
    IndexedCsv csv = new IndexedCsv(subject, bytes);
    csv.readHeader();
    int count = 0;
    while (csv.hasMore()) {
      int index = csv.nextIndex();
      double value = csv.nextValue();
      if (!(value >= quantity.min() && value <= quantity.max())) {
        throw csv.error(
            quantity.name() + " of " + value + " " + quantity.unit(),
            quantity.min() + " to " + quantity.max() + " " + quantity.unit());
      }
      csv.endLine();
      consumer.accept(index, value);
      count++;
    }
    return count;
  }

  /** Reads the voxels of a mask; otherwise like {@link #readValues}. */
  static int readMask(String subject, byte[] bytes, IntConsumer consumer) {
    IndexedCsv csv = new IndexedCsv(subject, bytes);
    csv.readHeader();
    int count = 0;
    while (csv.hasMore()) {
      int index = csv.nextIndex();
      csv.endLine();
      consumer.accept(index);
      count++;
    }
    return count;
  }

  private boolean hasMore() {
    return position < bytes.length;
  }

  private void readHeader() {
    for (byte expected : HEADER) {
      if (!hasMore() || bytes[position] != expected) {
        throw error("no header", "the header ',data'");
      }
      position++;
    }
    endLine();
  }

  /** The number before the comma, and past the comma. */
  private int nextIndex() {
    int start = position;
    int index = 0;
    int digit;
    while (hasMore() && (digit = bytes[position] - '0') >= 0 && digit <= 9) {
      index = index * 10 + digit;
      position++;
      if (index >= OpenKbpFormat.SHAPE.voxelCount()) {
        throw error(
            "voxel number " + excerpt(start), "numbers below " + OpenKbpFormat.SHAPE.voxelCount());
      }
    }
    if (position == start || !hasMore() || bytes[position] != ',') {
      throw error("'" + excerpt(start) + "'", "a voxel number and a comma");
    }
    if (index <= lastIndex) {
      throw error(
          "voxel number " + index + (index == lastIndex ? " again" : " after " + lastIndex),
          "strictly increasing numbers");
    }
    lastIndex = index;
    position++;
    return index;
  }

  private double nextValue() {
    int start = position;
    long digits = 0;
    int digitCount = 0;
    int decimals = 0;
    boolean afterPoint = false;
    for (; hasMore(); position++) {
      int digit = bytes[position] - '0';
      if (digit >= 0 && digit <= 9 && digitCount <= EXACT_DIGITS) {
        digits = digits * 10 + digit;
        digitCount++;
        decimals += afterPoint ? 1 : 0;
      } else if (bytes[position] == '.' && !afterPoint) {
        afterPoint = true;
      } else {
        break;
      }
    }
    if (digitCount > 0 && digitCount <= EXACT_DIGITS && atLineEnd()) {
      return digits / POWERS_OF_TEN[decimals];
    }
    position = start;
    return nextUnusualValue();
  }

  /** A value with a sign, an exponent or many digits. */
  private double nextUnusualValue() {
    int start = position;
    while (hasMore() && !atLineEnd() && position - start <= MAX_NUMBER_CHARACTERS) {
      position++;
    }
    String text = new String(bytes, start, position - start, StandardCharsets.ISO_8859_1);
    // Java's own grammar is wider: hexadecimal, type suffixes, blanks.
    boolean plain = text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
    if (plain && text.length() <= MAX_NUMBER_CHARACTERS) {
      try {
        double value = Double.parseDouble(text);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw error("'" + excerpt(start) + "'", "a finite number").withCause(e);
      }
    }
    throw error("'" + excerpt(start) + "'", "a finite number");
  }

  private boolean atLineEnd() {
    return !hasMore() || bytes[position] == '\n' || bytes[position] == '\r';
  }

  private void endLine() {
    if (hasMore() && bytes[position] == '\r') {
      position++;
    }
    if (hasMore()) {
      if (bytes[position] != '\n') {
        throw error("'" + excerpt(position) + "' at the end", "the end of the line");
      }
      position++;
    }
    line++;
  }

  private String excerpt(int from) {
    return EntryNames.printable(bytes, from);
  }

  private DoseDataException error(String found, String expected) {
    return DoseDataException.of(
        subject + " line " + line, found, expected, "replace the file by an undamaged one");
  }

  /**
   * What a file's values are.
   *
   * @param name for messages
   * @param unit for messages
   * @param min lowest value believed
   * @param max highest value believed
   */
  record Quantity(String name, String unit, double min, double max) {}
}

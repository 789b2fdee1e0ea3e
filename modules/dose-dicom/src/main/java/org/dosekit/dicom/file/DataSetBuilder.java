package org.dosekit.dicom.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Builds a data set to write. Texts are encoded in UTF-8, so a builder of a whole file begins with
 * {@code SpecificCharacterSet} set to ISO_IR 192. Not thread-safe.
 */
public final class DataSetBuilder {
  private static final int MAX_DS_LENGTH = 16;

  private final TreeMap<Attribute, Element> elements = new TreeMap<>();

  /** A builder of an item, or of a data set whose texts are ASCII. */
  public DataSetBuilder() {}

  /** A builder of a file's data set. */
  public static DataSetBuilder ofFile() {
    return new DataSetBuilder().text(Attribute.SPECIFIC_CHARACTER_SET, "ISO_IR 192");
  }

  /**
   * Sets an attribute of text; no value makes it present and empty.
   *
   * @throws IllegalArgumentException when the attribute holds no text, or a value a backslash or a
   *     control character
   */
  public DataSetBuilder text(Attribute attribute, String... values) {
    switch (attribute.vr().kind()) {
      case CODE, TEXT, LONG_TEXT -> {}
      default -> throw new IllegalArgumentException(attribute + " holds no text");
    }
    for (String value : values) {
      if (value.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
        throw new IllegalArgumentException("a backslash or control character for " + attribute);
      }
    }
    String joined = String.join("\\", values);
    return put(attribute, joined.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sets an attribute of numbers.
   *
   * @throws IllegalArgumentException when the attribute holds no numbers, or not such ones
   */
  public DataSetBuilder numbers(Attribute attribute, double... values) {
    return switch (attribute.vr()) {
      case DS ->
          put(
              attribute,
              Arrays.stream(values)
                  .mapToObj(DataSetBuilder::decimalString)
                  .collect(Collectors.joining("\\"))
                  .getBytes(StandardCharsets.US_ASCII));
      case IS ->
          put(
              attribute,
              Arrays.stream(values)
                  .mapToObj(value -> Long.toString((long) value))
                  .collect(Collectors.joining("\\"))
                  .getBytes(StandardCharsets.US_ASCII));
      case US -> {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(value -> buffer.putShort((short) (int) value));
        yield put(attribute, buffer.array());
      }
      default -> throw new IllegalArgumentException(attribute + " holds no numbers");
    };
  }

  /** A number in at most 16 characters, as near as they allow. */
  static String decimalString(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is no decimal string");
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    String shortest = Double.toString(value);
    for (int digits = 15; shortest.length() > MAX_DS_LENGTH; digits--) {
      shortest = String.format(Locale.ROOT, "%." + digits + "g", value);
      String scientific = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
      shortest = shortest.length() <= scientific.length() ? shortest : scientific;
    }
    return shortest;
  }

  /** A number as it reads back when it was written as a decimal string of 16 characters. */
  public static double asDecimalString(double value) {
    return Double.parseDouble(decimalString(value));
  }

  /** Sets the tag that an attribute points to. */
  public DataSetBuilder pointer(Attribute attribute, Attribute target) {
    ByteBuffer buffer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putShort((short) (target.tag() >>> 16)).putShort((short) target.tag());
    return put(attribute, buffer.array());
  }

  /** Sets a sequence. */
  public DataSetBuilder items(Attribute attribute, List<DataSet> items) {
    elements.put(attribute, new Element.Items(List.copyOf(items)));
    return this;
  }

  /** Sets little-endian bytes; not copied. */
  public DataSetBuilder bytes(Attribute attribute, byte[] littleEndian) {
    return put(attribute, littleEndian);
  }

  /** Copies attributes of text as they are in another data set; absent ones are set empty. */
  public DataSetBuilder copy(DataSet from, Attribute... attributes) {
    for (Attribute attribute : attributes) {
      String[] values =
          from.strings(attribute).stream()
              .map(value -> value.replaceAll("\\p{Cntrl}", " "))
              .toArray(String[]::new);
      text(attribute, values);
    }
    return this;
  }

  /** The data set. */
  public DataSet build() {
    return new DataSet(
        "new data set", new Charsets("new data set", "UTF-8"), new TreeMap<>(elements));
  }

  private DataSetBuilder put(Attribute attribute, byte[] bytes) {
    elements.put(attribute, new Element.Bytes(attribute.vr(), ByteOrder.LITTLE_ENDIAN, bytes));
    return this;
  }
}

package org.dosekit.dicom.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.dosekit.core.DoseDataException;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a file or of an item of a sequence. Immutable.
 *
 * <p>An attribute without a value counts as absent. Errors name the attribute and never its value,
 * which may be a person's.
 */
public final class DataSet {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
  private static final Pattern UID = Pattern.compile("[0-9]+(\\.[0-9]+)+");
  private static final int MAX_UID_LENGTH = 64;

  private final String subject;
  private final Charsets charsets;
  private final SortedMap<Attribute, Element> elements;

  DataSet(String subject, Charsets charsets, SortedMap<Attribute, Element> elements) {
    this.subject = subject;
    this.charsets = charsets;
    this.elements = Collections.unmodifiableSortedMap(elements);
  }

  /** The file that holds it, as errors name it. */
  public String subject() {
    return subject;
  }

  /** The attributes there are, in the order of their tags. */
  public List<Attribute> attributes() {
    return List.copyOf(elements.keySet());
  }

  SortedMap<Attribute, Element> elements() {
    return elements;
  }

  /** The value as it is in the file, if there is one. */
  Optional<Element> element(Attribute attribute) {
    return Optional.ofNullable(elements.get(attribute));
  }

  /** Whether the attribute has a value. */
  public boolean has(Attribute attribute) {
    Element element = elements.get(attribute);
    if (element instanceof Element.Bytes value) {
      return value.vr().kind() == Vr.Kind.BINARY
          ? value.bytes().length > 0
          : !strings(attribute).isEmpty();
    }
    return element != null;
  }

  /**
   * The values of an attribute of text; empty ones within are kept, so that places mean something.
   *
   * @throws DoseDataException when it holds no text, or in an unknown character set
   */
  public List<String> strings(Attribute attribute) {
    Element.Bytes value = bytes(attribute);
    if (value == null) {
      return List.of();
    }
    String text =
        switch (value.vr().kind()) {
          case CODE -> new String(value.bytes(), StandardCharsets.ISO_8859_1);
          case TEXT, LONG_TEXT -> charsets.decode(value.bytes());
          default -> throw mismatch(attribute, "no text");
        };
    // Padding is a space, in UIDs a zero byte; some writers pad everything with the latter.
    String trimmed = text.replace('\0', ' ').strip();
    if (trimmed.isEmpty()) {
      return List.of();
    }
    if (value.vr().kind() == Vr.Kind.LONG_TEXT) {
      return List.of(trimmed);
    }
    List<String> values = new ArrayList<>();
    int start = 0;
    for (int end = trimmed.indexOf('\\'); end >= 0; end = trimmed.indexOf('\\', start)) {
      values.add(trimmed.substring(start, end).strip());
      start = end + 1;
    }
    values.add(trimmed.substring(start).strip());
    return values;
  }

  /**
   * The first value of an attribute of text.
   *
   * @throws DoseDataException when it holds no text, or in an unknown character set
   */
  public Optional<String> string(Attribute attribute) {
    return strings(attribute).stream().findFirst().filter(text -> !text.isEmpty());
  }

  /**
   * The first value of an attribute of text that must be there.
   *
   * @throws DoseDataException when it is not
   */
  public String requireString(Attribute attribute) {
    return string(attribute).orElseThrow(() -> absent(attribute));
  }

  /**
   * A UID.
   *
   * @throws DoseDataException when it is no UID
   */
  public Optional<String> uid(Attribute attribute) {
    Optional<String> uid = string(attribute);
    if (uid.isPresent()
        && (uid.get().length() > MAX_UID_LENGTH || !UID.matcher(uid.get()).matches())) {
      throw mismatch(attribute, "no UID");
    }
    return uid;
  }

  /**
   * A UID that must be there.
   *
   * @throws DoseDataException when it is not, or is no UID
   */
  public String requireUid(Attribute attribute) {
    return uid(attribute).orElseThrow(() -> absent(attribute));
  }

  /**
   * The numbers of an attribute, from text or binary; empty when it is absent.
   *
   * @throws DoseDataException when it holds other than finite numbers
   */
  public double[] numbers(Attribute attribute) {
    Element.Bytes value = bytes(attribute);
    if (value == null) {
      return new double[0];
    }
    if (value.vr().kind() == Vr.Kind.BINARY) {
      return binaryNumbers(attribute, value);
    }
    return textNumbers(attribute, value);
  }

  /**
   * Contours have hundreds of thousands of numbers: parsed in place, no list of strings between.
   */
  private double[] textNumbers(Attribute attribute, Element.Bytes value) {
    if (value.vr().kind() == Vr.Kind.BULK || value.vr().kind() == Vr.Kind.SEQUENCE) {
      throw mismatch(attribute, "no number");
    }
    String text = new String(value.bytes(), StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (text.isEmpty()) {
      return new double[0];
    }
    double[] numbers = new double[1 + (int) text.chars().filter(c -> c == '\\').count()];
    int start = 0;
    for (int i = 0; i < numbers.length; i++) {
      int end = text.indexOf('\\', start);
      numbers[i] = number(attribute, text.substring(start, end < 0 ? text.length() : end).strip());
      start = end + 1;
    }
    return numbers;
  }

  private double number(Attribute attribute, String text) {
    // A decimal string has 16 characters; some writers give more, none gives so many.
    if (text.length() > 64 || !NUMBER.matcher(text).matches()) {
      throw mismatch(attribute, "a value that is no decimal number");
    }
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw mismatch(attribute, "a number beyond all bounds");
    }
    return number;
  }

  private double[] binaryNumbers(Attribute attribute, Element.Bytes value) {
    ByteBuffer buffer = ByteBuffer.wrap(value.bytes()).order(value.order());
    int size =
        switch (value.vr()) {
          case US, SS -> 2;
          case UL, SL, FL, AT -> 4;
          default -> 8;
        };
    if (value.bytes().length % size != 0) {
      throw mismatch(attribute, value.bytes().length + " bytes of numbers of " + size);
    }
    double[] numbers = new double[value.bytes().length / size];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (value.vr()) {
            case US -> buffer.getShort() & 0xFFFF;
            case SS -> buffer.getShort();
            case UL, AT -> buffer.getInt() & 0xFFFF_FFFFL;
            case SL -> buffer.getInt();
            case FL -> buffer.getFloat();
            default -> buffer.getDouble();
          };
      if (!Double.isFinite(numbers[i])) {
        throw mismatch(attribute, "a number that is not finite");
      }
    }
    return numbers;
  }

  /**
   * So many numbers, neither more nor fewer.
   *
   * @throws DoseDataException when not
   */
  public double[] requireNumbers(Attribute attribute, int count) {
    double[] numbers = numbers(attribute);
    if (numbers.length == 0) {
      throw absent(attribute);
    }
    if (numbers.length != count) {
      throw mismatch(attribute, numbers.length + " values where " + count + " belong");
    }
    return numbers;
  }

  /**
   * The first number of an attribute.
   *
   * @throws DoseDataException when it holds other than finite numbers
   */
  public OptionalDouble number(Attribute attribute) {
    double[] numbers = numbers(attribute);
    return numbers.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(numbers[0]);
  }

  /**
   * The first number of an attribute that must be there.
   *
   * @throws DoseDataException when it is not
   */
  public double requireNumber(Attribute attribute) {
    return number(attribute).orElseThrow(() -> absent(attribute));
  }

  /**
   * The first number of an attribute, which must be a whole one of 32 bits.
   *
   * @throws DoseDataException when it is not
   */
  public OptionalInt integer(Attribute attribute) {
    OptionalDouble number = number(attribute);
    if (number.isEmpty()) {
      return OptionalInt.empty();
    }
    if (number.getAsDouble() != Math.rint(number.getAsDouble())
        || Math.abs(number.getAsDouble()) > Integer.MAX_VALUE) {
      throw mismatch(attribute, "a number that is not whole");
    }
    return OptionalInt.of((int) number.getAsDouble());
  }

  /**
   * The first whole number of an attribute that must be there.
   *
   * @throws DoseDataException when it is not
   */
  public int requireInteger(Attribute attribute) {
    return integer(attribute).orElseThrow(() -> absent(attribute));
  }

  /**
   * The items of a sequence; none when it is absent or empty.
   *
   * @throws DoseDataException when it is no sequence
   */
  public List<DataSet> items(Attribute attribute) {
    Element element = elements.get(attribute);
    if (element == null) {
      return List.of();
    }
    if (element instanceof Element.Items sequence) {
      return Collections.unmodifiableList(sequence.items());
    }
    throw mismatch(attribute, "no sequence");
  }

  /**
   * An error about an attribute.
   *
   * @param found what it holds; never the value itself
   */
  public DoseDataException mismatch(Attribute attribute, String found) {
    return DoseDataException.of(
        subject, found + " in " + attribute, "what PS3.3 says of it", "export the file anew");
  }

  private DoseDataException absent(Attribute attribute) {
    return DoseDataException.of(
        subject, "no value of " + attribute, "one", "export the file anew with it");
  }

  private Element.@Nullable Bytes bytes(Attribute attribute) {
    Element element = elements.get(attribute);
    if (element == null || element instanceof Element.Bytes) {
      return (Element.Bytes) element;
    }
    throw mismatch(attribute, "no plain value");
  }

  /** The attributes' keywords, never their values. */
  @Override
  public String toString() {
    return elements.size() + " attributes of " + subject;
  }
}

package org.dosekit.core.npz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dosekit.core.DoseDataException;

/**
 * The header of a {@code .npy} member: magic, version, and a Python dictionary with exactly the
 * keys {@code descr}, {@code fortran_order} and {@code shape}. It is matched, never evaluated.
 *
 * @param type the number type
 * @param shape the dimensions
 * @param headerBytes how many bytes precede the values
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's
 *     description of the format</a>
 */
record NpyHeader(NpyType type, int[] shape, int headerBytes) {
  /** NumPy's own limit for headers of files it does not trust. */
  private static final int MAX_TEXT_BYTES = 10_000;

  private static final int MAX_DIMENSIONS = 32;
  private static final long MAX_VALUES = 1L << 36;
  private static final int ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*'(descr|fortran_order|shape)'\\s*:\\s*"
              + "('[^'\\\\]{1,16}'|True|False|\\([0-9, ]*\\))\\s*(,|$)");
  private static final Pattern SHAPE =
      Pattern.compile("\\(\\s*(?:\\d{1,18}\\s*,\\s*)*(?:\\d{1,18}\\s*)?\\)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** How many bytes the values take. */
  long valueBytes() {
    long count = type.bytes();
    for (int dimension : shape) {
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }

  /**
   * Reads a header.
   *
   * @param member the file and member, named in errors
   * @throws DoseDataException when it is malformed, or promises what is not read here
   */
  static NpyHeader read(String member, InputStream in) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw malformed(member, "no .npy magic");
    }
    int version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
      throw malformed(member, ".npy version " + start[6] + "." + start[7]);
    }
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] lengthField = in.readNBytes(lengthBytes);
    long length = 0;
    for (int i = lengthField.length - 1; i >= 0; i--) {
      length = length << 8 | (lengthField[i] & 0xFF);
    }
    if (lengthField.length < lengthBytes || length > MAX_TEXT_BYTES) {
      throw malformed(member, "a header of " + length + " bytes");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw malformed(member, "a header cut after " + text.length + " of " + length + " bytes");
    }
    String dictionary =
        new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return parse(member, dictionary, 8 + lengthBytes + (int) length);
  }

  private static NpyHeader parse(String member, String text, int headerBytes) {
    String dictionary = text.strip();
    if (dictionary.contains("'O'") || dictionary.contains("|O")) {
      throw DoseDataException.of(
          member,
          "pickled Python objects (dtype object), which can run code when loaded",
          "numbers",
          "save it as a plain array or as JSON");
    }
    if (!dictionary.startsWith("{") || !dictionary.endsWith("}")) {
      throw malformed(member, "a header that is no dictionary");
    }
    Map<String, String> entries =
        entries(member, dictionary.substring(1, dictionary.length() - 1).stripTrailing());
    if (entries.size() != 3) {
      throw malformed(member, "a header with the keys " + entries.keySet());
    }
    int[] shape = shape(member, String.valueOf(entries.get("shape")));
    if ("True".equals(entries.get("fortran_order")) && shape.length > 1) {
      throw DoseDataException.of(
          member, "Fortran order", "C order", "save it through numpy.ascontiguousarray");
    } else if (!Pattern.matches("True|False", String.valueOf(entries.get("fortran_order")))) {
      throw malformed(member, "fortran_order that is neither True nor False");
    }
    return new NpyHeader(type(member, String.valueOf(entries.get("descr"))), shape, headerBytes);
  }

  private static Map<String, String> entries(String member, String body) {
    Map<String, String> entries = new HashMap<>();
    Matcher matcher = ENTRY.matcher(body);
    int at = 0;
    while (at < body.length()) {
      if (!matcher.region(at, body.length()).lookingAt()) {
        throw malformed(member, "a header that is not descr, fortran_order and shape");
      }
      if (entries.put(matcher.group(1), matcher.group(2)) != null) {
        throw malformed(member, "'" + matcher.group(1) + "' twice in the header");
      }
      at = matcher.end();
    }
    return entries;
  }

  private static NpyType type(String member, String quoted) {
    for (NpyType type : NpyType.values()) {
      if (quoted.equals("'" + type.descriptor() + "'")) {
        return type;
      }
    }
    throw DoseDataException.of(
        member,
        "values of type " + quoted,
        "one of "
            + Arrays.stream(NpyType.values())
                .map(NpyType::descriptor)
                .collect(Collectors.joining(", ")),
        "convert it with numpy's astype");
  }

  private static int[] shape(String member, String tuple) {
    if (!SHAPE.matcher(tuple).matches()) {
      throw malformed(member, "a shape that is no tuple of sizes");
    }
    long[] sizes =
        NUMBER.matcher(tuple).results().mapToLong(n -> Long.parseLong(n.group())).toArray();
    // "(3)" is the number 3 in Python, not a tuple.
    if (sizes.length > MAX_DIMENSIONS || (sizes.length == 1 && !tuple.contains(","))) {
      throw malformed(member, "a shape of " + sizes.length + " dimensions");
    }
    double count = 1;
    for (long size : sizes) {
      count *= Math.max(1, size);
    }
    if (count > MAX_VALUES || Arrays.stream(sizes).anyMatch(n -> n > Integer.MAX_VALUE)) {
      throw DoseDataException.of(
          member,
          "the promise of " + tuple + " values",
          "at most 2^36, and at most 2^31-1 along a dimension",
          "check the file");
    }
    return Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray();
  }

  /** The bytes of a version 1.0 header, padded so that the values start at a multiple of 64. */
  static byte[] format(NpyType type, int... shape) {
    String sizes =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(type.descriptor(), sizes, shape.length == 1 ? "," : "");
    int unpadded = MAGIC.length + 4 + dictionary.length() + 1;
    int padding = Math.floorMod(-unpadded, ALIGNMENT);
    int length = dictionary.length() + padding + 1;
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(MAGIC);
    header.write(1);
    header.write(0);
    header.write(length & 0xFF);
    header.write(length >> 8);
    header.writeBytes(dictionary.getBytes(StandardCharsets.ISO_8859_1));
    header.writeBytes(" ".repeat(padding).getBytes(StandardCharsets.ISO_8859_1));
    header.write('\n');
    return header.toByteArray();
  }

  private static DoseDataException malformed(String member, String found) {
    return DoseDataException.of(
        member, found, "a .npy array of version 1, 2 or 3", "write the file anew with NumPy");
  }
}

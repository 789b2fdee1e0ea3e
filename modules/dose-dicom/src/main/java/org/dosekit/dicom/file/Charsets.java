package org.dosekit.dicom.file;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.jspecify.annotations.Nullable;

/**
 * The character sets of a data set's texts (PS3.3, C.12.1.1.2; PS3.5, 6.1.2): the first value of
 * Specific Character Set, and with code extensions those that escape sequences switch to.
 *
 * @param subject the file, in errors
 * @param initial Java's name of the set that a text begins in; null where it is not known, which
 *     matters only to who asks for a text
 */
record Charsets(String subject, @Nullable String initial) {
  /** What a data set has that names none: ASCII, of which Latin 1 is the usual misuse. */
  static final Charsets DEFAULT = new Charsets("", "ISO-8859-1");

  private static final Map<String, String> BY_TERM =
      Map.ofEntries(
          Map.entry("", "ISO-8859-1"),
          Map.entry("ISO_IR 6", "ISO-8859-1"),
          Map.entry("ISO_IR 100", "ISO-8859-1"),
          Map.entry("ISO_IR 101", "ISO-8859-2"),
          Map.entry("ISO_IR 109", "ISO-8859-3"),
          Map.entry("ISO_IR 110", "ISO-8859-4"),
          Map.entry("ISO_IR 144", "ISO-8859-5"),
          Map.entry("ISO_IR 127", "ISO-8859-6"),
          Map.entry("ISO_IR 126", "ISO-8859-7"),
          Map.entry("ISO_IR 138", "ISO-8859-8"),
          Map.entry("ISO_IR 148", "ISO-8859-9"),
          Map.entry("ISO_IR 203", "ISO-8859-15"),
          Map.entry("ISO_IR 13", "Shift_JIS"),
          Map.entry("ISO_IR 166", "TIS-620"),
          Map.entry("ISO_IR 192", "UTF-8"),
          Map.entry("GB18030", "GB18030"),
          Map.entry("GBK", "GBK"));

  /** Escape sequences without the escape, and the set in which the bytes after them are read. */
  private static final Map<String, String> BY_ESCAPE =
      Map.ofEntries(
          Map.entry("(B", "ISO-8859-1"),
          Map.entry("-A", "ISO-8859-1"),
          Map.entry("-B", "ISO-8859-2"),
          Map.entry("-C", "ISO-8859-3"),
          Map.entry("-D", "ISO-8859-4"),
          Map.entry("-L", "ISO-8859-5"),
          Map.entry("-G", "ISO-8859-6"),
          Map.entry("-F", "ISO-8859-7"),
          Map.entry("-H", "ISO-8859-8"),
          Map.entry("-M", "ISO-8859-9"),
          Map.entry("-b", "ISO-8859-15"),
          Map.entry("-T", "TIS-620"),
          Map.entry("(J", "Shift_JIS"),
          Map.entry(")I", "Shift_JIS"),
          Map.entry("$B", "EUC-JP"),
          Map.entry("$(D", "EUC-JP"),
          Map.entry("$)C", "EUC-KR"),
          Map.entry("$)A", "GB2312"));

  private static final char ESCAPE = 0x1B;

  static Charsets of(String subject, @Nullable Element element) {
    String terms =
        element instanceof Element.Bytes value
            ? new String(value.bytes(), StandardCharsets.ISO_8859_1)
            : "";
    int separator = terms.indexOf('\\');
    String first = (separator < 0 ? terms : terms.substring(0, separator)).strip();
    // "ISO 2022 IR n" is the set "ISO_IR n" with code extensions; the two of two bytes begin as
    // ASCII.
    String plain =
        first.replace("ISO 2022 IR", "ISO_IR").replaceAll("ISO_IR (87|159|149|58)$", "ISO_IR 6");
    return new Charsets(subject, BY_TERM.get(plain));
  }

  /**
   * A text's characters.
   *
   * @throws DoseDataException when its character set is unknown here or to this Java
   */
  String decode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    String current = require(initial);
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != ESCAPE) {
        continue;
      }
      text.append(decode(bytes, start, i, current, ""));
      String sequence = sequence(bytes, i + 1);
      current = require(BY_ESCAPE.get(sequence));
      start = i + 1 + sequence.length();
      int end = nextEscape(bytes, start);
      text.append(decode(bytes, start, end, current, sequence));
      start = end;
      i = end - 1;
    }
    return text.append(decode(bytes, start, bytes.length, current, "")).toString();
  }

  private static int nextEscape(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != ESCAPE) {
      at++;
    }
    return at;
  }

  private static String sequence(byte[] bytes, int from) {
    List<String> known = new ArrayList<>(BY_ESCAPE.keySet());
    known.sort((a, b) -> b.length() - a.length());
    for (String sequence : known) {
      if (from + sequence.length() <= bytes.length
          && sequence.equals(
              new String(bytes, from, sequence.length(), StandardCharsets.ISO_8859_1))) {
        return sequence;
      }
    }
    return "";
  }

  private String decode(byte[] bytes, int from, int to, String charset, String escape) {
    byte[] part = new byte[to - from];
    System.arraycopy(bytes, from, part, 0, part.length);
    if (escape.startsWith("$B") || escape.equals("$(D")) {
      part = inUpperHalf(part, escape.equals("$(D"));
    }
    return new String(part, Charset.forName(charset));
  }

  /** The Japanese sets of two bytes come in seven bits; EUC has them in eight. */
  private static byte[] inUpperHalf(byte[] sevenBits, boolean supplementary) {
    byte[] result = new byte[supplementary ? sevenBits.length / 2 * 3 : sevenBits.length];
    int at = 0;
    for (int i = 0; i < sevenBits.length; i++) {
      if (supplementary && i % 2 == 0 && at < result.length) {
        result[at++] = (byte) 0x8F;
      }
      if (at < result.length) {
        result[at++] = (byte) (sevenBits[i] | 0x80);
      }
    }
    return result;
  }

  private String require(@Nullable String charset) {
    if (charset == null || !Charset.isSupported(charset)) {
      throw DoseDataException.of(
          subject,
          charset == null ? "an unknown character set" : "the character set " + charset,
          "a character set of PS3.3 that this Java knows",
          "add the module jdk.charsets, or export the file in ISO_IR 192");
    }
    return charset;
  }
}

package org.dosekit.core.io;

/** Text in CSV (RFC 4180). */
public final class Csv {
  private Csv() {}

  /** A field: in quotes where it holds a comma, a quote or a line's end. */
  public static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}

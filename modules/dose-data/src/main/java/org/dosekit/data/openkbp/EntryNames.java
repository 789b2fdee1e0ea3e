package org.dosekit.data.openkbp;

import java.nio.charset.StandardCharsets;

/** Names and bytes of foreign files, made fit to be shown and taken apart. */
final class EntryNames {
  private static final int MAX_SHOWN = 60;
  private static final int MAX_EXCERPT = 20;

  private EntryNames() {}

  /**
   * Whether a path stays inside the archive: relative, no {@code ..}, no backslash, no control
   * character.
   */
  static boolean isSafe(String path) {
    if (path.isEmpty()
        || path.startsWith("/")
        || path.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
      return false;
    }
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /** The path without {@code .} parts and doubled slashes. */
  static String normal(String path) {
    StringBuilder result = new StringBuilder();
    for (String part : path.split("/")) {
      if (!part.isEmpty() && !part.equals(".")) {
        result.append(result.isEmpty() ? "" : "/").append(part);
      }
    }
    return result.toString();
  }

  /** What lies before the last slash; empty without one. */
  static String folder(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** What lies after the last slash. */
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A name cut short, its unprintable characters replaced: it may come from anyone. */
  static String printable(String name) {
    String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "..." : name;
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** The bytes from {@code from} to the end of their line, cut short and printable. */
  static String printable(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
      if (end - from == MAX_EXCERPT) {
        return printable(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1)) + "...";
      }
      end++;
    }
    return printable(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
  }
}

package org.dosekit.core.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word, name or sign of a {@link StructureExpression}'s text.
 *
 * @param kind what it is
 * @param text its characters, without quotes
 * @param at the index of its first character
 */
record StructureExpressionToken(Kind kind, String text, int at) {
  enum Kind {
    WORD,
    QUOTED,
    SIGN,
    END
  }

  /** Whether it is this sign or word, not in quotes. */
  boolean is(String signOrWord) {
    return (kind == Kind.SIGN || kind == Kind.WORD) && text.equals(signOrWord);
  }

  @Override
  public String toString() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }

  /** Splits a text into tokens, two ahead. */
  static final class Reader {
    private static final int MAX_LENGTH = 1000;
    private static final Pattern TOKEN =
        Pattern.compile(
            "\\s*(?:(?<WORD>[A-Za-z0-9_][A-Za-z0-9._-]*)|\"(?<QUOTED>[^\"]*)\"|(?<SIGN>[-+&|~()]))");

    private final String text;
    private final Matcher matcher;
    private StructureExpressionToken first;
    private StructureExpressionToken second;
    private int end;

    Reader(String text) {
      if (text.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "structure expression '%s...': %d characters; at most %d"
                .formatted(text.substring(0, 40), text.length(), MAX_LENGTH));
      }
      this.text = text;
      matcher = TOKEN.matcher(text);
      first = read();
      second = read();
    }

    StructureExpressionToken peek() {
      return first;
    }

    StructureExpressionToken peekSecond() {
      return second;
    }

    StructureExpressionToken next() {
      StructureExpressionToken result = first;
      first = second;
      second = second.kind() == Kind.END ? second : read();
      return result;
    }

    IllegalArgumentException error(StructureExpressionToken token, String complaint) {
      return new IllegalArgumentException(
          "structure expression '%s': character %d: %s".formatted(text, token.at() + 1, complaint));
    }

    private StructureExpressionToken read() {
      if (text.substring(end).isBlank()) {
        return new StructureExpressionToken(Kind.END, "", text.length());
      }
      matcher.region(end, text.length());
      if (!matcher.lookingAt()) {
        int at = end;
        while (Character.isWhitespace(text.charAt(at))) {
          at++;
        }
        String found = text.substring(at, at + 1);
        throw error(
            new StructureExpressionToken(Kind.SIGN, found, at),
            found.equals("\"") ? "this '\"' is not closed" : "unexpected '" + found + "'");
      }
      end = matcher.end();
      for (Kind kind : Kind.values()) {
        int start = kind == Kind.END ? -1 : matcher.start(kind.name());
        if (start >= 0) {
          return new StructureExpressionToken(
              kind, text.substring(start, matcher.end(kind.name())), start);
        }
      }
      throw new IllegalStateException("a token of no kind in '" + text + "'");
    }
  }
}

package org.dosekit.report.html;

/** HTML put together piece by piece; whatever is not markup of this program is escaped. */
final class Html {
  private final StringBuilder markup = new StringBuilder();

  /** Adds markup as it is: a constant of this program, or made here. */
  Html markup(String constant) {
    markup.append(constant);
    return this;
  }

  /** Adds a text. */
  Html text(String anything) {
    markup.append(escape(anything));
    return this;
  }

  /** Adds an element that holds a text. */
  Html element(String tag, String text) {
    return markup("<" + tag + ">").text(text).markup("</" + tag + ">");
  }

  /** Adds an element with a class that holds a text. */
  Html element(String tag, String style, String text) {
    return markup("<" + tag + " class=\"" + style + "\">").text(text).markup("</" + tag + ">");
  }

  @Override
  public String toString() {
    return markup.toString();
  }

  /** A text as content of an element or a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}

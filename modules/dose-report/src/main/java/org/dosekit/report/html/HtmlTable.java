package org.dosekit.report.html;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A table of texts: the first column names the row, the others are numbers. */
final class HtmlTable {
  private static final String NOTHING = "–";

  private final Html html = new Html();

  HtmlTable(List<String> heads) {
    html.markup("<div class=\"scroll\"><table><thead><tr>");
    for (int i = 0; i < heads.size(); i++) {
      html.markup(i == 0 ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"number\">")
          .text(heads.get(i))
          .markup("</th>");
    }
    html.markup("</tr></thead><tbody>");
  }

  /** Adds a row. */
  HtmlTable row(String name, List<String> cells) {
    html.markup("<tr><th scope=\"row\">").text(name).markup("</th>");
    cells.forEach(cell -> html.element("td", "number", cell));
    html.markup("</tr>");
    return this;
  }

  @Override
  public String toString() {
    return html + "</tbody></table></div>";
  }

  /** A number with that many decimals and a proper minus sign. */
  static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '−');
  }

  /** A number that may not be there. */
  static String number(OptionalDouble value, int decimals) {
    return value.isPresent() ? number(value.getAsDouble(), decimals) : NOTHING;
  }
}

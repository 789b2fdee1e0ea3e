package org.dosekit.report.html;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dosekit.core.io.JsonObject;

/**
 * A page written from top to bottom: what is seen first, then the scripts, then data as long as
 * there is some. Nothing of it asks the network for anything, and its policy would not allow it to.
 */
final class Page {
  private static final String BANNER =
      "Research use only. Not a medical device: nothing on this page may guide the treatment of a"
          + " patient.";

  private final Writer out;
  private final List<String> scripts;

  private Page(Writer out, List<String> scripts) {
    this.out = out;
    this.scripts = scripts;
  }

  /**
   * What is seen of a page.
   *
   * @param title of window and page
   * @param subtitle beside it
   * @param back a link to another page: its address and its name
   * @param sections heading and markup by id, in order
   * @param footer markup
   * @param drawing whether it draws charts or slices, and so needs the scripts that do
   */
  record Content(
      String title,
      String subtitle,
      Optional<Map.Entry<String, String>> back,
      Map<String, Section> sections,
      String footer,
      boolean drawing) {
    /** Copies the sections, keeping their order. */
    Content {
      sections = new LinkedHashMap<>(sections);
    }
  }

  /** A part of a page: its heading, its name in the menu, its markup. */
  record Section(String heading, String menu, String markup) {}

  /** Begins a page. The caller closes the stream. */
  static Page begin(OutputStream stream, Content content) throws IOException {
    Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    String own = PageResources.scripts(content.drawing());
    Page page =
        new Page(
            out, content.drawing() ? List.of(PageResources.chartLibrary(), own) : List.of(own));
    page.head(content);
    page.body(content);
    page.writeScripts();
    return page;
  }

  private void head(Content content) throws IOException {
    String style = PageResources.style();
    String policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src "
            + PageResources.policySource(style)
            + "; script-src "
            + scripts.stream().map(PageResources::policySource).collect(Collectors.joining(" "));
    out.write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.write("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n");
    out.write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.write("<meta name=\"generator\" content=\"DoseKit\">\n");
    out.write(new Html().element("title", content.title()) + "\n");
    out.write("<style>" + style + "</style>\n</head>\n");
  }

  private void body(Content content) throws IOException {
    Html html = new Html().markup("<body>\n").element("div", "banner", BANNER);
    html.markup("\n<header class=\"top\">").element("h1", content.title());
    html.element("span", "soft", content.subtitle()).markup("<nav aria-label=\"Page\">");
    content
        .back()
        .ifPresent(
            link ->
                html.markup("<a href=\"")
                    .text(link.getKey())
                    .markup("\">")
                    .text(link.getValue())
                    .markup("</a>"));
    content
        .sections()
        .forEach(
            (id, section) ->
                html.markup("<a href=\"#" + id + "-section\">")
                    .text(section.menu())
                    .markup("</a>"));
    html.markup(
        "<button type=\"button\" id=\"theme\">Dark / light</button></nav></header>\n<main>");
    content
        .sections()
        .forEach(
            (id, section) ->
                html.markup("\n<section id=\"" + id + "-section\">")
                    .markup("<h2 id=\"" + id + "-name\">")
                    .text(section.heading())
                    .markup("</h2>")
                    .markup(section.markup())
                    .markup("</section>"));
    html.markup("\n</main>\n<footer>").markup(content.footer());
    html.markup(content.drawing() ? licence() : "");
    out.write(html.markup("</footer>\n").toString());
  }

  private static String licence() {
    return new Html()
        .markup("<details><summary>Charts by uPlot: its licence</summary>")
        .element("pre", PageResources.chartLibraryLicence())
        .markup("</details>")
        .toString();
  }

  private void writeScripts() throws IOException {
    for (String script : scripts) {
      out.write("<script>" + script + "</script>\n");
    }
    out.flush();
  }

  /** Adds data that the scripts read by its id. */
  Page data(String id, JsonObject json) throws IOException {
    return data("id=\"" + id + "\"", json.toCompactText());
  }

  /** Adds a case that the scripts open. Its id has letters, digits, dots, dashes, underscores. */
  Page patient(CasePayload payload) throws IOException {
    String id = payload.caseId();
    data("id=\"case-" + id + "\" data-case-id=\"" + id + "\"", payload.json().toCompactText());
    for (Map.Entry<String, String> blob : payload.blobs().entrySet()) {
      out.write("<script type=\"text/plain\" id=\"blob-" + id + "-" + blob.getKey() + "\">");
      out.write(blob.getValue());
      out.write("</script>\n");
    }
    out.flush();
    return this;
  }

  private Page data(String attributes, String json) throws IOException {
    out.write("<script type=\"application/json\" " + attributes + ">");
    out.write(inScript(json));
    out.write("</script>\n");
    return this;
  }

  /** Ends the page. */
  void end() throws IOException {
    out.write("</body>\n</html>\n");
    out.flush();
  }

  /** JSON that cannot end the script element it stands in: in JSON, {@code <} is in texts only. */
  static String inScript(String json) {
    return json.replace("<", "\\u003c");
  }
}

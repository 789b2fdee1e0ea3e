package org.dosekit.report.html;

import java.lang.module.ModuleDescriptor;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dosekit.report.source.Evaluation;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.RunOrigin;
import org.dosekit.report.source.TrainingRun;

/** Where the numbers of a page come from. */
final class ProvenanceFooter {
  private ProvenanceFooter() {}

  /** Markup: what wrote the page, how the cases were judged, which run made the model. */
  static String of(Found<TrainingRun> run, Found<Evaluation> evaluation, Clock clock) {
    Html html = new Html().element("h2", "Provenance").markup("<div class=\"columns\"><div>");
    html.markup(table("This page", page(clock)));
    evaluation.value().ifPresent(found -> html.markup(table("Evaluation", found.how())));
    html.markup("</div><div>");
    run.value()
        .map(found -> found.origin())
        .flatMap(Found::value)
        .ifPresent(origin -> html.markup(run(origin)));
    run.value()
        .flatMap(found -> found.origin().reason())
        .ifPresent(why -> html.element("p", "note", "The run's origin is not known: " + why + "."));
    return html.markup("</div></div>").toString();
  }

  private static String run(RunOrigin origin) {
    return table("Training run", origin.provenance())
        + "<details><summary>Settings of the run</summary>"
        + table("Setting", origin.settings())
        + "</details>";
  }

  /** What wrote the page, and when. */
  static Map<String, String> page(Clock clock) {
    Map<String, String> page = new LinkedHashMap<>();
    page.put("written by", "DoseKit " + version());
    page.put("written at", Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
    return page;
  }

  private static String version() {
    return Optional.ofNullable(ProvenanceFooter.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("(not packaged)");
  }

  /** Names and values. */
  static String table(String title, Map<String, String> rows) {
    Html html =
        new Html()
            .markup("<div class=\"scroll\"><table><thead><tr><th scope=\"col\" colspan=\"2\">")
            .text(title)
            .markup("</th></tr></thead><tbody>");
    rows.forEach(
        (name, value) ->
            html.markup("<tr><th scope=\"row\">")
                .text(name)
                .markup("</th>")
                .element("td", "value", value)
                .markup("</tr>"));
    return html.markup("</tbody></table></div>").toString();
  }
}

package org.dosekit.report.html;

import java.util.OptionalDouble;
import org.dosekit.report.source.TrainingSummary;

/** How a training ended, in a row of cards. */
final class TrainingFacts {
  private TrainingFacts() {}

  /** Markup of what is known. */
  static String of(TrainingSummary summary) {
    Html html = new Html().markup("<dl class=\"cards\">");
    card(html, "best validation MAE [Gy]", HtmlTable.number(summary.bestValMaeGy(), 2));
    card(
        html,
        "best epoch",
        summary.bestEpoch().isPresent() ? String.valueOf(summary.bestEpoch().getAsInt()) : "–");
    card(html, "final validation MAE [Gy]", HtmlTable.number(summary.finalValMaeGy(), 2));
    card(html, "training time [h]", hours(summary.trainingTimeHours()));
    card(html, "ended by", summary.endedBy().orElse("–"));
    return html.markup("</dl>").toString();
  }

  private static String hours(OptionalDouble hours) {
    return HtmlTable.number(hours, 2);
  }

  private static void card(Html html, String name, String value) {
    html.markup("<div>").element("dt", name).element("dd", value).markup("</div>");
  }
}

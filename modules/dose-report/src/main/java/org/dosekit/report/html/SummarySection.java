package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.dosekit.report.source.EvaluatedCase;
import org.dosekit.report.source.Evaluation;
import org.dosekit.report.source.GoalOutcome;
import org.dosekit.report.source.GoalOutcome.Judgement;

/** The cohort in numbers: cards, goals, DVH metrics against the reference plan. */
final class SummarySection {
  private final Evaluation evaluation;

  private SummarySection(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The markup. */
  static String of(Evaluation evaluation) {
    SummarySection section = new SummarySection(evaluation);
    return section.cards() + section.goals() + section.metrics();
  }

  private String cards() {
    Html html = new Html().markup("<dl class=\"cards\">");
    card(html, "cases", String.valueOf(evaluation.cases().size()), "in the evaluation");
    for (CaseColumns.Column column : CaseColumns.of(evaluation)) {
      MeanAndSpread.of(evaluation.cases(), column.value())
          .ifPresent(
              mean ->
                  card(
                      html,
                      column.label() + (column.unit().isEmpty() ? "" : " [" + column.unit() + "]"),
                      HtmlTable.number(mean.mean(), Math.max(1, column.decimals())),
                      under(mean, column.decimals())));
    }
    return html.markup("</dl>").toString();
  }

  private String under(MeanAndSpread mean, int decimals) {
    String of = mean.count() == 1 ? "one case" : "mean of " + mean.count() + " cases";
    String spread =
        mean.std().isPresent() ? ", SD " + HtmlTable.number(mean.std(), Math.max(1, decimals)) : "";
    int without = evaluation.cases().size() - mean.count();
    return of + spread + (without > 0 ? "; " + without + " without a value" : "");
  }

  private static void card(Html html, String name, String value, String under) {
    html.markup("<div>").element("dt", name).markup("<dd>").text(value);
    html.element("small", under).markup("</dd></div>");
  }

  private String goals() {
    Map<String, List<GoalOutcome>> byLabel = new LinkedHashMap<>();
    for (EvaluatedCase one : evaluation.cases()) {
      one.goals().forEach(g -> byLabel.computeIfAbsent(g.label(), l -> new ArrayList<>()).add(g));
    }
    Html html = new Html().element("h3", "Goals");
    if (byLabel.isEmpty()) {
      return html.element("p", "note", "The evaluation holds no goals.").toString();
    }
    HtmlTable table =
        new HtmlTable(
            List.of(
                "goal",
                "cases judged",
                "met by the plan",
                "met by the prediction",
                "met by both",
                "prediction worse",
                "prediction better"));
    byLabel.forEach(
        (label, outcomes) -> {
          List<Judgement> judged =
              outcomes.stream().flatMap(g -> g.judgement().value().stream()).toList();
          table.row(label, tally(judged));
        });
    return html.markup(table.toString())
        .element(
            "p",
            "soft",
            "Worse, better: the grade (met, acceptable, missed) under the predicted dose against that"
                + " under the reference plan. A goal that the plan itself misses is not held against"
                + " the prediction.")
        .toString();
  }

  private static List<String> tally(List<Judgement> judged) {
    return List.of(
        String.valueOf(judged.size()),
        count(judged.stream().filter(j -> j.plannedGrade() == Grade.MET).count()),
        count(judged.stream().filter(j -> j.predictedGrade() == Grade.MET).count()),
        count(
            judged.stream()
                .filter(j -> j.plannedGrade() == Grade.MET && j.predictedGrade() == Grade.MET)
                .count()),
        count(judged.stream().filter(Judgement::charged).count()),
        count(judged.stream().filter(Judgement::optimistic).count()));
  }

  private static String count(long number) {
    return String.valueOf(number);
  }

  private String metrics() {
    Map<String, Set<String>> keys = evaluation.metricKeys();
    if (keys.isEmpty()) {
      return new Html().element("p", "note", "The evaluation holds no DVH metrics.").toString();
    }
    Html html =
        new Html()
            .markup("<details open><summary>")
            .text("DVH metrics: prediction against reference plan")
            .markup("</summary>");
    HtmlTable table =
        new HtmlTable(
            List.of(
                "metric", "cases", "reference", "predicted", "difference", "|difference|, mean"));
    keys.forEach((structure, metrics) -> metrics.forEach(key -> addRow(table, structure, key)));
    return html.markup(table.toString())
        .element(
            "p",
            "soft",
            "Mean ± standard deviation over the cases that have the structure and the metric.")
        .markup("</details>")
        .toString();
  }

  private void addRow(HtmlTable table, String structure, String key) {
    List<EvaluatedCase> cases = evaluation.cases();
    Optional<MeanAndSpread> error = MeanAndSpread.of(cases, c -> c.error(structure, key));
    table.row(
        structure + " " + MetricNames.metric(key),
        List.of(
            String.valueOf(error.map(MeanAndSpread::count).orElse(0)),
            text(MeanAndSpread.of(cases, c -> c.planned(structure, key))),
            text(MeanAndSpread.of(cases, c -> c.predicted(structure, key))),
            text(error),
            text(MeanAndSpread.of(cases, c -> absolute(c.error(structure, key))))));
  }

  private static OptionalDouble absolute(OptionalDouble value) {
    return value.isPresent() ? OptionalDouble.of(Math.abs(value.getAsDouble())) : value;
  }

  private static String text(Optional<MeanAndSpread> value) {
    return value.map(v -> v.text(2)).orElse("–");
  }
}

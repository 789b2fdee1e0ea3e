package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.dosekit.eval.stats.CaseStatistics;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.eval.stats.ExperimentComparison.Row;
import org.dosekit.eval.stats.Interval;
import org.dosekit.eval.stats.PairedComparison.Refused;
import org.dosekit.eval.stats.PairedComparison.Tested;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.TrainingRun;
import org.dosekit.report.source.TrainingSummary;

/** The tables of a comparison. */
final class ComparisonTables {
  private static final String NOTHING = "–";

  private final ExperimentComparison comparison;
  private final Map<String, List<Found<TrainingRun>>> runs;
  private final List<ComparedMetric> metrics;

  private ComparisonTables(
      ExperimentComparison comparison,
      Map<String, List<Found<TrainingRun>>> runs,
      List<ComparedMetric> metrics) {
    this.comparison = comparison;
    this.runs = runs;
    this.metrics = metrics;
  }

  static ComparisonTables of(
      ExperimentComparison comparison, Map<String, List<Found<TrainingRun>>> runs) {
    return new ComparisonTables(
        comparison, runs, comparison.rows().stream().map(Row::metric).distinct().toList());
  }

  /** One row an experiment: what it achieved, what it took, what it changed. */
  String overview() {
    List<String> heads =
        new ArrayList<>(List.of("experiment", "seeds", "cases", "validation MAE [Gy]"));
    metrics.forEach(metric -> heads.add(head(metric)));
    heads.add("training time [h]");
    metrics.stream().findFirst().ifPresent(m -> heads.add("change of " + head(m)));
    HtmlTable table = new HtmlTable(heads);
    for (Experiment experiment : comparison.experiments()) {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(experiment.seeds()));
      cells.add(String.valueOf(experiment.caseIds().size()));
      cells.add(ofRuns(experiment, TrainingSummary::bestValMaeGy));
      for (ComparedMetric metric : metrics) {
        cells.add(
            comparison
                .row(experiment.name(), metric)
                .map(row -> meanAndStd(row.statistics()))
                .orElse(NOTHING));
      }
      cells.add(ofRuns(experiment, TrainingSummary::trainingTimeHours));
      metrics.stream()
          .findFirst()
          .ifPresent(metric -> cells.add(change(comparison.row(experiment.name(), metric))));
      boolean isBaseline = experiment.name().equals(comparison.baseline());
      table.row(experiment.name() + (isBaseline ? " (baseline)" : ""), cells);
    }
    return table.toString();
  }

  /** Mean over the seeds whose run says it. */
  private String ofRuns(Experiment experiment, Function<TrainingSummary, OptionalDouble> number) {
    List<TrainingSummary> summaries =
        runs.getOrDefault(experiment.name(), List.of()).stream()
            .flatMap(run -> run.value().stream())
            .flatMap(run -> run.summary().value().stream())
            .toList();
    return MeanAndSpread.of(summaries, number).map(mean -> mean.text(2)).orElse(NOTHING);
  }

  private static String change(Optional<Row> row) {
    return row.flatMap(Row::againstBaseline)
        .map(paired -> paired instanceof Tested tested ? change(tested) : "not tested")
        .orElse(NOTHING);
  }

  private static String change(Tested tested) {
    return signed(tested.meanDifference()) + " " + interval(tested.meanDifferenceInterval());
  }

  /** Every metric of every experiment. */
  String details() {
    HtmlTable table =
        new HtmlTable(
            List.of(
                "metric",
                "experiment",
                "cases",
                "mean ± SD",
                "95 % CI of the mean",
                "median [quartiles]",
                "bias [limits of agreement]"));
    for (Row row : comparison.rows()) {
      CaseStatistics statistics = row.statistics();
      table.row(
          head(row.metric()),
          List.of(
              row.experiment(),
              String.valueOf(statistics.count()),
              meanAndStd(statistics),
              statistics.meanInterval().map(ComparisonTables::interval).orElse(NOTHING),
              HtmlTable.number(statistics.median(), 2) + " " + interval(statistics.quartiles()),
              row.agreement()
                  .map(a -> signed(a.bias()) + " " + interval(a.limits()))
                  .orElse(NOTHING)));
    }
    return table.toString();
  }

  /** Every test against the baseline. */
  String tests() {
    HtmlTable table =
        new HtmlTable(
            List.of(
                "metric",
                "experiment",
                "pairs",
                "minus baseline [95 % CI]",
                "p",
                "p, Holm",
                "Cohen's d_z",
                "rank-biserial"));
    for (Row row : comparison.rows()) {
      if (row.againstBaseline().orElse(null) instanceof Tested tested) {
        table.row(
            head(row.metric()),
            List.of(
                row.experiment(),
                String.valueOf(tested.pairs()),
                change(tested),
                p(tested.pValue()) + (tested.exact() ? "" : " ~"),
                p(row.holmPValue().getAsDouble()),
                HtmlTable.number(tested.cohensDz(), 2),
                HtmlTable.number(tested.rankBiserial(), 2)));
      }
    }
    return comparison.tests() == 0 ? "" : table.toString();
  }

  /** What is not there, and why. */
  String notes() {
    Html html = new Html();
    for (Row row : comparison.rows()) {
      if (row.againstBaseline().orElse(null) instanceof Refused refused) {
        note(
            html,
            "Not tested: %s of %s: %s."
                .formatted(row.metric().label(), row.experiment(), refused.reason()));
      }
    }
    for (Experiment experiment : comparison.experiments()) {
      if (experiment.incompleteCases() > 0) {
        note(
            html,
            "Left out: %d cases of %s that a seed lacks."
                .formatted(experiment.incompleteCases(), experiment.name()));
      }
      if (ofRuns(experiment, TrainingSummary::trainingTimeHours).equals(NOTHING)) {
        note(
            html,
            "No training time of %s: no finished run beside its results."
                .formatted(experiment.name()));
      }
    }
    for (ComparedMetric metric : comparison.absentMetrics()) {
      note(html, "In no file: " + metric.label() + ".");
    }
    return html.toString();
  }

  private static void note(Html html, String text) {
    html.element("p", "note", text);
  }

  private static String head(ComparedMetric metric) {
    return metric.unit().isEmpty() ? metric.label() : metric.label() + " [" + metric.unit() + "]";
  }

  private static String meanAndStd(CaseStatistics statistics) {
    String mean = HtmlTable.number(statistics.mean(), 2);
    return statistics.std().isPresent()
        ? mean + " ± " + HtmlTable.number(statistics.std(), 2)
        : mean;
  }

  private static String interval(Interval interval) {
    return "[%s, %s]"
        .formatted(HtmlTable.number(interval.low(), 2), HtmlTable.number(interval.high(), 2));
  }

  private static String signed(double value) {
    return (value > 0 ? "+" : "") + HtmlTable.number(value, 2);
  }

  private static String p(double value) {
    return value < 1e-4 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", value);
  }
}

package org.dosekit.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.eval.stats.CaseStatistics;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.ComparedMetric.Better;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.eval.stats.ExperimentComparison.Row;
import org.dosekit.eval.stats.Interval;
import org.dosekit.eval.stats.PairedComparison.Refused;
import org.dosekit.eval.stats.PairedComparison.Tested;

/** An {@link ExperimentComparison} for people: means and spreads, tests, what is not tested. */
final class ComparisonTable {
  private static final double LEVEL = 0.05;

  private final ExperimentComparison comparison;

  private ComparisonTable(ExperimentComparison comparison) {
    this.comparison = comparison;
  }

  /** The comparison as text. */
  static String of(ExperimentComparison comparison) {
    return new ComparisonTable(comparison).text();
  }

  /** The details and the tests in Markdown, with the notes below them. */
  static String markdown(ExperimentComparison comparison) {
    ComparisonTable table = new ComparisonTable(comparison);
    StringBuilder text = new StringBuilder(table.details().toMarkdown()).append('\n');
    if (comparison.tests() > 0) {
      text.append(table.tests().toMarkdown()).append('\n');
    }
    table.notes().forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }

  private String text() {
    StringBuilder text = new StringBuilder(overview().toString());
    text.append(System.lineSeparator()).append(details());
    if (comparison.tests() > 0) {
      text.append(System.lineSeparator()).append(tests());
    }
    for (String note : notes()) {
      text.append(note).append(System.lineSeparator());
    }
    return text.toString();
  }

  private List<ComparedMetric> metrics() {
    return comparison.rows().stream().map(Row::metric).distinct().toList();
  }

  private TextTable overview() {
    List<String> heads = new ArrayList<>(List.of("experiment", "seeds", "cases"));
    metrics().forEach(metric -> heads.add(head(metric)));
    TextTable table = new TextTable(heads.toArray(String[]::new));
    for (Experiment experiment : comparison.experiments()) {
      List<String> cells = new ArrayList<>();
      cells.add(
          experiment.name() + (experiment.name().equals(comparison.baseline()) ? " (base)" : ""));
      cells.add(String.valueOf(experiment.seeds()));
      cells.add(String.valueOf(experiment.caseIds().size()));
      for (ComparedMetric metric : metrics()) {
        cells.add(
            comparison
                .row(experiment.name(), metric)
                .map(row -> meanAndStd(row.statistics()))
                .orElse("-"));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private TextTable details() {
    TextTable table =
        new TextTable(
            "metric", "experiment", "cases", "mean [95 % CI]", "median [IQR]", "bias [limits]");
    for (Row row : comparison.rows()) {
      CaseStatistics statistics = row.statistics();
      table.row(
          head(row.metric()),
          row.experiment(),
          String.valueOf(statistics.count()),
          number(statistics.mean())
              + statistics.meanInterval().map(ComparisonTable::interval).orElse(""),
          number(statistics.median()) + interval(statistics.quartiles()),
          row.agreement().map(a -> number(a.bias()) + interval(a.limits())).orElse("-"));
    }
    return table;
  }

  private TextTable tests() {
    TextTable table =
        new TextTable(
            "metric",
            "experiment",
            "pairs",
            "minus base [95 % CI]",
            "p",
            "p Holm",
            "d_z",
            "rank-biserial",
            "is");
    for (Row row : comparison.rows()) {
      if (row.againstBaseline().orElse(null) instanceof Tested tested) {
        table.row(
            head(row.metric()),
            row.experiment(),
            String.valueOf(tested.pairs()),
            number(tested.meanDifference()) + interval(tested.meanDifferenceInterval()),
            p(tested.pValue()) + (tested.exact() ? "" : "~"),
            p(row.holmPValue().getAsDouble()),
            optional(tested.cohensDz()),
            number(tested.rankBiserial()),
            verdict(row, tested));
      }
    }
    return table;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Row row : comparison.rows()) {
      if (row.againstBaseline().orElse(null) instanceof Refused refused) {
        notes.add(
            "not tested: %s of %s: %s"
                .formatted(row.metric().label(), row.experiment(), refused.reason()));
      }
    }
    for (Experiment experiment : comparison.experiments()) {
      if (experiment.incompleteCases() > 0) {
        notes.add(
            "left out: %d cases of %s that a seed lacks"
                .formatted(experiment.incompleteCases(), experiment.name()));
      }
    }
    if (!comparison.absentMetrics().isEmpty()) {
      notes.add(
          "in no file: "
              + comparison.absentMetrics().stream()
                  .map(ComparedMetric::label)
                  .collect(Collectors.joining(", ")));
    }
    notes.add(
        "intervals: BCa bootstrap over cases, %d resamples, seed %d"
            .formatted(comparison.bootstrap().resamples(), comparison.bootstrap().seed()));
    if (comparison.tests() > 0) {
      notes.add(
          "p: two-sided Wilcoxon signed-rank against %s (~: normal approximation), Holm over %d tests"
              .formatted(comparison.baseline(), comparison.tests()));
    }
    return notes;
  }

  /** Better or worse than the baseline, when the corrected p value allows to say so. */
  private static String verdict(Row row, Tested tested) {
    if (row.holmPValue().getAsDouble() >= LEVEL || tested.rankBiserial() == 0) {
      return "open";
    }
    return tested.rankBiserial() > 0 == (row.metric().better() == Better.HIGHER)
        ? "better"
        : "worse";
  }

  /** A metric as the head of a column. */
  static String head(ComparedMetric metric) {
    return metric.unit().isEmpty() ? metric.label() : metric.label() + " " + metric.unit();
  }

  private static String meanAndStd(CaseStatistics statistics) {
    return meanAndStd(statistics.mean(), statistics.std());
  }

  /** A mean with the standard deviation behind it, where there is one. */
  static String meanAndStd(double mean, OptionalDouble std) {
    return number(mean) + (std.isPresent() ? " +- " + number(std.getAsDouble()) : "");
  }

  private static String interval(Interval interval) {
    return " [" + number(interval.low()) + ", " + number(interval.high()) + "]";
  }

  private static String optional(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "-";
  }

  private static String p(double value) {
    return value < 0.0001 ? "<0.0001" : TextTable.number(value, 4);
  }

  private static String number(double value) {
    return TextTable.number(value, 2);
  }
}

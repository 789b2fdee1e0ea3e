package org.dosekit.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.eval.stats.ExperimentComparison.Row;
import org.dosekit.lab.study.StudyPlan;
import org.dosekit.lab.study.StudyResults;
import org.dosekit.lab.study.StudyResults.OverRuns;
import org.dosekit.lab.study.StudyResults.Run;
import org.dosekit.lab.study.TaskStatus;

/** {@link StudyResults} for people: a row a condition, the tests, and what is not done. */
final class StudyTables {
  private static final double SECONDS_AN_HOUR = 3600;

  private final StudyResults results;

  private StudyTables(StudyResults results) {
    this.results = results;
  }

  /** The conditions for a terminal. */
  static String text(StudyResults results) {
    StudyTables tables = new StudyTables(results);
    StringBuilder text = new StringBuilder(tables.conditions().toString());
    tables.notes().forEach(note -> text.append(note).append(System.lineSeparator()));
    return text.toString();
  }

  /** All tables in Markdown. */
  static String markdown(StudyResults results) {
    StudyTables tables = new StudyTables(results);
    StudyPlan plan = results.plan();
    StringBuilder text = new StringBuilder("# Study " + plan.study().name() + "\n\n");
    if (!plan.study().description().isEmpty()) {
      text.append(plan.study().description()).append("\n\n");
    }
    text.append(
        "Protocol %s; %s; seeds %s; cases of SHA-256 %s.\n\n"
            .formatted(
                plan.protocol().name(),
                plan.study().folds().isPresent()
                    ? plan.study().folds().getAsInt() + " folds"
                    : "one split",
                plan.study().seeds(),
                plan.cohortSha256()));
    text.append(tables.conditions().toMarkdown());
    text.append(
        """

        %s predicts the mean training dose by distance to the targets, without any training. Mean +- standard deviation:
        of validation MAE and seconds a step over runs, of the rest over the test cases of all folds, seeds averaged
        within a case. Hours are wall time of all steps of all runs together.

        """
            .formatted(StudyResults.LOOKUP));
    tables.notes().forEach(note -> text.append("- ").append(note).append('\n'));
    results
        .comparison()
        .ifPresent(
            comparison ->
                text.append("\n## Against ")
                    .append(comparison.baseline())
                    .append("\n\n")
                    .append(ComparisonTable.markdown(comparison)));
    return text.toString();
  }

  private TextTable conditions() {
    List<ComparedMetric> metrics =
        Stream.concat(results.comparison().stream(), results.lookup().stream())
            .flatMap(comparison -> comparison.rows().stream())
            .map(Row::metric)
            .distinct()
            .toList();
    List<String> heads =
        new ArrayList<>(List.of("condition", "runs", "test cases", "validation MAE Gy"));
    for (ComparedMetric metric : metrics) {
      heads.add(ComparisonTable.head(metric));
      if (isSigned(metric)) {
        heads.add("signed");
      }
    }
    heads.addAll(List.of("s a step", "hours in all"));
    TextTable table = new TextTable(heads.toArray(String[]::new));
    results
        .plan()
        .conditions()
        .forEach(condition -> table.row(row(condition, metrics).toArray(String[]::new)));
    results.lookup().ifPresent(lookup -> table.row(row(lookup, metrics).toArray(String[]::new)));
    return table;
  }

  private static boolean isSigned(ComparedMetric metric) {
    return metric.better() == ComparedMetric.Better.NEARER_ZERO;
  }

  private List<String> row(String condition, List<ComparedMetric> metrics) {
    List<String> cells = new ArrayList<>();
    cells.add(condition);
    cells.add(
        results.count(condition, TaskStatus.COMPLETE)
            + "/"
            + results.runs().stream().filter(r -> r.task().condition().equals(condition)).count());
    cells.add(results.comparison().map(c -> cases(c, condition)).orElse("-"));
    cells.add(text(results.validationMaeGy(condition)));
    cells.addAll(numbers(results.comparison(), condition, metrics));
    cells.add(text(results.overRuns(condition, Run::secondsPerStep)));
    cells.add(
        results
            .overRuns(condition, Run::secondsInAll)
            .map(s -> TextTable.number(s.mean() * s.count() / SECONDS_AN_HOUR, 2))
            .orElse("-"));
    return cells;
  }

  /** The lookup predictor: nothing was trained. */
  private static List<String> row(ExperimentComparison lookup, List<ComparedMetric> metrics) {
    List<String> cells =
        new ArrayList<>(List.of(StudyResults.LOOKUP, "-", cases(lookup, StudyResults.LOOKUP), "-"));
    cells.addAll(numbers(Optional.of(lookup), StudyResults.LOOKUP, metrics));
    cells.addAll(List.of("-", "-"));
    return cells;
  }

  private static List<String> numbers(
      Optional<ExperimentComparison> comparison, String experiment, List<ComparedMetric> metrics) {
    List<String> cells = new ArrayList<>();
    for (ComparedMetric metric : metrics) {
      Optional<Row> row = comparison.flatMap(c -> c.row(experiment, metric));
      cells.add(
          row.map(r -> ComparisonTable.meanAndStd(r.statistics().mean(), r.statistics().std()))
              .orElse("-"));
      if (isSigned(metric)) {
        cells.add(row.flatMap(Row::agreement).map(a -> TextTable.number(a.bias(), 2)).orElse("-"));
      }
    }
    return cells;
  }

  private static String cases(ExperimentComparison comparison, String experiment) {
    return comparison.experiments().stream()
        .filter(one -> one.name().equals(experiment))
        .map(one -> String.valueOf(one.caseIds().size()))
        .findFirst()
        .orElse("-");
  }

  private static String text(Optional<OverRuns> value) {
    return value.map(v -> ComparisonTable.meanAndStd(v.mean(), v.std())).orElse("-");
  }

  /** What is not there and why; tasks of a condition that say the same, in one line. */
  private List<String> notes() {
    List<String> notes = new ArrayList<>(results.notes());
    Map<List<String>, List<String>> tasks = new LinkedHashMap<>();
    for (Run run : results.runs()) {
      if (run.status() != TaskStatus.COMPLETE) {
        String state = run.status().label() + (run.reason().isEmpty() ? "" : ": " + run.reason());
        tasks
            .computeIfAbsent(List.of(run.task().condition(), state), key -> new ArrayList<>())
            .add(run.task().name());
      }
    }
    tasks.forEach(
        (key, names) -> {
          String more = names.size() == 1 ? "" : " and " + (names.size() - 1) + " more";
          notes.add(names.get(0) + more + ": " + key.get(1));
        });
    return notes;
  }
}

package org.dosekit.report.html;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.eval.stats.ExperimentComparison.Row;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.TrainingCurves;
import org.dosekit.report.source.TrainingRun;

/**
 * Experiments beside each other on one page, {@code index.html}, which opens from a disk, offline:
 * what each achieved, differences to the baseline case by case with their tests, training curves.
 * Immutable.
 */
public final class ComparisonReport {
  private final ExperimentComparison comparison;
  private final Map<String, List<Found<TrainingRun>>> runs;

  private ComparisonReport(
      ExperimentComparison comparison, Map<String, List<Found<TrainingRun>>> runs) {
    this.comparison = comparison;
    this.runs = new LinkedHashMap<>(runs);
  }

  /**
   * The report of a comparison.
   *
   * @param runs the training runs of each experiment by its name, one a seed, where they are known
   */
  public static ComparisonReport of(
      ExperimentComparison comparison, Map<String, List<Found<TrainingRun>>> runs) {
    return new ComparisonReport(comparison, runs);
  }

  /**
   * Writes the report.
   *
   * @param folder made when absent; a report of the same name in it is replaced
   * @throws DoseDataException when a file cannot be written
   */
  public void write(Path folder) {
    Map<String, Page.Section> sections = new LinkedHashMap<>();
    ComparisonTables tables = ComparisonTables.of(comparison, runs);
    sections.put(
        "summary",
        new Page.Section("Experiments", "Experiments", tables.overview() + tables.notes()));
    sections.put(
        "differences",
        new Page.Section(
            "Differences to " + comparison.baseline(), "Differences", differences(tables)));
    sections.put("details", new Page.Section("All metrics", "Metrics", tables.details()));
    sections.put("cases", new Page.Section("Cases", "Cases", "<div id=\"case-table\"></div>"));
    Optional<JsonObject> charts = TrainingCharts.ofRuns(curves());
    charts.ifPresent(
        data ->
            sections.put(
                "training",
                new Page.Section(
                    "Training",
                    "Training",
                    "<div id=\"training-charts\" class=\"charts\"></div>")));
    Page.Content content =
        new Page.Content(
            "Comparison of " + comparison.experiments().size() + " experiments",
            "against " + comparison.baseline(),
            Optional.empty(),
            sections,
            footer(),
            true);
    AtomicFile.writeStream(
        folder.resolve(HtmlReport.FILE_NAME),
        out -> {
          Page page = Page.begin(out, content).data("table-data", caseTable());
          if (charts.isPresent()) {
            page.data("training-data", charts.get());
          }
          page.end();
        });
  }

  private String differences(ComparisonTables tables) {
    StringBuilder markup = new StringBuilder();
    metrics().forEach(metric -> markup.append(DifferencePlot.of(comparison, metric)));
    markup.append(tables.tests());
    return markup.isEmpty()
        ? new Html().element("p", "note", "No other experiment to compare with.").toString()
        : markup.toString();
  }

  private List<ComparedMetric> metrics() {
    return comparison.rows().stream().map(Row::metric).distinct().toList();
  }

  private String footer() {
    Map<String, String> rows = ProvenanceFooter.page(Clock.systemUTC());
    rows.put("baseline", comparison.baseline());
    rows.put(
        "intervals",
        "BCa bootstrap over cases, %d resamples, seed %d"
            .formatted(comparison.bootstrap().resamples(), comparison.bootstrap().seed()));
    rows.put(
        "tests",
        "two-sided Wilcoxon signed-rank over cases that both have; Holm over all %d tests"
            .formatted(comparison.tests()));
    return new Html()
        .element("h2", "Provenance")
        .markup(ProvenanceFooter.table("This page", rows))
        .toString();
  }

  /** The curves of every run under the name of its experiment, numbered where there are seeds. */
  private Map<String, TrainingCurves> curves() {
    Map<String, TrainingCurves> curves = new LinkedHashMap<>();
    runs.forEach(
        (name, seeds) -> {
          for (int seed = 0; seed < seeds.size(); seed++) {
            String label = seeds.size() == 1 ? name : name + ", seed " + (seed + 1);
            seeds
                .get(seed)
                .value()
                .flatMap(run -> run.curves().value())
                .ifPresent(found -> curves.put(label, found));
          }
        });
    return curves;
  }

  /** The first metric of each case under each experiment. */
  private JsonObject caseTable() {
    List<JsonObject> columns = new ArrayList<>();
    Map<String, JsonObject> valuesById = new LinkedHashMap<>();
    Optional<ComparedMetric> metric = metrics().stream().findFirst();
    for (Experiment experiment : comparison.experiments()) {
      if (metric.isPresent()) {
        String label = metric.get().label() + ", " + experiment.name();
        // Names that differ in punctuation alone would share a key without the number.
        String key = MetricNames.key(label) + "_" + (columns.size() + 1);
        columns.add(
            JsonObject.create()
                .put("key", key)
                .put("label", label)
                .put("unit", metric.get().unit())
                .put("digits", 2)
                .put("signed", false)
                .put("bar", true));
        experiment
            .byCase(metric.get())
            .forEach(
                (id, value) ->
                    valuesById
                        .computeIfAbsent(id, i -> JsonObject.create())
                        .put(key, value.doubleValue()));
      }
    }
    List<JsonObject> rows = new ArrayList<>();
    valuesById.forEach(
        (id, values) -> rows.add(JsonObject.create().put("id", id).put("values", values)));
    return JsonObject.create()
        .put("first", "case")
        .put("pages", false)
        .putObjects("columns", columns)
        .putObjects("rows", rows);
  }
}

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
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.Progress;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.EvaluatedCase;
import org.dosekit.report.source.Evaluation;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.ReportSource;
import org.dosekit.report.source.TrainingRun;

/**
 * The report of a run or an evaluation: {@code index.html}, which opens from a disk, offline. Up to
 * {@value #MOST_CASES_INSIDE} cases with volumes, or {@value #MOST_WITHOUT_VOLUMES} without, are in
 * it; of more, each has a page of its own in {@code cases/} that the table links to. Immutable.
 *
 * <p>One case is in memory at a time. What is missing is said on the page, with the reason.
 */
public final class HtmlReport {
  /** The name of the page to open. */
  public static final String FILE_NAME = "index.html";

  /** The most cases that the page itself holds with their volumes. */
  public static final int MOST_CASES_INSIDE = 12;

  /** The most cases that the page itself holds without volumes. */
  public static final int MOST_WITHOUT_VOLUMES = 500;

  private static final String CASES = "cases";

  private final ReportSource source;
  private final Clock clock;
  private final boolean withVolumes;

  private HtmlReport(ReportSource source, Clock clock, boolean withVolumes) {
    this.source = source;
    this.clock = clock;
    this.withVolumes = withVolumes;
  }

  /** The report of a source, with volumes where there are any. */
  public static HtmlReport of(ReportSource source) {
    return new HtmlReport(source, Clock.systemUTC(), true);
  }

  /** This report without viewers and DVHs: quick, and small. */
  public HtmlReport withoutVolumes() {
    return new HtmlReport(source, clock, false);
  }

  /** This report with another clock. */
  HtmlReport withClock(Clock other) {
    return new HtmlReport(source, other, withVolumes);
  }

  /**
   * Writes the report.
   *
   * @param folder made when absent; pages of the same names in it are replaced
   * @param progress told after each case
   * @return what the report lacks, a line each; empty when it is whole
   * @throws DoseDataException when a file cannot be written
   */
  public List<String> write(Path folder, Progress progress) {
    Found<TrainingRun> run = source.run();
    Found<Evaluation> evaluation = source.evaluation();
    List<String> lacks = new ArrayList<>();
    run.reason().ifPresent(why -> lacks.add("training: " + why));
    evaluation.reason().ifPresent(why -> lacks.add("evaluation: " + why));
    cohort().reason().ifPresent(why -> lacks.add("viewers and DVHs: " + why));
    List<EvaluatedCase> cases = evaluation.value().map(Evaluation::cases).orElse(List.of());
    GammaCriterion criterion = criterion(evaluation);
    boolean pages =
        cases.size() > (cohort().value().isPresent() ? MOST_CASES_INSIDE : MOST_WITHOUT_VOLUMES);
    for (int i = 0; i < cases.size() && pages; i++) {
      writeCase(folder, cases.get(i), payload(cases.get(i), criterion, lacks));
      progress.update(i + 1, cases.size());
    }
    Page.Content content = content(run, evaluation, pages);
    AtomicFile.writeStream(
        folder.resolve(FILE_NAME),
        out -> {
          Page page = Page.begin(out, content);
          if (evaluation.value().isPresent()) {
            page.data("table-data", CaseColumns.table(evaluation.value().get(), pages));
          }
          if (charts(run).isPresent()) {
            page.data("training-data", charts(run).get());
          }
          for (int i = 0; i < cases.size() && !pages; i++) {
            page.patient(payload(cases.get(i), criterion, lacks));
            progress.update(i + 1, cases.size());
          }
          page.end();
        });
    return lacks;
  }

  /** The cohort whose volumes are shown. */
  private Found<Cohort> cohort() {
    return withVolumes ? source.cohort() : Found.missing("the report was asked to leave them out");
  }

  private CasePayload payload(
      EvaluatedCase evaluated, GammaCriterion criterion, List<String> lacks) {
    Found<CaseVolumes> volumes = cohort().then(cases -> source.volumes(evaluated.id()));
    if (cohort().value().isPresent()) {
      volumes
          .reason()
          .or(() -> volumes.value().flatMap(found -> found.predictedGy().reason()))
          .ifPresent(why -> lacks.add(evaluated.id() + ": " + why));
    }
    return CasePayload.of(evaluated, volumes, criterion);
  }

  private void writeCase(Path folder, EvaluatedCase evaluated, CasePayload payload) {
    Page.Content content =
        new Page.Content(
            evaluated.id(),
            source.name(),
            Optional.of(Map.entry("../" + FILE_NAME, "All cases")),
            Map.of("case", caseSection(evaluated.id())),
            ProvenanceFooter.of(
                Found.missing("not on this page"), Found.missing("not on this page"), clock),
            !payload.blobs().isEmpty());
    AtomicFile.writeStream(
        folder.resolve(CASES).resolve(evaluated.id() + ".html"),
        out -> Page.begin(out, content).patient(payload).end());
  }

  private static Page.Section caseSection(String heading) {
    return new Page.Section(heading, "Case", "<div id=\"case\"></div>");
  }

  private Page.Content content(
      Found<TrainingRun> run, Found<Evaluation> evaluation, boolean pages) {
    Map<String, Page.Section> sections = new LinkedHashMap<>();
    sections.put(
        "summary",
        new Page.Section(
            "Summary",
            "Summary",
            evaluation
                .value()
                .map(SummarySection::of)
                .orElseGet(() -> note("No evaluation: " + evaluation.reason().orElseThrow()))));
    if (evaluation.value().isPresent()) {
      sections.put("cases", new Page.Section("Cases", "Cases", "<div id=\"case-table\"></div>"));
      if (!pages) {
        sections.put("case", caseSection("Case"));
      }
    }
    sections.put("training", new Page.Section("Training", "Training", training(run)));
    return new Page.Content(
        source.name(),
        "dose prediction report",
        Optional.empty(),
        sections,
        ProvenanceFooter.of(run, evaluation, clock),
        true);
  }

  private static Optional<JsonObject> charts(Found<TrainingRun> run) {
    return run.value().flatMap(found -> found.curves().value()).flatMap(TrainingCharts::of);
  }

  private static String training(Found<TrainingRun> run) {
    StringBuilder markup = new StringBuilder();
    run.reason().ifPresent(why -> markup.append(note("No training curves: " + why)));
    run.value().ifPresent(found -> markup.append(training(found)));
    return markup + "<div id=\"training-charts\" class=\"charts\"></div>";
  }

  private static String training(TrainingRun run) {
    StringBuilder markup = new StringBuilder();
    run.summary()
        .reason()
        .ifPresent(why -> markup.append(note("No summary of the training: " + why)));
    run.summary().value().ifPresent(found -> markup.append(TrainingFacts.of(found)));
    run.curves().reason().ifPresent(why -> markup.append(note("No training curves: " + why)));
    run.curves()
        .value()
        .ifPresent(
            curves -> TrainingCharts.notes(curves).forEach(text -> markup.append(note(text))));
    return markup.toString();
  }

  private static String note(String text) {
    return new Html().element("p", "note", text).toString();
  }

  private static GammaCriterion criterion(Found<Evaluation> evaluation) {
    return MetricNames.criterion(
        evaluation.value().flatMap(found -> found.gammas().stream().findFirst()).orElse(""));
  }
}

package org.dosekit.report.html;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.dosekit.eval.stats.Bootstrap;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.SyntheticStudy;
import org.dosekit.report.source.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonReportTest {
  @TempDir private Path folder;

  @Test
  void theSeedsTableIsThere() throws IOException {
    Found<TrainingRun> run =
        Found.of(TrainingRun.read(SyntheticStudy.write(folder.resolve("study"), 1).run()));
    String page =
        write(
            Map.of("base", List.of(run)),
            experiment("base", 5, 4, 6, 3, 7, 8),
            experiment("better", 4.5, 3.4, 5.3, 2.2, 6.1, 7));
    assertAll(
        Stream.of(
                "validation MAE [Gy]",
                "<th scope=\"row\">base (baseline)</th>",
                // The run's best validation MAE and its hours.
                "<td class=\"number\">2.50</td>",
                "<td class=\"number\">0.25</td>",
                "5.50 ± 1.87",
                "−0.75 [",
                // All six differences are negative: p = 2 / 2^6.
                "0.0313",
                "No training time of better",
                "In no file: gamma 3%/3mm.",
                "id=\"training-data\"",
                "class=\"reach\"")
            .map(part -> () -> assertTrue(page.contains(part), part)));
    assertEquals(6, page.split("circle class=\"one\"", -1).length - 1);
  }

  @Test
  void tooFewCasesAreShownWithoutATest() throws IOException {
    String page = write(Map.of(), experiment("base", 5, 4), experiment("few", 4, 5));
    assertTrue(page.contains("Not tested: MAE of few: 2 cases in both; at least 6"));
    assertTrue(page.contains("not tested"));
    assertFalse(page.contains("p, Holm"));
    assertFalse(page.contains("id=\"training-data\""));
  }

  @Test
  void oneExperimentAloneIsAPageToo() throws IOException {
    String page = write(Map.of(), experiment("base", 5));
    assertTrue(page.contains("<td class=\"number\">5.00</td>"));
    assertFalse(page.contains("<svg"));
  }

  @Test
  void namesBecomeNoMarkup() throws IOException {
    String page =
        write(Map.of(), experiment("base", 5, 4), experiment("</script><img src=x>", 4, 3));
    assertFalse(page.contains("<img"));
  }

  private String write(Map<String, List<Found<TrainingRun>>> runs, Experiment... experiments)
      throws IOException {
    ExperimentComparison comparison =
        ExperimentComparison.of(
            List.of(experiments),
            "base",
            ComparedMetric.standard("PTV70"),
            Bootstrap.ofSeed(1).withResamples(1000));
    Path out = folder.resolve("report");
    ComparisonReport.of(comparison, runs).write(out);
    return Files.readString(out.resolve(HtmlReport.FILE_NAME));
  }

  private Experiment experiment(String name, double... maeGy) throws IOException {
    List<String> cases = new ArrayList<>();
    DoubleStream.of(maeGy)
        .forEach(
            mae ->
                cases.add(
                    "{\"case_id\": \"c%d\", \"dose_metrics\": {\"mae_gy\": %s}}"
                        .formatted(cases.size(), mae)));
    String json = cases.stream().collect(Collectors.joining(",", "{\"per_case_results\": [", "]}"));
    Path file = Files.writeString(Files.createTempFile(folder, "results", ".json"), json);
    return Experiment.of(name, List.of(EvaluationResults.read(file)));
  }
}

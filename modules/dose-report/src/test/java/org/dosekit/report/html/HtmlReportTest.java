package org.dosekit.report.html;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dosekit.core.predict.Progress;
import org.dosekit.report.source.ReportSource;
import org.dosekit.report.source.SyntheticStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void aWholeStudyLacksNothing() throws IOException {
    SyntheticStudy study = SyntheticStudy.write(folder, 2);
    List<String> lacks = write(ReportSource.of(study.run()).withCohort(study.cohort()));
    String page = page();
    assertEquals(List.of(), lacks);
    assertAll(
        Stream.of(
                "Research use only",
                "id=\"case-case_001\"",
                "id=\"blob-case_001-difference\"",
                "id=\"training-data\"",
                "2026-01-02T03:04:05Z",
                "Copyright (c) 2022 Leon Sorokin",
                "Not in this case: PTV56, Prostate")
            .map(part -> () -> assertTrue(page.contains(part), part)));
    assertFalse(Files.exists(folder.resolve("report/cases")));
  }

  @Test
  void thePolicyNamesEveryInlineScriptAndAllowsNothingElse() throws IOException {
    write(ReportSource.of(SyntheticStudy.write(folder, 1).run()));
    String page = page();
    Matcher policy = Pattern.compile("Security-Policy\" content=\"([^\"]+)\"").matcher(page);
    assertTrue(policy.find());
    List<String> inline =
        Stream.of(SCRIPT, STYLE)
            .flatMap(pattern -> pattern.matcher(page).results())
            .map(found -> PageResources.policySource(found.group(1)))
            .toList();
    assertEquals(3, inline.size());
    inline.forEach(source -> assertTrue(policy.group(1).contains(source), source));
    assertTrue(policy.group(1).startsWith("default-src 'none'; "));
    assertFalse(policy.group(1).contains("unsafe"));
    for (String outside : List.of("src=\"http", "href=\"http", "@import", "url(", " style=\"")) {
      assertFalse(page.contains(outside), outside);
    }
  }

  @Test
  void namesFromFilesBecomeNoMarkup() throws IOException {
    Path results =
        SyntheticStudy.write(folder, 1)
            .text(
                "hostile/evaluation_results.json",
                """
                {"protocol": "<img src=x onerror=alert(1)>",
                 "per_case_results": [{"case_id": "a",
                   "dvh_metrics": {"</script><img src=x>": {"pred_D95": 3},
                                   "<!--<img src=x>": {"exists": false}},
                   "goals": {"checks": [{"goal": "<img src=x> D95 >= 3", "region": "r",
                     "metric": "D95", "direction": "at_least", "limit": 3,
                     "not_judged": "no <img src=x>"}]}}]}
                """);
    write(ReportSource.of(results));
    assertFalse(page().contains("<img"));
    assertTrue(page().contains("&lt;img src=x onerror=alert(1)&gt;"));
    assertTrue(page().contains("\\u003c/script>\\u003cimg src=x>"));
  }

  @Test
  void aRunWithoutEvaluationShowsItsCurvesAndSaysWhatIsMissing() throws IOException {
    SyntheticStudy study = SyntheticStudy.write(folder, 1);
    Files.delete(study.predictions().resolve("evaluation_results.json"));
    Files.delete(study.run().resolve("summary.json"));
    study.text("run/metrics.csv", "epoch,train/loss\n1,NaN\n2,0.5\n3");
    List<String> lacks = write(ReportSource.of(study.run()));
    assertTrue(
        lacks.contains("evaluation: no evaluation_results.json was given or found"),
        () -> "" + lacks);
    String page = page();
    assertTrue(page.contains("No evaluation: no evaluation_results.json was given or found"));
    assertTrue(page.contains("the run has not ended"));
    assertTrue(page.contains("1 damaged lines of metrics.csv are left out."));
    assertTrue(page.contains("train/loss is no finite number in 1 epochs"));
    assertTrue(page.contains("id=\"training-data\""));
    assertFalse(page.contains("id=\"table-data\""));
  }

  @Test
  void aMissingPredictionLeavesTheRestOfItsCase() throws IOException {
    SyntheticStudy study = SyntheticStudy.write(folder, 2);
    Files.delete(study.predictions().resolve("case_001.npz"));
    List<String> lacks = write(ReportSource.of(study.run()).withCohort(study.cohort()));
    assertEquals(List.of("case_001: no predicted dose of this case was found"), lacks);
    String page = page();
    assertTrue(page.contains("Not shown: no predicted dose of this case was found."));
    assertTrue(page.contains("id=\"blob-case_001-reference\""));
    assertFalse(page.contains("id=\"blob-case_001-difference\""));
    assertTrue(page.contains("id=\"blob-case_000-difference\""));
  }

  @Test
  void oneCaseHasNoSpreadAndANumberThatDoesNotExistIsADash() throws IOException {
    Path results =
        SyntheticStudy.write(folder, 1)
            .text(
                "one/evaluation_results.json",
                """
                {"per_case_results": [{"case_id": "a", "dose_metrics": {"mae_gy": 1.25},
                  "dvh_metrics": {"Rectum": {"pred_V50": 3, "target_V50": null,
                                             "V50_error": null}}}]}
                """);
    write(ReportSource.of(results));
    String page = page();
    assertTrue(page.contains("<dd>1.25<small>one case</small>"), page);
    assertTrue(
        page.contains(
            "<th scope=\"row\">Rectum V50 [%]</th><td class=\"number\">0</td>"
                + "<td class=\"number\">–</td><td class=\"number\">3.00</td>"));
    assertFalse(page.contains("1.25 ±") || page.contains(", SD "), "a spread of one case");
  }

  @Test
  void ofManyCasesWithVolumesEachHasItsOwnPage() throws IOException {
    SyntheticStudy study = SyntheticStudy.write(folder, HtmlReport.MOST_CASES_INSIDE + 1);
    write(ReportSource.of(study.run()).withCohort(study.cohort()));
    assertTrue(page().contains("\"pages\":true"));
    assertFalse(page().contains("id=\"blob-"));
    for (String id : study.ids()) {
      String page = Files.readString(folder.resolve("report/cases/" + id + ".html"));
      assertTrue(page.contains("id=\"blob-" + id + "-difference\""));
      assertTrue(page.contains("href=\"../index.html\""));
    }
  }

  @Test
  void thousandsOfCasesKeepTheIndexSmall() throws IOException {
    int cases = 3000;
    String results =
        IntStream.range(0, cases)
            .mapToObj(
                i -> "{\"case_id\": \"c" + i + "\", \"dose_metrics\": {\"mae_gy\": " + i + "}}")
            .collect(Collectors.joining(",", "{\"per_case_results\": [", "]}"));
    Path file = Files.writeString(folder.resolve("evaluation_results.json"), results);
    write(ReportSource.of(file));
    assertTrue(page().length() < 500_000, "" + page().length());
    Path one = folder.resolve("report/cases/c2999.html");
    assertTrue(Files.size(one) < 60_000, "" + Files.size(one));
    assertFalse(Files.readString(one).contains("uPlot"));
  }

  private List<String> write(ReportSource source) {
    return HtmlReport.of(source)
        .withClock(Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC))
        .write(folder.resolve("report"), Progress.SILENT);
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("report").resolve(HtmlReport.FILE_NAME));
  }
}

package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.io.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir private Path folder;

  private Path base;
  private Path better;

  @BeforeEach
  void twoExperiments() throws IOException {
    base = folder.resolve("base");
    better = folder.resolve("better");
    write(base, 5, 4, 6, 3, 7, 8);
    write(better.resolve("seed-1"), 4.5, 3.4, 5.3, 2.2, 6.1, 7);
    write(better.resolve("seed-2"), 4.7, 3.6, 5.5, 2.4, 6.3, 7.2);
  }

  @Test
  void aTableOfMeansAndATableOfTestsArePrinted() {
    Answer answer = dose("compare", base, better);
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
    List<String> lines = answer.out().lines().toList();
    assertTrue(lines.get(0).matches("experiment +seeds +cases +MAE Gy"), lines.get(0));
    assertTrue(lines.get(1).matches("base \\(base\\) +1 +6 +5\\.50 \\+- 1\\.87"), lines.get(1));
    assertTrue(lines.get(2).matches("better +2 +6 +4\\.85 \\+- 1\\.76"), lines.get(2));
    // All six differences are negative: p = 2 / 2^6.
    assertTrue(answer.out().contains("0.0313"), answer.out());
    assertTrue(answer.out().contains("-1.00  better"), answer.out());
    assertTrue(answer.out().contains("in no file: gamma 3%/3mm, PTV gamma 3%/3mm, |PTV70"));
  }

  @Test
  void jsonAndCsvHoldTheSameNumbers() throws IOException {
    Path json = folder.resolve("out/comparison.json");
    Path csv = folder.resolve("out/comparison.csv");
    Answer answer = dose("compare", base, better, "--json", "--out", json, "--out", csv);
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
    JsonObject written = JsonObject.read(json);
    assertEquals(written.toText(), JsonObject.parse("stdout", answer.out()).toText());
    JsonObject row = written.objects("rows", each -> each).get(1);
    JsonObject paired = row.object("against_baseline");
    assertAll(
        () -> assertEquals("base", written.string("baseline")),
        () -> assertEquals(2 / 64.0, paired.number("p"), 1e-15),
        () -> assertEquals(6, paired.integer("n_pairs")),
        () -> assertTrue(paired.bool("exact")));
    String[] cells = Files.readAllLines(csv).get(2).split(",", -1);
    assertEquals(18, cells.length);
    assertEquals("better", cells[0]);
    assertEquals(row.number("mean"), Double.parseDouble(cells[4]));
    assertEquals(paired.number("p"), Double.parseDouble(cells[13]));
  }

  @Test
  void namesBaselineSeedsAndFurtherMetricsAreChosen() {
    String seeds =
        "mine="
            + better.resolve("seed-1")
            + ","
            + better.resolve("seed-2").resolve("evaluation_results.json");
    Answer answer =
        dose(
            "compare",
            base,
            seeds,
            "--baseline",
            "mine",
            "--json",
            "--metric",
            "twice=dose_metrics.twice:higher");
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
    JsonObject json = JsonObject.parse("stdout", answer.out());
    JsonObject twice = json.objects("rows", each -> each).get(2);
    assertEquals("twice", twice.string("metric"));
    assertEquals("base", twice.string("experiment"));
    assertEquals(2, json.objects("experiments", each -> each).get(1).integer("n_seeds"));
    assertEquals(1, twice.object("against_baseline").number("rank_biserial"));
  }

  @Test
  void tooFewCasesAreNotTestedAndTheTableSaysWhy() throws IOException {
    Path few = folder.resolve("few");
    write(few, 1, 2, 3);
    Answer answer = dose("compare", base, few);
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
    assertTrue(
        answer.out().contains("not tested: MAE of few: 3 cases in both; at least 6"), answer.out());
    assertFalse(answer.out().contains("rank-biserial"), answer.out());
  }

  @Test
  void theReportIsAPageWithTheRunsThatLieAboutTheResults() throws IOException {
    Files.writeString(better.resolve("seed-1/run.json"), "{\"provenance\": {}}");
    Files.writeString(
        better.resolve("seed-1/summary.json"),
        "{\"best_val_mae_gy\": 4.125, \"training_time_hours\": 1.5}");
    Path report = folder.resolve("report");
    Answer answer = dose("compare", base, better, "--report", report);
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
    String page = Files.readString(report.resolve("index.html"));
    assertAll(
        () -> assertTrue(page.contains("base (baseline)")),
        () -> assertTrue(page.contains("<td class=\"number\">1.50</td>")),
        () -> assertTrue(page.contains("No training time of base")));
  }

  @Test
  void aWrongCommandLineIsWrongUsage() {
    assertUsage(dose("compare"));
    assertUsage(dose("compare", base, better, "--baseline", "nobody"));
    assertUsage(dose("compare", base, base));
    assertUsage(dose("compare", base, "--out", folder.resolve("comparison.xlsx")));
    assertUsage(dose("compare", base, "--metric", "dose_metrics.mae_gy"));
  }

  @Test
  void aFolderWithoutResultsIsAFault() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Answer answer = dose("compare", base, empty);
    assertEquals(ExitCodes.FAULT, answer.exitCode());
    assertTrue(answer.err().contains("evaluation_results.json"), answer.err());
    assertFalse(answer.err().contains("internal error"), answer.err());
  }

  private static void write(Path run, double... maeGy) throws IOException {
    StringBuilder cases = new StringBuilder();
    for (int i = 0; i < maeGy.length; i++) {
      cases.append(i == 0 ? "" : ",");
      cases.append(
          "{\"case_id\": \"c%d\", \"dose_metrics\": {\"mae_gy\": %s, \"twice\": %s}}"
              .formatted(i, maeGy[i], 2 * maeGy[i]));
    }
    Files.createDirectories(run);
    Files.writeString(
        run.resolve("evaluation_results.json"), "{\"per_case_results\": [" + cases + "]}");
  }
}

package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
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

class ReportCommandTest {
  @TempDir private Path folder;

  private Path results;

  @BeforeEach
  void anEvaluation() throws IOException {
    results =
        Files.writeString(
            folder.resolve("evaluation_results.json"),
            "{\"per_case_results\": [{\"case_id\": \"a\", \"dose_metrics\": {\"mae_gy\": 2}}]}");
  }

  @Test
  void thePageIsWrittenAndWhatItLacksIsSaid() throws IOException {
    Path out = folder.resolve("report");
    Answer answer = dose("report", results, "-o", out, "--json");
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
    JsonObject json = JsonObject.parse("stdout", answer.out());
    assertEquals(out.resolve("index.html").toString(), json.string("page"));
    assertEquals(
        List.of(
            "training: no run directory was given or found",
            "viewers and DVHs: no cohort was given"),
        json.strings("lacks"));
    assertTrue(answer.err().contains("not in the report: viewers and DVHs"), answer.err());
    assertTrue(Files.readString(out.resolve("index.html")).contains("Research use only"));
  }

  @Test
  void runCohortAndPredictionsCanBeNamed() throws IOException {
    Path cohort = folder.resolve("cohort");
    assertEquals(
        ExitCodes.DONE,
        dose("phantom", "--out", cohort, "--cases", "1", "--grid", "40x48x32", "--spacing-mm", 7)
            .exitCode());
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("metrics.csv"), "epoch,train/loss\n1,0.5\n");
    Answer answer =
        dose(
            "report",
            results,
            "-o",
            folder.resolve("report"),
            "--cohort",
            cohort,
            "--run",
            run,
            "--predictions",
            cohort);
    assertEquals(ExitCodes.DONE, answer.exitCode(), answer.err());
    assertFalse(answer.err().contains("no cohort was given"), answer.err());
    assertFalse(answer.err().contains("training:"), answer.err());
    assertTrue(answer.err().contains("not in the report: a: "), answer.err());
  }

  @Test
  void aWrongCommandLineIsWrongUsage() {
    assertUsage(dose("report", results));
    assertUsage(dose("report", "-o", folder));
  }

  @Test
  void aFolderWithoutRunOrEvaluationIsAFault() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Answer answer = dose("report", empty, "-o", folder.resolve("report"));
    assertEquals(ExitCodes.FAULT, answer.exitCode());
    assertTrue(answer.err().contains("evaluation_results.json"), answer.err());
  }
}

package org.dosekit.cli.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.Main;
import org.dosekit.core.io.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsIndexTest {
  @TempDir private Path runs;

  private final List<String> notes = new ArrayList<>();

  @Test
  void statusIsToldFromTheFiles() throws IOException {
    Path complete = run("complete");
    finish(complete);
    run("running");
    Path failed = run("failed");
    RunFailure.write(failed, "run: found NaN");
    Path again = run("again");
    RunFailure.write(again, "run: found NaN");
    RunFailure.remove(again);
    Path finishedAfterFailing = run("finished");
    RunFailure.write(finishedAfterFailing, "run: found NaN");
    finish(finishedAfterFailing);
    Path withoutWeights = run("without-weights");
    finish(withoutWeights);
    Files.delete(withoutWeights.resolve("checkpoints/best.safetensors"));
    Path cut = run("cut");
    Files.writeString(cut.resolve("run.json"), "{\"format\": \"dosekit-r");
    Path killed = Files.createDirectory(runs.resolve("killed"));
    Files.writeString(killed.resolve("splits.json"), SPLIT);

    assertEquals("complete", cell("complete", Column.STATUS));
    assertEquals("running", cell("running", Column.STATUS));
    assertEquals("failed", cell("failed", Column.STATUS));
    assertEquals("run: found NaN", cell("failed", Column.NOTE));
    assertEquals("running", cell("again", Column.STATUS));
    assertEquals("complete", cell("finished", Column.STATUS));
    assertEquals("", cell("finished", Column.NOTE));
    for (String half : List.of("without-weights", "cut", "killed")) {
      assertEquals("half-written", cell(half, Column.STATUS), half);
      assertFalse(cell(half, Column.NOTE).isEmpty(), half);
    }
    assertEquals(
        "{\"runs\":8,\"complete\":2,\"failed\":1,\"half-written\":3,\"running\":2}",
        ExperimentsIndex.of(runs).counts().toCompactText());
  }

  @Test
  void aRowSaysWhatWasTrainedOnWhatAndHowWell() throws IOException {
    Path run = run("study/one");
    finish(run);
    Files.createDirectories(run.resolve("predictions"));
    Files.writeString(run.resolve("predictions/evaluation_results.json"), results("t1", "t2"));
    assertEquals("abc123", cell("study/one", Column.DATA_SHA256));
    assertEquals("prostate-sib", cell("study/one", Column.PROTOCOL));
    assertEquals("baseline 16", cell("study/one", Column.NETWORK));
    assertEquals(
        "mse + 0.1 negative_dose + 0.5 dvh (2 terms), uncertainty", cell("study/one", Column.LOSS));
    assertEquals("42", cell("study/one", Column.SEED));
    assertEquals("2/1/2", cell("study/one", Column.CASES));
    assertEquals("7", cell("study/one", Column.EPOCHS));
    assertEquals("3.25", cell("study/one", Column.VAL_MAE_GY));
    assertEquals("4.5", cell("study/one", Column.MAE_GY));
    assertEquals("61.5", cell("study/one", Column.GAMMA_3MM3PCT_PERCENT));
    assertEquals("2", cell("study/one", Column.EVALUATED_CASES));
    assertEquals("test", cell("study/one", Column.EVALUATED_PART));
    assertEquals("predictions/evaluation_results.json", cell("study/one", Column.EVALUATION));
  }

  @Test
  void errorsOnTrainingCasesAreNotTakenForResults() throws IOException {
    Path run = run("one");
    for (String[] part :
        new String[][] {
          {"t1", "t1", "test"},
          {"v1", "v1", "validation"},
          {"a", "b", "training"},
          {"a", "t1", "mixed"},
          {"x", "y", "others"}
        }) {
      Files.writeString(run.resolve("evaluation_results.json"), results(part[0], part[1]));
      assertEquals(part[2], cell("one", Column.EVALUATED_PART));
    }
  }

  @Test
  void theEvaluationNearestToTheRunCounts() throws IOException {
    Path run = run("one");
    Path inner = run("one/inner");
    Files.createDirectories(run.resolve("a"));
    Files.writeString(run.resolve("a/evaluation_results.json"), results("a", "b"));
    Files.writeString(inner.resolve("evaluation_results.json"), results("a", "b"));
    Files.writeString(run.resolve("evaluation_results.json"), results("t1", "t2"));
    assertEquals("evaluation_results.json", cell("one", Column.EVALUATION));
    assertEquals("test", cell("one", Column.EVALUATED_PART));
    assertEquals("training", cell("one/inner", Column.EVALUATED_PART));
  }

  @Test
  void aDamagedEvaluationIsSaidAndTheRunStaysWhole() throws IOException {
    Path run = run("one");
    finish(run);
    Files.writeString(run.resolve("evaluation_results.json"), "{\"per_case");
    assertEquals("complete", cell("one", Column.STATUS));
    assertTrue(cell("one", Column.NOTE).contains("evaluation_results.json"));
  }

  @Test
  void theSameFilesGiveTheSameIndexSortedByTheTimeOfTheirBeginning() throws IOException {
    for (String name : List.of("c", "a", "b")) {
      Path run = run(name);
      Instant begun =
          Instant.parse(name.equals("c") ? "2026-01-01T00:00:00Z" : "2026-02-01T00:00:00Z");
      Files.setLastModifiedTime(run.resolve("splits.json"), FileTime.from(begun));
    }
    assertEquals(ExitCodes.DONE, dose("index", runs.toString()));
    String csv = Files.readString(runs.resolve("experiments.csv"));
    String markdown = Files.readString(runs.resolve("EXPERIMENTS.md"));
    List<String> rows = csv.lines().skip(1).toList();
    assertTrue(rows.get(0).startsWith("2026-01-01T00:00:00Z,c,running,"), rows.get(0));
    assertTrue(rows.get(1).startsWith("2026-02-01T00:00:00Z,a,"), rows.get(1));
    assertTrue(rows.get(2).startsWith("2026-02-01T00:00:00Z,b,"), rows.get(2));
    assertTrue(markdown.contains("| c | 2026-01-01T00:00:00Z | running |"), markdown);
    assertEquals(ExitCodes.DONE, dose("index", runs.toString()));
    assertEquals(csv, Files.readString(runs.resolve("experiments.csv")));
    assertEquals(markdown, Files.readString(runs.resolve("EXPERIMENTS.md")));
  }

  @Test
  void anIndexIsKeptUpWhereThereIsOneAndNowhereElse() throws IOException {
    Path run = run("deep/one");
    ExperimentsIndex.keepUp(run, notes::add);
    try (Stream<Path> files = Files.walk(runs)) {
      assertTrue(files.noneMatch(f -> f.endsWith("experiments.csv")), "nobody asked for it");
    }
    ExperimentsIndex.of(runs).write();
    assertTrue(Files.readString(runs.resolve("experiments.csv")).contains("deep/one,running"));
    finish(run);
    ExperimentsIndex.keepUp(run.resolve("evaluation_results.json"), notes::add);
    assertTrue(Files.readString(runs.resolve("experiments.csv")).contains("deep/one,complete"));
    assertEquals(List.of(), notes);
  }

  @Test
  void aTableOfThatNameThatIsNotOursStaysAsItIs() throws IOException {
    Path run = run("one");
    Files.writeString(runs.resolve("experiments.csv"), "date;my own notes\n");
    ExperimentsIndex.keepUp(run, notes::add);
    assertEquals("date;my own notes\n", Files.readString(runs.resolve("experiments.csv")));
  }

  @Test
  void aCohortIsNoRunAndAnEmptyFolderHasAnEmptyIndex() throws IOException {
    Path cohort = Files.createDirectory(runs.resolve("cohort"));
    Files.writeString(cohort.resolve("splits.json"), SPLIT);
    Files.writeString(cohort.resolve("a.npz"), "a case");
    assertEquals("{\"runs\":0}", ExperimentsIndex.of(runs).counts().toCompactText());
    assertEquals(ExitCodes.FAULT, dose("index", runs.resolve("nowhere").toString()));
  }

  @Test
  void aPipeInANoteDoesNotBreakTheTable() throws IOException {
    RunFailure.write(run("one"), "a | b\nc");
    ExperimentsIndex.of(runs).write();
    assertTrue(Files.readString(runs.resolve("EXPERIMENTS.md")).contains("| a \\| b c |"));
    assertTrue(Files.readString(runs.resolve("experiments.csv")).contains("\"a | b\nc\""));
  }

  private static final String SPLIT =
      """
      {"format": "dosekit-splits/1", "training": ["a", "b"], "validation": ["v1"], "test": ["t1", "t2"]}
      """;

  private String cell(String run, Column column) {
    return ExperimentsIndex.of(runs).rows().stream()
        .filter(row -> row.cell(Column.RUN).equals(run))
        .findFirst()
        .orElseThrow()
        .cell(column);
  }

  /** A run as it stands after its first epoch. */
  private Path run(String name) throws IOException {
    Path run = runs.resolve(name);
    Files.createDirectories(run.resolve("checkpoints"));
    Files.writeString(run.resolve("splits.json"), SPLIT);
    Files.writeString(
        run.resolve("run.json"),
        """
        {"format": "dosekit-run/1",
         "provenance": {"code_version": "0.1.0", "code_sha256": "def", "data_sha256": "abc123"},
         "config": {"protocol": {"name": "prostate-sib"}, "seed": 42,
          "network": {"architecture": "baseline", "base_channels": 16},
          "loss": {"voxel": "mse", "negative_dose": 0.1, "gradient": 0,
           "dvh": {"factor": 0.5, "terms": [{}, {}]}, "weighting": {"kind": "uncertainty"}}}}
        """);
    Files.writeString(run.resolve("checkpoints/last.json"), "{\"epoch\": 1}");
    Files.writeString(run.resolve("checkpoints/best.safetensors"), "weights");
    return run;
  }

  private static void finish(Path run) {
    JsonObject.create()
        .put("epochs", 7)
        .put("best_val_mae_gy", 3.25)
        .put("training_time_hours", 0.5)
        .write(run.resolve("summary.json"));
  }

  private static String results(String... ids) {
    List<JsonObject> cases =
        Stream.of(ids).map(id -> JsonObject.create().put("case_id", id)).toList();
    JsonObject means =
        JsonObject.create().put("mae_gy_mean", 4.5).put("global_3mm3pct_pass_rate_mean", 61.5);
    return JsonObject.create()
        .put("aggregate_metrics", means)
        .putObjects("per_case_results", cases)
        .toText();
  }

  private static int dose(String... args) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Main.run(nowhere, nowhere, args);
  }
}

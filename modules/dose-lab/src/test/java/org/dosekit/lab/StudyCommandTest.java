package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.io.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A study of seconds: three folds of six phantoms, on networks too small to be good. */
class StudyCommandTest {
  private static final String STUDY =
      """
      {"format": "dosekit-study/1", "name": "tiny", "cohort": "cohort", "preset": "standard",
       "config": {"network": {"base_channels": 2}, "patches": {"shape": [32, 32, 32], "per_case": 1},
                  "schedule": {"epochs": 2}},
       "seeds": [7], "folds": 3, "baseline": "mse",
       "metrics": ["Rectum V70 %=dvh_metrics.Rectum.V70_error:zero"],
       "conditions": [
         {"name": "mse"},
         {"name": "gradient", "config": {"loss": {"gradient": 0.1}}},
         {"name": "vgg", "config": {"loss": {"vgg": {"factor": 0.001}}}}]}
      """;

  @TempDir private static Path folder;

  private static Path study;
  private static Path out;
  private static Answer first;
  private static String firstResults = "";

  @BeforeAll
  static void aStudyIsRun() throws IOException {
    Path cohort = folder.resolve("cohort");
    assertDone(
        dose("phantom", "--out", cohort, "--cases", 6, "--grid", "40x48x32", "--spacing-mm", 7));
    study = folder.resolve("tiny.json");
    Files.writeString(study, STUDY);
    out = folder.resolve("runs/tiny");
    Files.createDirectories(folder.resolve("runs"));
    assertDone(dose("index", folder.resolve("runs")));
    first = dose("study", study, "--out", out, "--json");
    firstResults = Files.readString(out.resolve("study_results.json"));
  }

  @Test
  void everyCaseIsTestedOnceInEveryConditionAndTheConditionsAreCompared() {
    assertDone(first);
    JsonObject results = JsonObject.parse("stdout", first.out());
    JsonObject comparison = results.object("comparison");
    assertEquals("mse", comparison.string("baseline"));
    List<String> experiments =
        comparison.objects("experiments", e -> e.string("name") + " " + e.integer("n_cases"));
    assertEquals(List.of("mse 6", "gradient 6"), experiments);
    JsonObject mae =
        comparison.objects("rows", row -> row).stream()
            .filter(row -> row.string("experiment").equals("gradient"))
            .findFirst()
            .orElseThrow();
    assertEquals("MAE", mae.string("metric"));
    assertEquals(6, mae.object("against_baseline").integer("n_pairs"));
    assertTrue(
        comparison.objects("rows", row -> row.string("metric")).contains("Rectum V70 %"),
        first.out());
    JsonObject condition = results.objects("conditions", c -> c).get(1);
    assertEquals(3, condition.integer("complete"));
    assertEquals(3, condition.object("validation_mae_gy").integer("n_runs"));
    assertTrue(condition.object("seconds_in_all").number("mean") > 0);
    assertEquals(firstResults, results.toText() + "\n");
  }

  @Test
  void aConditionWithoutItsWeightsIsSkippedInAClearLineAndFailsNothing() throws IOException {
    assertTrue(
        first.err().contains("vgg/fold-1-seed-7 is skipped: needs the weights of VGG16"),
        first.err());
    assertFalse(Files.exists(out.resolve("runs/vgg/fold-1-seed-7")));
    String tables = Files.readString(out.resolve("study_results.md"));
    assertTrue(
        tables.contains("- vgg/fold-1-seed-7 and 2 more: skipped: needs the weights"), tables);
    assertTrue(tables.contains("| gradient | 3/3 | 6 |"), tables);
    assertTrue(tables.contains("| vgg | 0/3 | - |"), tables);
  }

  @Test
  void theTablesSayHowManyCasesAndWhatWasNotTested() throws IOException {
    String tables = Files.readString(out.resolve("study_results.md"));
    assertTrue(tables.contains("## Against mse"), tables);
    assertTrue(tables.contains("| (lookup) | - | 6 | - |"), tables);
    assertTrue(tables.contains("3 folds; seeds [7]"), tables);
    List<String> runs = Files.readAllLines(out.resolve("study_runs.csv"));
    assertEquals(1 + 9, runs.size());
    assertTrue(runs.get(1).startsWith("1,mse,1,7,complete,"), runs.get(1));
    assertTrue(
        Files.readAllLines(out.resolve("study_results.csv")).get(1).startsWith("mse,MAE,Gy,6,"));
  }

  @Test
  void theRunsAreInTheIndexThatWasAskedFor() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("runs/experiments.csv"));
    List<String> complete = lines.stream().filter(line -> line.contains(",complete,")).toList();
    assertTrue(complete.size() >= 6, lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.contains(",tiny/runs/mse/fold-1-seed-7,complete,")));
  }

  @Test
  void theSameCommandAgainDoesNothingAgain() throws IOException {
    Path model = out.resolve("runs/mse/fold-2-seed-7/model.onnx");
    Path evaluation = out.resolve("runs/mse/fold-2-seed-7/evaluation_results.json");
    Object before = Files.getLastModifiedTime(model);
    String results = Files.readString(out.resolve("study_results.json"));
    Answer again = dose("study", study, "--out", out);
    assertDone(again);
    assertEquals(before, Files.getLastModifiedTime(model));
    assertEquals(results, Files.readString(out.resolve("study_results.json")));

    // A prediction cut short: it, and what was made of it, are made again.
    Path prediction = anyPrediction(evaluation.resolveSibling("predictions"));
    byte[] whole = Files.readAllBytes(prediction);
    Files.write(prediction, Arrays.copyOf(whole, whole.length / 2));
    Files.delete(evaluation);
    Answer plan = dose("study", study, "--out", out, "--dry-run", "--json");
    assertDone(plan);
    assertEquals(1, JsonObject.parse("stdout", plan.out()).integer("to_do"));
    Answer mended = dose("study", study, "--out", out);
    assertDone(mended);
    assertFalse(mended.err().contains("fold-2-seed-7: export"), mended.err());
    assertTrue(mended.err().contains("mse/fold-2-seed-7: predict"), mended.err());
    assertEquals(before, Files.getLastModifiedTime(model));
    assertEquals(whole.length, Files.size(prediction));
    assertTrue(Files.exists(evaluation));
  }

  private static Path anyPrediction(Path predictions) throws IOException {
    try (var files = Files.list(predictions)) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  @Test
  void aFailingConditionDoesNotStopTheOthersAndExitsWithThree() throws IOException {
    Path broken = folder.resolve("broken.json");
    Files.writeString(folder.resolve("vgg16.safetensors"), "no weights");
    Files.writeString(
        broken,
        STUDY
            .replace("\"folds\": 3,", "")
            .replace("\"name\": \"tiny\"", "\"name\": \"broken\"")
            .replace(
                "{\"factor\": 0.001}",
                "{\"factor\": 0.001, \"weights_file\": \"vgg16.safetensors\"}")
            .replace("{\"name\": \"mse\"},", "")
            .replace("\"baseline\": \"mse\"", "\"baseline\": \"vgg\""));
    Path place = folder.resolve("broken");
    Answer answer = dose("study", broken, "--out", place, "--epochs", 1, "--json");
    assertEquals(ExitCodes.SOME_FAILED, answer.exitCode(), answer.err());
    JsonObject results = JsonObject.parse("stdout", answer.out());
    assertEquals(
        List.of("gradient complete", "vgg failed"),
        results.objects("runs", run -> run.string("condition") + " " + run.string("status")));
    assertFalse(results.has("comparison"), "the baseline has no results");
    assertTrue(results.strings("notes").get(0).contains("baseline 'vgg'"), answer.out());
    assertTrue(
        Files.readString(place.resolve("study_results.md")).contains("vgg/seed-7: failed: "));
    JsonObject record = JsonObject.read(place.resolve("runs/vgg/seed-7.json"));
    assertEquals("failed", record.string("status"));
    assertTrue(record.string("reason").contains("vgg16.safetensors"), record.toText());
    Answer again = dose("study", broken, "--out", place, "--epochs", 1);
    assertEquals(ExitCodes.SOME_FAILED, again.exitCode(), again.err());
    assertTrue(again.err().contains("vgg/seed-7: train"), "a failed task is tried again");
    assertFalse(again.err().contains("gradient/seed-7: "), again.err());
  }

  @Test
  void aChangedStudyIsRefusedOnResumeWithWhatDiffers() throws IOException {
    Answer longer = dose("study", study, "--out", out, "--epochs", 3);
    assertEquals(ExitCodes.FAULT, longer.exitCode());
    assertTrue(longer.err().contains("config.schedule.epochs: 3, not 2"), longer.err());
    Path cases = folder.resolve("fewer");
    Files.createDirectories(cases);
    for (int i = 0; i < 5; i++) {
      String name = "phantom_000" + i + ".npz";
      Files.copy(folder.resolve("cohort").resolve(name), cases.resolve(name));
    }
    Answer others = dose("study", study, "--out", out, "--cohort", cases);
    assertEquals(ExitCodes.FAULT, others.exitCode());
    assertTrue(others.err().contains("cohort_sha256"), others.err());
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndLeavesNothing() {
    Path planned = folder.resolve("planned");
    Answer answer = dose("study", study, "--out", planned, "--dry-run", "--minutes", 2);
    assertDone(answer);
    assertTrue(answer.out().contains("6 of 9 tasks to do"), answer.out());
    assertTrue(answer.out().contains("a training at most 2.0 minutes"), answer.out());
    assertFalse(Files.exists(planned));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSchedulersArrayRunsATaskAndTheResultsArePutTogether() throws Exception {
    Path place = folder.resolve("on a cluster");
    Answer emitted = dose("study", study, "--out", place, "--emit", "slurm", "--epochs", 1);
    assertDone(emitted);
    Matcher script = Pattern.compile("--parsable '(.*)'\\)\" '(.*)'").matcher(emitted.out());
    assertTrue(script.find(), emitted.out());
    assertTrue(Files.readString(Path.of(script.group(1))).contains("--array=1-9\n"));

    List<String> task = argumentsOfJob(Path.of(script.group(1)), "2");
    Answer done = dose(task.toArray());
    assertDone(done);
    assertEquals(String.format("gradient/fold-1-seed-7: complete%n"), done.out());
    Path model = place.resolve("runs/gradient/fold-1-seed-7/model.onnx");
    FileTime written = Files.getLastModifiedTime(model);
    assertDone(dose(task.toArray()));
    assertEquals(written, Files.getLastModifiedTime(model), "done once");
    assertFalse(Files.exists(place.resolve("runs/mse")));
    assertFalse(Files.exists(place.resolve("study_results.json")));

    Answer results = dose(argumentsOfJob(Path.of(script.group(2)), "undefined").toArray());
    assertEquals(ExitCodes.SOME_FAILED, results.exitCode(), "eight of nine are missing");
    assertTrue(results.out().contains("nothing is compared"), results.out());
    assertTrue(Files.exists(place.resolve("study_results.json")));
  }

  /** A scheduler that starts one job, whose launcher only says what it is asked. */
  private static List<String> argumentsOfJob(Path script, String task) throws Exception {
    Path launcher = folder.resolve("launcher");
    Files.writeString(launcher, "#!/bin/bash\nprintf '%s\\n' \"$@\"\n");
    assertTrue(launcher.toFile().setExecutable(true));
    ProcessBuilder job = new ProcessBuilder("bash", script.toString());
    job.environment().put("DOSE", launcher.toString());
    job.environment().put("SLURM_ARRAY_TASK_ID", task);
    Process process = job.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return new ArrayList<>(said.lines().toList());
  }

  @Test
  void aWrongCommandLineIsWrongUsage() {
    assertUsage(dose("study", study));
    assertUsage(dose("study", study, "--out", out, "--task", 10));
    assertUsage(dose("study", study, "--out", out, "--task", 1, "--aggregate"));
    assertUsage(dose("study", "loss-ablation", "--out", folder.resolve("none")));
    assertUsage(dose("study", study, "--out", out, "--minutes", "NaN"));
    assertEquals(ExitCodes.FAULT, dose("study", "loss", "--out", out).exitCode());
  }
}

package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.patient.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of a folder of runs follows what train and evaluate do there. */
class IndexUpkeepTest {
  @TempDir private Path folder;

  private Path cohort;
  private Path runs;

  @BeforeEach
  void aCohortAndAnEmptyIndex() throws IOException {
    cohort = folder.resolve("cohort");
    runs = Files.createDirectory(folder.resolve("runs"));
    assertDone(
        dose("phantom", "--out", cohort, "--cases", 4, "--grid", "40x48x32", "--spacing-mm", 7));
    assertDone(dose("index", runs));
  }

  @Test
  void aTrainedAndEvaluatedRunIsListedWithWhatItAchieved() throws IOException {
    Path run = runs.resolve("one");
    assertDone(train(run));
    String trained = row("one");
    assertTrue(trained.contains(",one,complete,,"), trained);
    assertTrue(trained.contains(",mse + 0.1 negative_dose,"), trained);
    Path model = run.resolve("model.onnx");
    Path predictions = run.resolve("predictions");
    assertDone(dose("export", run, "--out", model));
    assertDone(dose("predict", cohort, "--part", "test", "--model", model, "--out", predictions));
    assertDone(
        dose(
            "evaluate",
            cohort,
            "--predictions",
            predictions,
            "--out",
            run.resolve("evaluation_results.json")));
    String evaluated = row("one");
    assertTrue(evaluated.contains(",evaluation_results.json,1,test,"), evaluated);
  }

  @Test
  void aRunThatFailedSaysWhyUntilItGoesOn() throws IOException {
    Path run = runs.resolve("one");
    String id = Split.read(cohort.resolve(Split.FILE_NAME)).training().get(0);
    Path damaged = cohort.resolve(id + ".npz");
    byte[] whole = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(whole, whole.length / 2));
    Answer failed = train(run);
    assertEquals(ExitCodes.FAULT, failed.exitCode(), failed.err());
    assertTrue(row("one").contains(",one,failed,"), row("one"));
    assertTrue(row("one").contains(id + ".npz"), row("one"));

    Files.write(damaged, whole);
    assertEquals(ExitCodes.FAULT, train(run).exitCode(), "another run is there");
    assertTrue(row("one").contains(",one,failed,"), "what was refused changed nothing");
    Files.delete(run.resolve("failure.json"));
    assertDone(dose("index", runs));
    assertTrue(row("one").contains(",one,running,"), row("one"));
  }

  @Test
  void aFinishedRunThatIsNotStartedAgainDidNotFail() throws IOException {
    Path run = runs.resolve("one");
    assertDone(train(run));
    assertEquals(ExitCodes.FAULT, train(run).exitCode());
    assertFalse(Files.exists(run.resolve("failure.json")));
    assertTrue(row("one").contains(",one,complete,"), row("one"));
  }

  private Answer train(Path run) {
    return dose(
        "train",
        "--cohort",
        cohort,
        "--run",
        run,
        "--base",
        2,
        "--patch",
        32,
        "--epochs",
        1,
        "--patches-per-case",
        1);
  }

  private String row(String run) throws IOException {
    return Files.readAllLines(runs.resolve("experiments.csv")).stream()
        .filter(line -> line.contains("," + run + ","))
        .findFirst()
        .orElseThrow();
  }
}

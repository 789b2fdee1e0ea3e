package org.dosekit.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dosekit.core.patient.Cohort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that train and are killed; {@link ChildRun} is what they run. */
class KilledRunTest {
  private static final int KILLS = 10;

  @TempDir Path folder;

  @Test
  @Timeout(300)
  void runThatIsKilledAtAnyMomentEndsAsIfItHadNotBeen() throws Exception {
    Cohort cohort = SyntheticCohort.write(folder.resolve("cohort"), 8);
    Path whole = folder.resolve("whole");
    Training.start(
        ChildRun.CONFIG, cohort, SyntheticCohort.split(cohort), whole, TrainingListener.SILENT);
    Path run = folder.resolve("run");
    SplittableRandom random = new SplittableRandom(5);
    for (int kill = 0; kill < KILLS; kill++) {
      Process child = ChildRun.launch(cohort.folder(), run);
      awaitTraining(child);
      if (kill % 2 == 0) {
        TimeUnit.MILLISECONDS.sleep(random.nextLong(250));
      } else {
        awaitWrite(child, run, random.nextInt(1, 6));
      }
      assertTrue(child.isAlive(), "the run is over before kill " + kill);
      child.destroyForcibly().waitFor();
    }
    Process last = ChildRun.launch(cohort.folder(), run);
    assertEquals(0, last.waitFor());

    TrainingTest.assertSameRun(whole, run);
    assertEquals(List.of(), temporaryFiles(run), "leftovers are removed");
    assertEquals(ChildRun.EPOCHS, RunDirectory.open(run).summary().orElseThrow().epochs());
  }

  @Test
  @Timeout(120)
  @EnabledOnOs(
      value = {OS.LINUX, OS.MAC},
      disabledReason = "Windows has no signal that a process can answer")
  void signalSavesTheRunningEpochBeforeTheProcessEnds() throws Exception {
    Cohort cohort = SyntheticCohort.write(folder.resolve("cohort"), 8);
    Path run = folder.resolve("run");
    Process child = ChildRun.launch(cohort.folder(), run);
    awaitTraining(child);

    child.destroy();

    assertEquals(128 + 15, child.waitFor(), "SIGTERM's exit code; Ctrl-C's is 130");
    TrainingState saved = RunDirectory.open(run).state().orElseThrow();
    assertTrue(saved.part().isPresent());
    assertTrue(saved.optimizer().step() > 0);
    assertEquals(List.of(), temporaryFiles(run));
  }

  private static void awaitTraining(Process child) throws IOException {
    // Not closed: the child would die of its closed pipe.
    BufferedReader out = child.inputReader();
    String line = out.readLine();
    while (line != null && !line.equals(ChildRun.TRAINING)) {
      line = out.readLine();
    }
    assertFalse(line == null, "the child ended before its first step");
  }

  /** Waits until the n-th file from now is being written. */
  private static void awaitWrite(Process child, Path run, int n) throws IOException {
    int begun = 0;
    List<Path> before = List.of();
    while (begun < n && child.isAlive()) {
      List<Path> now = temporaryFiles(run);
      begun += now.isEmpty() || now.equals(before) ? 0 : 1;
      before = now;
    }
  }

  private static List<Path> temporaryFiles(Path run) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : List.of(run, run.resolve("checkpoints"))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(file -> file.toString().endsWith(".tmp")).forEach(found::add);
        }
      }
    }
    return found;
  }
}

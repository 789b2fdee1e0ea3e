package org.dosekit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRunnerTest {
  @TempDir private Path place;

  private final List<String> notes = new ArrayList<>();
  private final Recorded steps = new Recorded();
  private StudyFolder folder;
  private StudyRunner runner;
  private StudyTask task;

  /** Steps that are done when they are called, unless told to fail. */
  private static final class Recorded implements StudyRunner.Steps {
    final List<StudyStep> called = new ArrayList<>();
    final Set<StudyStep> whole = new HashSet<>();
    final Map<StudyStep, RuntimeException> failing = new HashMap<>();

    @Override
    public boolean isWhole(StudyStep step, StudyTask task) {
      return whole.contains(step);
    }

    @Override
    public void run(StudyStep step, StudyTask task) {
      called.add(step);
      if (failing.containsKey(step)) {
        throw failing.get(step);
      }
      whole.add(step);
    }
  }

  @BeforeEach
  void oneTask() {
    folder = StudyFolder.of(place);
    runner = new StudyRunner(folder, steps, notes::add);
    task = StudyPlanTest.plan(StudyPlanTest.study("")).tasks().get(0);
  }

  @Test
  void stepsAreDoneInOrderAndTimed() {
    TaskRecord record = runner.run(task);
    assertEquals(List.of(StudyStep.values()), steps.called);
    assertEquals(TaskStatus.COMPLETE, record.status());
    assertEquals(Set.of(StudyStep.values()), record.seconds().keySet());
    assertEquals(record, folder.record(task));
  }

  @Test
  void whatIsWholeIsNotDoneAgainAndKeepsItsTime() {
    TaskRecord first = runner.run(task);
    steps.called.clear();
    assertEquals(first, runner.run(task));
    assertEquals(List.of(), steps.called);
  }

  @Test
  void fromAHalfWrittenResultOnEverythingIsDoneAgain() throws IOException {
    runner.run(task);
    steps.called.clear();
    steps.whole.remove(StudyStep.PREDICT);
    Files.createDirectories(folder.run(task));
    Files.writeString(folder.evaluation(task), "of the predictions before");
    steps.failing.put(StudyStep.PREDICT, new CancellationException("stopped"));
    assertThrows(CancellationException.class, () -> runner.run(task));
    assertFalse(Files.exists(folder.evaluation(task)), "an outdated evaluation would be taken");
    assertEquals(TaskStatus.RUNNING, folder.record(task).status());
    steps.failing.clear();
    assertEquals(TaskStatus.COMPLETE, runner.run(task).status());
    assertEquals(List.of(StudyStep.PREDICT, StudyStep.PREDICT, StudyStep.EVALUATE), steps.called);
  }

  @Test
  void aResultThatCannotBeReadIsNotWhole() {
    StudyRunner unreadable =
        new StudyRunner(
            folder,
            new StudyRunner.Steps() {
              @Override
              public boolean isWhole(StudyStep step, StudyTask of) {
                throw DoseDataException.of("file", "half of it", "all", "again");
              }

              @Override
              public void run(StudyStep step, StudyTask of) {
                steps.run(step, of);
              }
            },
            notes::add);
    assertEquals(TaskStatus.COMPLETE, unreadable.run(task).status());
    assertEquals(List.of(StudyStep.values()), steps.called);
  }

  @Test
  void aFailureIsWrittenDownAndTriedAgain() {
    for (RuntimeException failure :
        List.of(
            DoseDataException.of("run", "NaN", "numbers", "look"),
            new GateNotMetException("0.1 Gy; gate 0.01 Gy"),
            new IllegalStateException("a fault of ours"))) {
      steps.failing.put(StudyStep.EXPORT, failure);
      TaskRecord record = runner.run(task);
      assertEquals(TaskStatus.FAILED, record.status());
      assertTrue(record.reason().contains(String.valueOf(failure.getMessage())), record.reason());
      assertEquals(record, folder.record(task));
      assertTrue(notes.get(notes.size() - 1).startsWith("failed: a/seed-7: "), notes.toString());
    }
    steps.failing.clear();
    assertEquals(TaskStatus.COMPLETE, runner.run(task).status());
    assertEquals("", folder.record(task).reason());
    assertEquals(1, steps.called.stream().filter(StudyStep.TRAIN::equals).count());
  }

  @Test
  void aTaskThatCannotBeDoneHereIsSkippedAndSaysWhy() {
    StudyPlan plan = StudyPlanTest.plan(Study.named("loss-ablation-phantom"));
    StudyTask vgg =
        plan.tasks().stream().filter(t -> t.skipped().isPresent()).findFirst().orElseThrow();
    TaskRecord record = runner.run(vgg);
    assertEquals(TaskStatus.SKIPPED, record.status());
    assertEquals(List.of(), steps.called);
    assertTrue(notes.get(0).contains("gradient-vgg/fold-1-seed-42 is skipped"), notes.get(0));
  }

  @Test
  void aDamagedRecordIsMadeAgain() throws IOException {
    runner.run(task);
    Path file = place.resolve("runs/a/seed-7.json");
    Files.writeString(file, "{\"status\": \"co");
    assertEquals(TaskStatus.TO_DO, folder.record(task).status());
    runner.run(task);
    assertEquals(TaskStatus.COMPLETE, folder.record(task).status());
  }

  @Test
  void aChangedStudyIsRefusedWithWhatDiffers() {
    StudyPlan plan = StudyPlanTest.plan(StudyPlanTest.study(""));
    folder.begin(plan);
    folder.begin(plan);
    folder.begin(StudyPlanTest.plan(StudyPlanTest.study("\"description\": \"said better\"")));
    StudyPlan longer =
        StudyPlanTest.plan(StudyPlanTest.study("\"config\": {\"schedule\": {\"epochs\": 3}}"));
    DoseDataException refused = assertThrows(DoseDataException.class, () -> folder.begin(longer));
    assertTrue(refused.found().endsWith("config.schedule.epochs: 3, not 2"), refused.found());
    StudyPlan more = StudyPlanTest.plan(StudyPlanTest.study("\"seeds\": [7, 8]"));
    assertTrue(
        assertThrows(DoseDataException.class, () -> folder.begin(more))
            .found()
            .contains("seeds: [7,8], not [7]"));
  }
}

package org.dosekit.lab.study;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.cli.experiments.FailureText;
import org.dosekit.core.DoseDataException;

/**
 * Does the steps of tasks. From the first step whose result is not whole, all are done; a task that
 * fails is written down and does not keep others from being done.
 */
public final class StudyRunner {
  private static final double NANOS = 1e9;

  /** What the steps are. */
  public interface Steps {
    /**
     * Whether the result of a step is there, whole and of this task.
     *
     * @throws DoseDataException when it cannot be read, which is taken for not whole
     */
    boolean isWhole(StudyStep step, StudyTask task);

    /**
     * Does a step; what it left half-done before is gone on with or replaced.
     *
     * @throws DoseDataException when it fails
     * @throws GateNotMetException when its result does not meet its gate
     */
    void run(StudyStep step, StudyTask task);
  }

  private final StudyFolder folder;
  private final Steps steps;
  private final Consumer<String> note;

  /**
   * A runner.
   *
   * @param note told what is done and what failed
   */
  public StudyRunner(StudyFolder folder, Steps steps, Consumer<String> note) {
    this.folder = folder;
    this.steps = steps;
    this.note = note;
  }

  /**
   * Brings a task to its end.
   *
   * @return what became of it
   * @throws CancellationException when the thread is interrupted; the same call goes on later
   */
  public TaskRecord run(StudyTask task) {
    TaskRecord record = folder.record(task);
    if (task.skipped().isPresent()) {
      note.accept(task.name() + " is skipped: " + task.skipped().get());
      record = record.with(TaskStatus.SKIPPED, task.skipped().get());
      folder.write(task, record);
      return record;
    }
    try {
      record = steps(task, record);
      record = record.with(TaskStatus.COMPLETE, "");
    } catch (CancellationException e) {
      throw e;
    } catch (DoseDataException | GateNotMetException e) {
      note.accept(task.name() + ": " + e.getMessage());
      record = failed(task, FailureText.of(e));
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      // Of one condition; the others may be smaller, or need no such library.
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      note.accept("internal error, please report it: " + trace);
      record = failed(task, e.getClass().getSimpleName() + ": " + FailureText.of(e));
    }
    folder.write(task, record);
    return record;
  }

  private TaskRecord failed(StudyTask task, String reason) {
    note.accept("failed: " + task.name() + ": " + reason);
    return folder.record(task).with(TaskStatus.FAILED, reason);
  }

  private TaskRecord steps(StudyTask task, TaskRecord before) {
    TaskRecord record = before;
    boolean redo = false;
    for (StudyStep step : StudyStep.values()) {
      if (!redo && isWhole(step, task)) {
        continue;
      }
      if (!redo) {
        redo = true;
        folder.discardEvaluation(task);
        record = record.with(TaskStatus.RUNNING, "");
        folder.write(task, record);
      }
      note.accept(task.name() + ": " + step.label());
      long begun = System.nanoTime();
      steps.run(step, task);
      record = record.with(step, (System.nanoTime() - begun) / NANOS);
      folder.write(task, record);
    }
    return record;
  }

  /** Whether the result of a step is whole; one that cannot be read is not. */
  public boolean isWhole(StudyStep step, StudyTask task) {
    try {
      return steps.isWhole(step, task);
    } catch (DoseDataException e) {
      // Said when the step is done again and fails; else there was nothing to say.
      return false;
    }
  }
}

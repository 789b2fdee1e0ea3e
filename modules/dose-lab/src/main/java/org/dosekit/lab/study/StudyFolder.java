package org.dosekit.lab.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Split;
import org.dosekit.eval.score.CohortEvaluation;

/** Where a study keeps what it makes. */
public final class StudyFolder {
  private static final String STUDY_FILE = "study.json";

  private final Path root;

  private StudyFolder(Path root) {
    this.root = root;
  }

  /** A folder, there or not. */
  public static StudyFolder of(Path root) {
    return new StudyFolder(root);
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /** The study as it was started; itself a study's file. */
  public Path study() {
    return root.resolve(STUDY_FILE);
  }

  /** The run of a task; its model, predictions and evaluation are in it. */
  public Path run(StudyTask task) {
    return root.resolve("runs").resolve(task.condition()).resolve(task.run());
  }

  /** The exported model of a task. */
  public Path model(StudyTask task) {
    return run(task).resolve("model.onnx");
  }

  /** The predictions of a task. */
  public Path predictions(StudyTask task) {
    return run(task).resolve("predictions");
  }

  /** The evaluation of a task. */
  public Path evaluation(StudyTask task) {
    return run(task).resolve(CohortEvaluation.FILE_NAME);
  }

  /** What became of a task. */
  public TaskRecord record(StudyTask task) {
    return TaskRecord.read(recordFile(task));
  }

  void write(StudyTask task, TaskRecord record) {
    record.write(task, recordFile(task));
  }

  private Path recordFile(StudyTask task) {
    return root.resolve("runs").resolve(task.condition()).resolve(task.run() + ".json");
  }

  /** Whether a study was begun here. */
  public boolean isBegun() {
    return Files.exists(study());
  }

  /**
   * Begins the study here, or finds it begun.
   *
   * @throws DoseDataException when another study was begun here, with what differs
   */
  public void begin(StudyPlan plan) {
    if (isBegun()) {
      requireSame(plan);
      return;
    }
    plan.split().ifPresent(split -> split.write(root.resolve(StudyPlan.SPLIT_FILE)));
    plan.toJson().write(study());
  }

  /**
   * Holds a plan against the study that was begun here.
   *
   * @throws DoseDataException when they differ, with what differs
   */
  public void requireSame(StudyPlan plan) {
    List<String> differences =
        plan.toJson().differencesFrom(JsonObject.read(study())).stream()
            .filter(difference -> !difference.startsWith("description:"))
            .collect(Collectors.toList());
    Optional<Split> split = plan.split();
    if (split.isPresent() && !split.get().equals(Split.read(root.resolve(StudyPlan.SPLIT_FILE)))) {
      differences.add("split: other cases");
    }
    if (!differences.isEmpty()) {
      throw DoseDataException.of(
          study().toString(),
          "another study than the one begun here: " + String.join("; ", differences),
          "the same study",
          "begin the changed study in another folder, or undo the changes");
    }
  }

  /** Removes the evaluation of a task, of which an earlier step is done again. */
  void discardEvaluation(StudyTask task) {
    try {
      Files.deleteIfExists(evaluation(task));
    } catch (IOException e) {
      throw DoseDataException.of(
              evaluation(task).toString(),
              "an outdated evaluation that cannot be removed",
              "a writable folder",
              "mend its permissions")
          .withCause(e);
    }
  }
}

package org.dosekit.lab.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;

/**
 * What became of a task; kept beside its run's folder, so that it can be written before there is
 * one.
 *
 * @param status how far it is
 * @param reason why it failed or was skipped; else empty
 * @param seconds wall time of each finished step, as it was done last
 */
public record TaskRecord(TaskStatus status, String reason, Map<StudyStep, Double> seconds) {
  private static final String FORMAT = "dosekit-study-task/1";
  private static final TaskRecord NONE = new TaskRecord(TaskStatus.TO_DO, "", Map.of());

  /** Copies the map. */
  public TaskRecord {
    Objects.requireNonNull(status);
    Objects.requireNonNull(reason);
    Map<StudyStep, Double> copy = new EnumMap<>(StudyStep.class);
    copy.putAll(seconds);
    seconds = Collections.unmodifiableMap(copy);
  }

  TaskRecord with(TaskStatus other, String why) {
    return new TaskRecord(other, why, seconds);
  }

  TaskRecord with(StudyStep step, double took) {
    Map<StudyStep, Double> more = new EnumMap<>(StudyStep.class);
    more.putAll(seconds);
    more.put(step, took);
    return new TaskRecord(status, reason, more);
  }

  /** The record in a file; of a task that is not begun, when there is no file or it is damaged. */
  static TaskRecord read(Path file) {
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      return parse(JsonObject.read(file));
    } catch (DoseDataException | IllegalArgumentException e) {
      // The steps' results tell what is done; the record is made again with them.
      return NONE;
    }
  }

  private static TaskRecord parse(JsonObject json) {
    JsonObject times = json.object("seconds");
    Map<StudyStep, Double> seconds = new EnumMap<>(StudyStep.class);
    Arrays.stream(StudyStep.values())
        .filter(step -> times.has(step.label()))
        .forEach(step -> seconds.put(step, times.number(step.label())));
    return new TaskRecord(
        Arrays.stream(TaskStatus.values())
            .filter(status -> status.label().equals(json.string("status")))
            .findFirst()
            .orElseThrow(IllegalArgumentException::new),
        json.string("reason"),
        seconds);
  }

  void write(StudyTask task, Path file) {
    JsonObject times = JsonObject.create();
    seconds.forEach((step, took) -> times.put(step.label(), took.doubleValue()));
    JsonObject.create()
        .put("format", FORMAT)
        .put("number", task.number())
        .put("task", task.name())
        .put("status", status.label())
        .put("reason", reason)
        .put("seconds", times)
        .write(file);
  }
}

package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.Csv;
import org.dosekit.core.io.JsonObject;
import org.dosekit.lab.study.StudyResults;
import org.dosekit.lab.study.StudyResults.OverRuns;
import org.dosekit.lab.study.StudyResults.Run;
import org.dosekit.lab.study.StudyStep;
import org.dosekit.lab.study.TaskStatus;
import org.dosekit.train.run.RunSummary;

/** {@link StudyResults} as files: every number in full, and the tables for people. */
final class StudyFiles {
  private static final String FORMAT = "dosekit-study-results/1";
  private static final String JSON_FILE = "study_results.json";
  private static final String COMPARISON_CSV = "study_results.csv";
  private static final String RUNS_CSV = "study_runs.csv";

  /** The file for people. */
  static final String MARKDOWN_FILE = "study_results.md";

  private StudyFiles() {}

  /** Writes the results into the study's folder; whatever else shows them is made from here too. */
  static void write(StudyResults results, Path folder) {
    json(results).write(folder.resolve(JSON_FILE));
    results
        .comparison()
        .ifPresent(comparison -> ComparisonFiles.write(comparison, folder.resolve(COMPARISON_CSV)));
    AtomicFile.writeText(folder.resolve(RUNS_CSV), csv(results.runs()));
    AtomicFile.writeText(folder.resolve(MARKDOWN_FILE), StudyTables.markdown(results));
  }

  /** The results as JSON. */
  static JsonObject json(StudyResults results) {
    JsonObject json =
        JsonObject.create()
            .put("format", FORMAT)
            .put("study", results.plan().study().name())
            .put("protocol", results.plan().protocol().name())
            .put("cohort_sha256", results.plan().cohortSha256())
            .put("baseline", results.plan().study().baseline())
            .putObjects(
                "conditions",
                results.plan().conditions().stream().map(name -> condition(results, name)).toList())
            .putObjects("runs", results.runs().stream().map(StudyFiles::run).toList())
            .putStrings("notes", results.notes());
    results.comparison().ifPresent(c -> json.put("comparison", ComparisonFiles.json(c)));
    results.lookup().ifPresent(c -> json.put("lookup", ComparisonFiles.json(c)));
    return json;
  }

  private static JsonObject condition(StudyResults results, String name) {
    JsonObject json = JsonObject.create().put("name", name);
    for (TaskStatus status : TaskStatus.values()) {
      json.put(status.label(), results.count(name, status));
    }
    put(json, "validation_mae_gy", results.validationMaeGy(name));
    put(json, "seconds_per_step", results.overRuns(name, Run::secondsPerStep));
    put(json, "seconds_in_all", results.overRuns(name, Run::secondsInAll));
    return json;
  }

  private static void put(JsonObject json, String name, Optional<OverRuns> value) {
    value.ifPresent(
        v ->
            json.put(
                name,
                JsonObject.create()
                    .put("n_runs", v.count())
                    .put("mean", v.mean())
                    .put("std", v.std())));
  }

  private static JsonObject run(Run run) {
    JsonObject json =
        JsonObject.create()
            .put("number", run.task().number())
            .put("condition", run.task().condition());
    run.task().fold().ifPresent(fold -> json.put("fold", fold));
    json.put("seed", run.task().seed())
        .put("status", run.status().label())
        .put("reason", run.reason())
        .put("validation_mae_gy", validationMaeGy(run));
    run.summary().ifPresent(summary -> json.put("epochs", summary.epochs()));
    json.put("seconds_per_step", run.secondsPerStep());
    JsonObject seconds = JsonObject.create();
    run.seconds().forEach((step, took) -> seconds.put(step.label(), took.doubleValue()));
    return json.put("seconds", seconds);
  }

  private static OptionalDouble validationMaeGy(Run run) {
    Optional<RunSummary> summary = run.summary();
    return summary.isPresent()
        ? OptionalDouble.of(summary.get().bestValMaeGy())
        : OptionalDouble.empty();
  }

  /** One line a task; an empty field where there is no number. */
  private static String csv(List<Run> runs) {
    StringBuilder csv =
        new StringBuilder(
            "number,condition,fold,seed,status,validation_mae_gy,epochs,seconds_per_step");
    for (StudyStep step : StudyStep.values()) {
      csv.append(',').append(step.label()).append("_seconds");
    }
    csv.append(",reason\n");
    for (Run run : runs) {
      csv.append(run.task().number())
          .append(',')
          .append(Csv.field(run.task().condition()))
          .append(',')
          .append(run.task().fold().isPresent() ? run.task().fold().getAsInt() : "")
          .append(',')
          .append(run.task().seed())
          .append(',')
          .append(run.status().label())
          .append(',')
          .append(full(validationMaeGy(run)))
          .append(',')
          .append(run.summary().map(s -> String.valueOf(s.epochs())).orElse(""))
          .append(',')
          .append(full(run.secondsPerStep()));
      for (StudyStep step : StudyStep.values()) {
        csv.append(',')
            .append(Optional.ofNullable(run.seconds().get(step)).map(String::valueOf).orElse(""));
      }
      csv.append(',').append(Csv.field(run.reason())).append('\n');
    }
    return csv.toString();
  }

  private static String full(OptionalDouble value) {
    return value.isPresent() ? String.valueOf(value.getAsDouble()) : "";
  }
}

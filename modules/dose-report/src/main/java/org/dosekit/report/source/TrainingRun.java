package org.dosekit.report.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.dosekit.core.io.JsonObject;

/**
 * A run directory, finished or not, whole or not.
 *
 * @param name the folder's name
 * @param origin configuration and provenance
 * @param curves what its epochs achieved
 * @param summary how it ended; missing while it goes on
 */
public record TrainingRun(
    String name,
    Found<RunOrigin> origin,
    Found<TrainingCurves> curves,
    Found<TrainingSummary> summary) {
  private static final String RUN_FILE = "run.json";
  private static final String METRICS_FILE = "metrics.csv";
  private static final String SUMMARY_FILE = "summary.json";

  /** Checks for nulls. */
  public TrainingRun {
    Objects.requireNonNull(name);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(curves);
    Objects.requireNonNull(summary);
  }

  /** Whether a folder holds a run, or the remains of one. */
  public static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(RUN_FILE))
        || Files.isRegularFile(folder.resolve(METRICS_FILE));
  }

  /** Reads what there is of a run. */
  public static TrainingRun read(Path folder) {
    Path summary = folder.resolve(SUMMARY_FILE);
    return new TrainingRun(
        ReportSource.nameOf(folder),
        Found.attempt(() -> RunOrigin.of(JsonObject.read(folder.resolve(RUN_FILE)))),
        Found.attempt(() -> TrainingCurves.read(folder.resolve(METRICS_FILE))),
        Files.exists(summary)
            ? Found.attempt(() -> TrainingSummary.of(JsonObject.read(summary)))
            : Found.missing("the run has not ended: no " + SUMMARY_FILE));
  }
}

package org.dosekit.cli.experiments;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Split;

/**
 * What the files of one run tell. The training engine is not asked: a run can be read where it is
 * not installed, and while it is trained.
 */
final class RunRow {
  private static final String RUN_FILE = "run.json";
  private static final String RUN_FORMAT = "dosekit-run/1";
  private static final String SUMMARY_FILE = "summary.json";
  private static final String METRICS_FILE = "metrics.csv";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String BEST = CHECKPOINTS + "/best.safetensors";
  private static final String LAST_FACTS = CHECKPOINTS + "/last.json";
  private static final String STATE = CHECKPOINTS + "/last.optimizer.safetensors";

  private final Path run;
  private final Map<Column, String> cells = new EnumMap<>(Column.class);
  private RunStatus status = RunStatus.RUNNING;

  private RunRow(Path run) {
    this.run = run;
  }

  /**
   * Whether a folder is that of a run, or of what was left of one: a run that was killed before its
   * {@code run.json} leaves its split, but no cases beside it as a cohort has.
   */
  static boolean isRun(Path folder) {
    return Stream.of(RUN_FILE, SUMMARY_FILE, METRICS_FILE, BEST, STATE)
            .anyMatch(file -> Files.exists(folder.resolve(file)))
        || (Files.exists(folder.resolve(Split.FILE_NAME)) && !holdsCases(folder));
  }

  private static boolean holdsCases(Path folder) {
    try (DirectoryStream<Path> cases = Files.newDirectoryStream(folder, "*.npz")) {
      return cases.iterator().hasNext();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * The row of a run.
   *
   * @param index the folder of the index
   * @param evaluations the run's {@code evaluation_results.json} files, the one that counts first
   * @throws DoseDataException when not even the times of its files can be read
   */
  static RunRow of(Path index, Path run, List<Path> evaluations) {
    RunRow row = new RunRow(run);
    String id = index.relativize(run).toString().replace('\\', '/');
    row.cells.put(Column.RUN, id.isEmpty() ? "." : id);
    row.times();
    Optional<Split> split = row.read(() -> Split.read(run.resolve(Split.FILE_NAME)));
    split.ifPresent(row::cases);
    row.attempt(row::origin);
    row.attempt(row::ending);
    row.attempt(row::progress);
    if (!evaluations.isEmpty()) {
      row.evaluation(evaluations.get(0), split);
    }
    row.cells.put(Column.STATUS, row.status.label());
    return row;
  }

  /** The text of a column; empty where the files say nothing. */
  String cell(Column column) {
    return cells.getOrDefault(column, "");
  }

  RunStatus status() {
    return status;
  }

  /** What cannot be read makes the run a half-written one, and does not keep the rest from it. */
  private <T> Optional<T> read(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (DoseDataException e) {
      halfWritten(FailureText.of(e));
      return Optional.empty();
    }
  }

  private void attempt(Runnable reading) {
    read(
        () -> {
          reading.run();
          return run;
        });
  }

  /** The first thing that is wrong is said. */
  private void halfWritten(String note) {
    status = RunStatus.HALF_WRITTEN;
    cells.putIfAbsent(Column.NOTE, note);
  }

  private void times() {
    Path begun =
        Stream.of(Split.FILE_NAME, RUN_FILE)
            .map(run::resolve)
            .filter(Files::exists)
            .findFirst()
            .orElse(run);
    cells.put(Column.DATE, time(modified(begun)));
    Stream.of(RUN_FILE, METRICS_FILE, SUMMARY_FILE, RunFailure.FILE_NAME, BEST, STATE)
        .map(run::resolve)
        .filter(Files::exists)
        .map(RunRow::modified)
        .max(Instant::compareTo)
        .ifPresent(last -> cells.put(Column.UPDATED, time(last)));
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void cases(Split split) {
    cells.put(
        Column.CASES,
        "%d/%d/%d"
            .formatted(split.training().size(), split.validation().size(), split.test().size()));
  }

  private void origin() {
    JsonObject json = JsonObject.read(run.resolve(RUN_FILE));
    if (!json.string("format").equals(RUN_FORMAT)) {
      throw DoseDataException.of(
          json.where(),
          "format '" + json.string("format") + "'",
          "'" + RUN_FORMAT + "'",
          "list it with the version that wrote it");
    }
    JsonObject provenance = json.object("provenance");
    copy(provenance, "code_version", Column.CODE_VERSION);
    copy(provenance, "code_sha256", Column.CODE_SHA256);
    copy(provenance, "data_sha256", Column.DATA_SHA256);
    JsonObject config = json.object("config");
    cells.put(Column.PROTOCOL, config.object("protocol").string("name"));
    JsonObject network = config.object("network");
    cells.put(
        Column.NETWORK, network.string("architecture") + " " + network.integer("base_channels"));
    cells.put(Column.LOSS, LossLabel.of(config.object("loss")));
    cells.put(Column.SEED, Long.toString(config.longInteger("seed")));
  }

  private void copy(JsonObject provenance, String name, Column column) {
    if (provenance.has(name)) {
      cells.put(column, provenance.string(name));
    }
  }

  private void ending() {
    Path file = run.resolve(SUMMARY_FILE);
    if (Files.exists(file)) {
      JsonObject summary = JsonObject.read(file);
      cells.put(Column.EPOCHS, Integer.toString(summary.integer("epochs")));
      cells.put(Column.VAL_MAE_GY, Double.toString(summary.number("best_val_mae_gy")));
      cells.put(Column.TRAINING_HOURS, Double.toString(summary.number("training_time_hours")));
      if (!Files.exists(run.resolve(BEST))) {
        halfWritten("finished, but without " + BEST);
      } else if (status == RunStatus.RUNNING) {
        status = RunStatus.COMPLETE;
      }
      return;
    }
    RunFailure.read(run)
        .ifPresent(
            message -> {
              cells.putIfAbsent(Column.NOTE, message);
              if (status == RunStatus.RUNNING) {
                status = RunStatus.FAILED;
              }
            });
  }

  /** How far an unfinished run is. */
  private void progress() {
    Path facts = run.resolve(LAST_FACTS);
    if (!cells.containsKey(Column.EPOCHS) && Files.exists(facts)) {
      cells.put(Column.EPOCHS, Integer.toString(JsonObject.read(facts).integer("epoch")));
    }
  }

  private void evaluation(Path file, Optional<Split> split) {
    cells.put(Column.EVALUATION, run.relativize(file).toString().replace('\\', '/'));
    try {
      achieved(file, split);
    } catch (DoseDataException e) {
      // The run itself is whole: it is evaluated again.
      cells.putIfAbsent(Column.NOTE, FailureText.of(e));
    }
  }

  private void achieved(Path file, Optional<Split> split) {
    JsonObject results = JsonObject.read(file);
    List<String> ids = results.objects("per_case_results", one -> one.string("case_id"));
    cells.put(Column.EVALUATED_CASES, Integer.toString(ids.size()));
    split.ifPresent(parts -> cells.put(Column.EVALUATED_PART, part(parts, ids)));
    JsonObject means = results.object("aggregate_metrics");
    mean(means, "mae_gy", Column.MAE_GY);
    mean(means, "global_3mm3pct_pass_rate", Column.GAMMA_3MM3PCT_PERCENT);
    mean(means, "ptv_region_3mm3pct_pass_rate", Column.PTV_GAMMA_3MM3PCT_PERCENT);
    mean(means, "goals_met_of_attainable_percent", Column.GOALS_KEPT_PERCENT);
  }

  private void mean(JsonObject means, String name, Column column) {
    if (means.has(name + "_mean")) {
      cells.put(column, Double.toString(means.number(name + "_mean")));
    }
  }

  /** Errors on cases that a network was trained on are no result: the index says whose they are. */
  private static String part(Split split, List<String> ids) {
    Set<String> evaluated = Set.copyOf(ids);
    if (split.test().containsAll(evaluated)) {
      return "test";
    } else if (split.validation().containsAll(evaluated)) {
      return "validation";
    } else if (split.training().containsAll(evaluated)) {
      return "training";
    }
    boolean inside =
        Stream.of(split.training(), split.validation(), split.test())
            .flatMap(List::stream)
            .anyMatch(evaluated::contains);
    return inside ? "mixed" : "others";
  }

  private static DoseDataException unreadable(Path place, IOException cause) {
    return DoseDataException.of(
            place.toString(), "a place that cannot be read", "a run's files", "check permissions")
        .withCause(cause);
  }
}

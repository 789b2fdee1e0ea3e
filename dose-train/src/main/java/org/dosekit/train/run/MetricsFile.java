package org.dosekit.train.run;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;

/**
 * {@code metrics.csv}: one row an epoch; a validation cell is empty where the epoch was not
 * validated or no case has the metric.
 */
final class MetricsFile {
  private static final long MAX_BYTES = 64L << 20;
  private static final List<String> ALWAYS =
      List.of(
          EpochMetrics.EPOCH_COLUMN,
          EpochMetrics.ELAPSED_COLUMN,
          EpochMetrics.LEARNING_RATE_COLUMN,
          EpochMetrics.SKIPPED_COLUMN,
          EpochMetrics.TRAIN_LOSS_COLUMN);

  private MetricsFile() {}

  static void write(Path file, List<EpochMetrics> rows) {
    Set<String> columns = new LinkedHashSet<>(ALWAYS);
    rows.forEach(row -> columns.addAll(row.byColumn().keySet()));
    StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
    for (EpochMetrics row : rows) {
      Map<String, Number> cells = row.byColumn();
      text.append(columns.stream().map(column -> cell(cells, column)).collect(joining(",")))
          .append('\n');
    }
    AtomicFile.writeText(file, text.toString());
  }

  static List<EpochMetrics> read(Path file) {
    List<String> lines = lines(file);
    if (lines.isEmpty()) {
      throw damaged(file, "no header");
    }
    List<String> columns = List.of(lines.get(0).split(",", -1));
    if (new HashSet<>(columns).size() < columns.size() || !columns.containsAll(ALWAYS)) {
      throw damaged(file, "another header");
    }
    List<EpochMetrics> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells.length != columns.size()) {
        throw damaged(file, "a row of " + cells.length + " cells");
      }
      Map<String, String> byColumn = new LinkedHashMap<>();
      for (int i = 0; i < cells.length; i++) {
        byColumn.put(columns.get(i), cells[i]);
      }
      try {
        rows.add(row(byColumn));
      } catch (NumberFormatException e) {
        throw damaged(file, "a cell that is no number in row " + (rows.size() + 1)).withCause(e);
      }
    }
    return List.copyOf(rows);
  }

  private static EpochMetrics row(Map<String, String> cells) {
    Map<String, String> terms = new LinkedHashMap<>(cells);
    terms.remove(EpochMetrics.TRAIN_LOSS_COLUMN);
    return new EpochMetrics(
        Integer.parseInt(required(cells, EpochMetrics.EPOCH_COLUMN)),
        Double.parseDouble(required(cells, EpochMetrics.LEARNING_RATE_COLUMN)),
        Double.parseDouble(required(cells, EpochMetrics.TRAIN_LOSS_COLUMN)),
        withPrefix(terms, EpochMetrics.TRAIN_PREFIX),
        Integer.parseInt(required(cells, EpochMetrics.SKIPPED_COLUMN)),
        withPrefix(cells, EpochMetrics.VALIDATION_PREFIX),
        Double.parseDouble(required(cells, EpochMetrics.ELAPSED_COLUMN)));
  }

  private static String required(Map<String, String> cells, String column) {
    return Optional.ofNullable(cells.get(column)).orElseThrow();
  }

  private static Map<String, Double> withPrefix(Map<String, String> cells, String prefix) {
    Map<String, Double> values = new LinkedHashMap<>();
    cells.forEach(
        (column, cell) -> {
          if (column.startsWith(prefix) && !cell.isEmpty()) {
            values.put(column.substring(prefix.length()), Double.valueOf(cell));
          }
        });
    return values;
  }

  private static String cell(Map<String, Number> values, String column) {
    Number value = values.get(column);
    return value == null ? "" : value.toString();
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(file, Files.size(file) + " bytes");
      }
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw damaged(file, "no readable text").withCause(e);
    }
  }

  private static DoseDataException damaged(Path file, String found) {
    return DoseDataException.of(
        file.toString(), found, "the metrics of a run", "restore the run directory");
  }
}

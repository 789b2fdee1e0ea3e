package org.dosekit.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;

/**
 * {@code metrics.csv}: one row an epoch; a cell is empty where the epoch was not validated, or no
 * patch of it could be scored by a term.
 */
final class MetricsFile {
  private static final long MAX_BYTES = 64L << 20;
  private static final String TERM = "train/";
  private static final List<String> BEFORE = List.of("epoch", "learning_rate", "train/loss");
  private static final List<String> AFTER = List.of("val/loss", "val/mae_gy", "elapsed_seconds");

  private MetricsFile() {}

  static void write(Path file, List<EpochMetrics> rows) {
    StringBuilder text = new StringBuilder();
    List<String> columns = new ArrayList<>(BEFORE);
    Set<String> terms = new LinkedHashSet<>();
    rows.forEach(row -> terms.addAll(row.trainTerms().keySet()));
    terms.forEach(term -> columns.add(TERM + term));
    columns.addAll(AFTER);
    text.append(String.join(",", columns)).append('\n');
    for (EpochMetrics row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(row.epoch()));
      cells.add(Double.toString(row.learningRate()));
      cells.add(Double.toString(row.trainLoss()));
      for (String term : terms) {
        Double value = row.trainTerms().get(term);
        cells.add(value == null ? "" : value.toString());
      }
      cells.add(cell(row.validationLoss()));
      cells.add(cell(row.validationMaeGy()));
      cells.add(Double.toString(row.elapsedSeconds()));
      text.append(String.join(",", cells)).append('\n');
    }
    AtomicFile.writeText(file, text.toString());
  }

  static List<EpochMetrics> read(Path file) {
    List<String> lines = lines(file);
    if (lines.isEmpty()) {
      throw damaged(file, "no header");
    }
    List<String> columns = List.of(lines.get(0).split(",", -1));
    int terms = columns.size() - BEFORE.size() - AFTER.size();
    if (terms < 0
        || !columns.subList(0, BEFORE.size()).equals(BEFORE)
        || !columns.subList(BEFORE.size() + terms, columns.size()).equals(AFTER)) {
      throw damaged(file, "another header");
    }
    List<EpochMetrics> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells.length != columns.size()) {
        throw damaged(file, "a row of " + cells.length + " cells");
      }
      try {
        rows.add(row(columns, cells, terms));
      } catch (NumberFormatException e) {
        throw damaged(file, "a cell that is no number in row " + (rows.size() + 1)).withCause(e);
      }
    }
    return List.copyOf(rows);
  }

  private static EpochMetrics row(List<String> columns, String[] cells, int terms) {
    Map<String, Double> byTerm = new LinkedHashMap<>();
    int next = BEFORE.size();
    for (int t = 0; t < terms; t++, next++) {
      if (!cells[next].isEmpty()) {
        byTerm.put(columns.get(next).substring(TERM.length()), Double.valueOf(cells[next]));
      }
    }
    return new EpochMetrics(
        Integer.parseInt(cells[0]),
        Double.parseDouble(cells[1]),
        Double.parseDouble(cells[2]),
        byTerm,
        optional(cells[next]),
        optional(cells[next + 1]),
        Double.parseDouble(cells[next + 2]));
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

  private static OptionalDouble optional(String cell) {
    return cell.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cell));
  }

  private static String cell(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
  }

  private static DoseDataException damaged(Path file, String found) {
    return DoseDataException.of(
        file.toString(), found, "the metrics of a run", "restore the run directory");
  }
}

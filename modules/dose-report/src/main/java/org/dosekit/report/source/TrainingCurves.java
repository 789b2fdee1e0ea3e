package org.dosekit.report.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;

/**
 * What a run's epochs achieved: {@code metrics.csv}, read so that a file cut off in its last line
 * or with values that are no finite numbers still gives the rest.
 *
 * @param curves one a column, in the file's order
 * @param droppedRows lines that have another number of cells than the header, or no epoch
 */
public record TrainingCurves(List<TrainingCurve> curves, int droppedRows) {
  private static final long MAX_BYTES = 64L << 20;
  private static final String EPOCH = "epoch";

  /** Copies the list. */
  public TrainingCurves {
    curves = List.copyOf(curves);
  }

  /**
   * Reads the file.
   *
   * @throws DoseDataException when there is none, it is too large, or it has no column {@code
   *     epoch}
   */
  public static TrainingCurves read(Path file) {
    List<String> lines = lines(file);
    List<String> columns = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",", -1));
    int epochColumn = columns.indexOf(EPOCH);
    if (epochColumn < 0) {
      throw damaged(file, lines.isEmpty() ? "an empty file" : "a header without 'epoch'");
    }
    Map<Integer, List<TrainingCurve.Point>> points = new LinkedHashMap<>();
    int[] notFinite = new int[columns.size()];
    int dropped = 0;
    int lastEpoch = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Optional<Integer> epoch =
          cells.length == columns.size() ? wholeNumber(cells[epochColumn]) : Optional.empty();
      if (epoch.isEmpty() || epoch.get() <= lastEpoch) {
        dropped++;
        continue;
      }
      lastEpoch = epoch.get();
      for (int c = 0; c < cells.length; c++) {
        OptionalDouble value = number(cells[c]);
        if (value.isPresent()) {
          points
              .computeIfAbsent(c, column -> new ArrayList<>())
              .add(new TrainingCurve.Point(lastEpoch, value.getAsDouble()));
        } else if (!cells[c].isBlank()) {
          notFinite[c]++;
        }
      }
    }
    List<TrainingCurve> curves = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      if (c != epochColumn) {
        curves.add(
            new TrainingCurve(columns.get(c), points.getOrDefault(c, List.of()), notFinite[c]));
      }
    }
    return new TrainingCurves(curves, dropped);
  }

  /** The curve of a column, if it has a point. */
  public Optional<TrainingCurve> curve(String column) {
    return curves.stream()
        .filter(curve -> curve.column().equals(column) && !curve.points().isEmpty())
        .findFirst();
  }

  private static Optional<Integer> wholeNumber(String cell) {
    try {
      return Optional.of(Integer.valueOf(cell.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A finite number; empty for anything else. */
  private static OptionalDouble number(String cell) {
    try {
      double value = Double.parseDouble(cell);
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(file, Files.size(file) + " bytes");
      }
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw damaged(file, "no readable metrics.csv").withCause(e);
    }
  }

  private static DoseDataException damaged(Path file, String found) {
    return DoseDataException.of(
        file.toString(), found, "the metrics of a run, one line an epoch", "restore the file");
  }
}

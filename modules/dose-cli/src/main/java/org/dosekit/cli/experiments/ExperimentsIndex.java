package org.dosekit.cli.experiments;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.Csv;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.score.CohortEvaluation;

/**
 * Every run below a folder: {@value #CSV_FILE} with every column and {@value #MARKDOWN_FILE} for
 * people. Rebuilt whole from the runs' files, so that the same files give the same index; sorted by
 * the time the runs were begun, then by name.
 */
public final class ExperimentsIndex {
  /** The index for machines; a folder that holds one has its index kept up. */
  public static final String CSV_FILE = "experiments.csv";

  /** The index for people. */
  public static final String MARKDOWN_FILE = "EXPERIMENTS.md";

  private static final String CSV_HEAD =
      Arrays.stream(Column.values()).map(Column::label).collect(joining(","));

  private static final String PREFACE =
      """
      # Experiments

      Every run below this folder, rebuilt whole by `dose index` and by the commands that change a run; what is written
      here by hand is lost. All columns stand in `%s`. The errors are means over the evaluated cases.

      """
          .formatted(CSV_FILE);

  /** Links are not followed, so this bounds folders only. */
  private static final int MAX_DEPTH = 32;

  private final Path folder;
  private final List<RunRow> rows;

  private ExperimentsIndex(Path folder, List<RunRow> rows) {
    this.folder = folder;
    this.rows = rows;
  }

  /**
   * Reads every run below a folder, or the folder itself where it is one. A run that cannot be read
   * is listed as such.
   *
   * @throws DoseDataException when the folder cannot be read
   */
  public static ExperimentsIndex of(Path folder) {
    Path whole = folder.toAbsolutePath().normalize();
    Walk walk = new Walk(whole);
    try {
      Files.walkFileTree(whole, Set.of(), MAX_DEPTH, walk);
    } catch (IOException e) {
      throw DoseDataException.of(
              folder.toString(), "no readable folder", "a folder of runs", "check the path")
          .withCause(e);
    }
    List<RunRow> rows = new ArrayList<>();
    Map<Path, List<Path>> evaluations = walk.evaluationsByRun();
    for (Path run : walk.runs) {
      rows.add(RunRow.of(whole, run, evaluations.getOrDefault(run, List.of())));
    }
    rows.sort(
        Comparator.comparing((RunRow row) -> row.cell(Column.DATE))
            .thenComparing(row -> row.cell(Column.RUN)));
    return new ExperimentsIndex(whole, rows);
  }

  /**
   * Rebuilds the index of the nearest folder around a changed place that has one; does nothing
   * where none has. A failure is said and fails nothing: the index can be built at any time.
   *
   * @param changed a run's folder, or a file in it
   * @param note told what went wrong
   */
  public static void keepUp(Path changed, Consumer<String> note) {
    for (Path place = changed.toAbsolutePath().normalize();
        place != null;
        place = place.getParent()) {
      if (holdsIndex(place)) {
        try {
          of(place).write();
        } catch (DoseDataException e) {
          note.accept("the index of the runs is not rebuilt: " + e.getMessage());
        }
        return;
      }
    }
  }

  private static boolean holdsIndex(Path folder) {
    Path file = folder.resolve(CSV_FILE);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(CSV_HEAD.length()), StandardCharsets.UTF_8).equals(CSV_HEAD);
    } catch (IOException e) {
      // What cannot be read is not taken for an index, and stays as it is.
      return false;
    }
  }

  /**
   * Writes both files into the folder.
   *
   * @throws DoseDataException when they cannot be written
   */
  public void write() {
    StringBuilder csv = new StringBuilder(CSV_HEAD).append('\n');
    for (RunRow row : rows) {
      csv.append(
              Arrays.stream(Column.values())
                  .map(column -> Csv.field(row.cell(column)))
                  .collect(joining(",")))
          .append('\n');
    }
    AtomicFile.writeText(folder.resolve(CSV_FILE), csv.toString());
    AtomicFile.writeText(folder.resolve(MARKDOWN_FILE), PREFACE + table().toMarkdown());
  }

  /** The runs, sorted. */
  List<RunRow> rows() {
    return rows;
  }

  /** How many runs there are, in all and of each status. */
  public JsonObject counts() {
    Map<String, Integer> byStatus = new TreeMap<>();
    rows.forEach(row -> byStatus.merge(row.status().label(), 1, Integer::sum));
    JsonObject counts = JsonObject.create().put("runs", rows.size());
    byStatus.forEach((status, number) -> counts.put(status, number.intValue()));
    return counts;
  }

  /** The columns that people look for first. */
  public TextTable table() {
    TextTable table =
        new TextTable(
            "run",
            "date",
            "status",
            "protocol",
            "network",
            "loss",
            "seed",
            "cases",
            "epochs",
            "val MAE Gy",
            "hours",
            "MAE Gy",
            "of cases",
            "gamma %",
            "PTV gamma %",
            "goals %",
            "code",
            "data",
            "note");
    for (RunRow row : rows) {
      table.row(
          row.cell(Column.RUN),
          row.cell(Column.DATE),
          row.cell(Column.STATUS),
          row.cell(Column.PROTOCOL),
          row.cell(Column.NETWORK),
          row.cell(Column.LOSS),
          row.cell(Column.SEED),
          row.cell(Column.CASES),
          row.cell(Column.EPOCHS),
          number(row, Column.VAL_MAE_GY),
          number(row, Column.TRAINING_HOURS),
          number(row, Column.MAE_GY),
          (row.cell(Column.EVALUATED_CASES) + " " + row.cell(Column.EVALUATED_PART)).strip(),
          number(row, Column.GAMMA_3MM3PCT_PERCENT),
          number(row, Column.PTV_GAMMA_3MM3PCT_PERCENT),
          number(row, Column.GOALS_KEPT_PERCENT),
          shortened(row.cell(Column.CODE_SHA256)),
          shortened(row.cell(Column.DATA_SHA256)),
          row.cell(Column.NOTE));
    }
    return table;
  }

  private static String number(RunRow row, Column column) {
    String value = row.cell(column);
    return value.isEmpty() ? "" : TextTable.number(Double.parseDouble(value), 2);
  }

  private static String shortened(String hash) {
    return hash.substring(0, Math.min(8, hash.length()));
  }

  /** Finds runs and evaluations. */
  private static final class Walk extends SimpleFileVisitor<Path> {
    private static final Set<String> PARTS_OF_A_RUN = Set.of("checkpoints", "tensorboard");

    private final Path root;
    private final List<Path> runs = new ArrayList<>();
    private final List<Path> evaluations = new ArrayList<>();

    Walk(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = String.valueOf(folder.getFileName());
      if (!folder.equals(root) && (name.startsWith(".") || PARTS_OF_A_RUN.contains(name))) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (RunRow.isRun(folder)) {
        runs.add(folder);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (CohortEvaluation.FILE_NAME.equals(String.valueOf(file.getFileName()))) {
        evaluations.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    /** A folder that others locked does not hide the rest; the root must be readable. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (file.equals(root)) {
        throw failure;
      }
      return FileVisitResult.CONTINUE;
    }

    /** Of several evaluations of a run the one nearest to its folder comes first, then by name. */
    Map<Path, List<Path>> evaluationsByRun() {
      Set<Path> known = new HashSet<>(runs);
      Map<Path, List<Path>> byRun = new HashMap<>();
      for (Path file : evaluations) {
        for (Path place = file.getParent(); place != null; place = place.getParent()) {
          if (known.contains(place)) {
            byRun.computeIfAbsent(place, run -> new ArrayList<>()).add(file);
            break;
          }
        }
      }
      byRun
          .values()
          .forEach(
              files ->
                  files.sort(
                      Comparator.comparing(Path::getNameCount).thenComparing(Path::toString)));
      return byRun;
    }
  }
}

package org.dosekit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.eval.score.CohortEvaluation;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.eval.stats.Experiment;

/**
 * An experiment on the command line: {@code [NAME=]PATH[,PATH...]}, a path a seed. A folder without
 * results of its own stands for those of its sub-folders that have some.
 */
final class ExperimentArgument {
  private ExperimentArgument() {}

  /**
   * Reads the experiment.
   *
   * @throws DoseDataException when a path holds no results, or the seeds do not belong together
   */
  static Experiment read(String argument) {
    int equals = nameEnd(argument);
    String name =
        equals > 0
            ? argument.substring(0, equals)
            : name(split(argument.substring(equals + 1)).get(0));
    return Experiment.of(name, results(argument).stream().map(EvaluationResults::read).toList());
  }

  /** The results that an argument stands for, a file or folder a seed. */
  static List<Path> results(String argument) {
    List<Path> results = new ArrayList<>();
    for (Path path : split(argument.substring(nameEnd(argument) + 1))) {
      results.addAll(seeds(path));
    }
    return List.copyOf(results);
  }

  /** The place of the {@code =} behind a name, or -1. */
  private static int nameEnd(String argument) {
    return exists(argument) ? -1 : argument.indexOf('=');
  }

  private static List<Path> split(String paths) {
    return exists(paths)
        ? List.of(Path.of(paths))
        : Stream.of(paths.split(",", -1)).map(Path::of).toList();
  }

  private static boolean exists(String path) {
    try {
      return Files.exists(Path.of(path));
    } catch (InvalidPathException e) {
      // NAME=C:\folder is no path on Windows.
      return false;
    }
  }

  private static List<Path> seeds(Path path) {
    if (!Files.isDirectory(path) || hasResults(path)) {
      return List.of(path);
    }
    try (Stream<Path> inside = Files.list(path)) {
      List<Path> seeds = inside.filter(ExperimentArgument::hasResults).sorted().toList();
      return seeds.isEmpty() ? List.of(path) : seeds;
    } catch (IOException e) {
      throw DoseDataException.of(
              path.toString(),
              "a folder that cannot be read",
              "results of dose evaluate",
              "check the path")
          .withCause(e);
    }
  }

  private static boolean hasResults(Path folder) {
    return Files.isRegularFile(folder.resolve(CohortEvaluation.FILE_NAME));
  }

  /** The folder's name; of a file, that of the folder around it. */
  private static String name(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path folder = Files.isDirectory(absolute) ? absolute : absolute.getParent();
    Path last = folder == null ? null : folder.getFileName();
    return last == null ? absolute.toString() : last.toString();
  }
}

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
    int equals = exists(argument) ? -1 : argument.indexOf('=');
    String paths = argument.substring(equals + 1);
    List<EvaluationResults> seeds = new ArrayList<>();
    for (Path path : split(paths)) {
      for (Path seed : seeds(path)) {
        seeds.add(EvaluationResults.read(seed));
      }
    }
    String name = equals > 0 ? argument.substring(0, equals) : name(split(paths).get(0));
    return Experiment.of(name, seeds);
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

package org.dosekit.eval.stats;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.eval.score.CohortEvaluation;

/**
 * The numbers of one {@code evaluation_results.json}: DoseKit's or the original project's.
 * Immutable.
 */
public final class EvaluationResults {
  private static final List<String> HOW =
      List.of(
          "protocol", "voxel_region", "dvh_convention", "gamma_criteria", "goal_set", "scorecard");

  private final String source;
  private final String howEvaluated;
  private final Map<String, Map<String, Double>> cases;

  private EvaluationResults(
      String source, String howEvaluated, Map<String, Map<String, Double>> cases) {
    this.source = source;
    this.howEvaluated = howEvaluated;
    this.cases = Collections.unmodifiableMap(cases);
  }

  /**
   * Reads a file, or that of its name in a folder.
   *
   * @throws DoseDataException when there is none, it is not one, it holds no case, or a case twice
   */
  public static EvaluationResults read(Path fileOrFolder) {
    Path file =
        Files.isDirectory(fileOrFolder)
            ? fileOrFolder.resolve(CohortEvaluation.FILE_NAME)
            : fileOrFolder;
    JsonObject json = JsonObject.read(file);
    Map<String, Map<String, Double>> cases = new LinkedHashMap<>();
    for (JsonObject one : json.objects("per_case_results", each -> each)) {
      String id = Case.requireId(one.string("case_id"));
      if (cases.put(id, one.numbersByPath()) != null) {
        throw DoseDataException.of(
            json.where(), "case " + id + " twice", "each case once", "evaluate the run again");
      }
    }
    if (cases.isEmpty()) {
      throw DoseDataException.of(
          json.where(), "no case", "at least one in per_case_results", "evaluate the run again");
    }
    return new EvaluationResults(json.where(), howEvaluated(json), cases);
  }

  /**
   * The results of several evaluations as those of one, e.g. of the folds of a cross-validation.
   *
   * @param parts at least one
   * @throws IllegalArgumentException when there is none
   * @throws DoseDataException when two of them have a case in common, or were evaluated in
   *     different ways
   */
  public static EvaluationResults union(List<EvaluationResults> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("the union of no results");
    }
    EvaluationResults first = parts.get(0);
    Map<String, Map<String, Double>> cases = new LinkedHashMap<>();
    for (EvaluationResults part : parts) {
      Experiment.requireSame(first, part);
      part.cases.forEach(
          (id, values) -> {
            if (cases.put(id, values) != null) {
              throw DoseDataException.of(
                  part.source,
                  "case " + id + " that another part has too",
                  "each case in one part",
                  "evaluate each fold on its own test cases");
            }
          });
    }
    return new EvaluationResults(first.source, first.howEvaluated, cases);
  }

  private static String howEvaluated(JsonObject json) {
    return HOW.stream()
        .flatMap(name -> json.has(name) ? Stream.of(name + " " + json.string(name)) : Stream.of())
        .collect(Collectors.joining(", "));
  }

  /** The file. */
  String source() {
    return source;
  }

  /** What must be the same in all files that are compared. */
  String howEvaluated() {
    return howEvaluated;
  }

  /** Every number of every case by its path; cases in the file's order. */
  Map<String, Map<String, Double>> cases() {
    return cases;
  }
}

package org.dosekit.report.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.score.CohortEvaluation;

/**
 * What {@code dose evaluate} wrote: {@code evaluation_results.json}, DoseKit's or the original
 * project's.
 *
 * @param name the name of the folder it was in
 * @param how protocol, voxel region, gamma criteria and their like, by the file's names
 * @param cases at least one, in the file's order, each of another id
 */
public record Evaluation(String name, Map<String, String> how, List<EvaluatedCase> cases) {
  private static final List<String> HOW =
      List.of(
          "protocol", "voxel_region", "dvh_convention", "gamma_criteria", "goal_set", "scorecard");

  private static final String GAMMA = "gamma.";
  private static final String PASS_RATE = ".gamma_pass_rate";

  /** Copies the collections, keeping their order. */
  public Evaluation {
    how = Collections.unmodifiableMap(new LinkedHashMap<>(how));
    cases = List.copyOf(cases);
  }

  /**
   * Reads a file, or that of its name in a folder.
   *
   * @throws DoseDataException when there is none, it is not one, it holds no case, or a case twice
   */
  public static Evaluation read(Path fileOrFolder) {
    Path file =
        Files.isDirectory(fileOrFolder)
            ? fileOrFolder.resolve(CohortEvaluation.FILE_NAME)
            : fileOrFolder;
    JsonObject json = JsonObject.read(file);
    List<EvaluatedCase> cases = json.objects("per_case_results", EvaluatedCase::of);
    Set<String> ids = new HashSet<>();
    for (EvaluatedCase one : cases) {
      if (!ids.add(one.id())) {
        throw DoseDataException.of(
            json.where(), "case " + one.id() + " twice", "each case once", "evaluate it again");
      }
    }
    if (cases.isEmpty()) {
      throw DoseDataException.of(
          json.where(), "no case", "at least one in per_case_results", "evaluate it again");
    }
    Map<String, String> how = new LinkedHashMap<>();
    HOW.stream().filter(json::has).forEach(name -> how.put(name, json.string(name)));
    return new Evaluation(ReportSource.nameOf(ReportSource.folderOf(file)), how, cases);
  }

  /** The DVH metrics that a case has, by structure; both in the file's order. */
  public Map<String, Set<String>> metricKeys() {
    Map<String, Set<String>> keys = new LinkedHashMap<>();
    for (EvaluatedCase one : cases) {
      one.metricKeys()
          .forEach(
              (structure, metrics) ->
                  keys.computeIfAbsent(structure, name -> new LinkedHashSet<>()).addAll(metrics));
    }
    return Collections.unmodifiableMap(keys);
  }

  /** The gammas that a case has: {@code global_3mm3pct}, {@code ptv_region_3mm3pct}. */
  public List<String> gammas() {
    Set<String> names = new LinkedHashSet<>();
    for (EvaluatedCase one : cases) {
      for (String path : one.numbers().keySet()) {
        if (path.startsWith(GAMMA) && path.endsWith(PASS_RATE)) {
          names.add(path.substring(GAMMA.length(), path.length() - PASS_RATE.length()));
        }
      }
    }
    return List.copyOf(names);
  }

  /** The path of a gamma's pass rate in a case, in percent. */
  public static String gammaPassRatePath(String gamma) {
    return GAMMA + gamma + PASS_RATE;
  }
}

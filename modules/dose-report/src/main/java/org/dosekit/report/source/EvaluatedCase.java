package org.dosekit.report.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;

/**
 * One case of an {@link Evaluation}.
 *
 * @param id the case's pseudonym
 * @param numbers every finite number of the case by its path, as {@code dose_metrics.mae_gy},
 *     {@code gamma.global_3mm3pct.gamma_pass_rate}, {@code dvh_metrics.PTV70.D95_error}; a value
 *     that does not exist is not there
 * @param metricKeys the DVH metrics of each structure the case has, as the file spells them: {@code
 *     D95}, {@code mean_gy}; both in the file's order
 * @param absentStructures structures of the protocol that the case lacks
 * @param goals how both doses keep each goal, in the protocol's order
 */
public record EvaluatedCase(
    String id,
    Map<String, Double> numbers,
    Map<String, List<String>> metricKeys,
    List<String> absentStructures,
    List<GoalOutcome> goals) {
  /** The mean absolute dose error in Gy. */
  public static final String MAE_GY = "dose_metrics.mae_gy";

  /** The percentage of the goals the plan meets that the prediction meets too. */
  public static final String GOALS_KEPT_PERCENT = "goals.met_of_attainable_percent";

  private static final String METRICS = "dvh_metrics";
  private static final String PREDICTED = "pred_";

  /** Copies the collections, keeping their order. */
  public EvaluatedCase {
    Case.requireId(id);
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    metricKeys = Collections.unmodifiableMap(new LinkedHashMap<>(metricKeys));
    absentStructures = List.copyOf(absentStructures);
    goals = List.copyOf(goals);
  }

  /** A number by its path, if the case has it. */
  public OptionalDouble number(String path) {
    Double value = numbers.get(path);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * A DVH metric under the planned dose; the key is as in the file: {@code D95}, {@code mean_gy}.
   */
  public OptionalDouble planned(String structure, String key) {
    return number(METRICS + "." + structure + ".target_" + key);
  }

  /** A DVH metric under the predicted dose. */
  public OptionalDouble predicted(String structure, String key) {
    return number(METRICS + "." + structure + "." + PREDICTED + key);
  }

  /** Predicted minus planned metric. */
  public OptionalDouble error(String structure, String key) {
    return number(METRICS + "." + structure + "." + key + "_error");
  }

  static EvaluatedCase of(JsonObject json) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    List<String> absent = new ArrayList<>();
    JsonObject structures = json.optionalObject(METRICS).orElseGet(JsonObject::create);
    for (String name : structures.names()) {
      JsonObject structure = structures.object(name);
      if (structure.has("exists") && !structure.bool("exists")) {
        absent.add(name);
      } else {
        keys.put(
            name,
            structure.names().stream()
                .filter(field -> field.startsWith(PREDICTED))
                .map(field -> field.substring(PREDICTED.length()))
                .toList());
      }
    }
    return new EvaluatedCase(
        json.string("case_id"),
        json.numbersByPath(),
        keys,
        absent,
        json.optionalObject("goals")
            .filter(goals -> goals.has("checks"))
            .map(goals -> goals.objects("checks", GoalOutcome::of))
            .orElse(List.of()));
  }
}

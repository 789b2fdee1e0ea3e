package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.EvaluatedCase;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.GoalOutcome;
import org.dosekit.report.source.GoalOutcome.Judgement;

/**
 * What a page holds of one case.
 *
 * @param caseId its pseudonym
 * @param json numbers, goals, DVH curves, how to read the blobs
 * @param blobs packed volumes by name
 */
record CasePayload(String caseId, JsonObject json, Map<String, String> blobs) {
  /** Copies the blobs, keeping their order. */
  CasePayload {
    Objects.requireNonNull(caseId);
    Objects.requireNonNull(json);
    blobs = Collections.unmodifiableMap(new LinkedHashMap<>(blobs));
  }

  /**
   * The payload of a case.
   *
   * @param criterion of the gamma map
   */
  static CasePayload of(
      EvaluatedCase evaluated, Found<CaseVolumes> volumes, GammaCriterion criterion) {
    JsonObject json =
        JsonObject.create()
            .put("id", evaluated.id())
            .putObjects("goals", evaluated.goals().stream().map(CasePayload::goal).toList())
            .putObjects("metrics", metrics(evaluated));
    List<String> notes = new ArrayList<>();
    if (!evaluated.absentStructures().isEmpty()) {
      notes.add("Not in this case: " + String.join(", ", evaluated.absentStructures()) + ".");
    }
    volumes.reason().ifPresent(why -> notes.add("No viewer and no DVH: " + why + "."));
    Map<String, String> blobs = new LinkedHashMap<>();
    volumes
        .value()
        .ifPresent(
            found -> {
              JsonObject origin = JsonObject.create();
              found.provenance().forEach(origin::put);
              json.put("origin", origin);
              CaseDvh.of(found).ifPresent(dvh -> json.put("dvh", dvh));
              Found<CaseView> view = Found.attempt(() -> CaseView.of(found, criterion));
              view.reason().ifPresent(why -> notes.add("No viewer: " + why + "."));
              view.value().ifPresent(shown -> put(json, shown, notes, blobs));
            });
    return new CasePayload(evaluated.id(), json.putStrings("notes", notes), blobs);
  }

  private static void put(
      JsonObject json, CaseView view, List<String> notes, Map<String, String> blobs) {
    json.put("view", view.json());
    notes.addAll(view.notes());
    blobs.putAll(view.blobs());
  }

  private static JsonObject goal(GoalOutcome goal) {
    JsonObject json = JsonObject.create().put("label", goal.label());
    goal.judgement().reason().ifPresent(why -> json.put("notJudged", why));
    goal.judgement().value().ifPresent(judgement -> put(json, judgement));
    return json;
  }

  private static void put(JsonObject json, Judgement judgement) {
    json.put("reference", judgement.planned())
        .put("predicted", judgement.predicted())
        .put("referenceGrade", judgement.plannedGrade().name().toLowerCase(Locale.ROOT))
        .put("predictedGrade", judgement.predictedGrade().name().toLowerCase(Locale.ROOT))
        .put("charged", judgement.charged())
        .put("optimistic", judgement.optimistic());
  }

  private static List<JsonObject> metrics(EvaluatedCase evaluated) {
    List<JsonObject> metrics = new ArrayList<>();
    evaluated
        .metricKeys()
        .forEach(
            (structure, keys) -> {
              for (String key : keys) {
                JsonObject json =
                    JsonObject.create()
                        .put("structure", structure)
                        .put("key", MetricNames.metric(key));
                put(json, "reference", evaluated.planned(structure, key));
                put(json, "predicted", evaluated.predicted(structure, key));
                put(json, "error", evaluated.error(structure, key));
                metrics.add(json);
              }
            });
    return metrics;
  }

  /** A number where there is one. */
  private static void put(JsonObject json, String name, OptionalDouble value) {
    value.ifPresent(number -> json.put(name, number));
  }
}

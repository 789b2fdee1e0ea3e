package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortEvaluationTest {
  /** Asks 1 cc of a rectum of one voxel, 0.036 cc. */
  private static final Protocol ASKING_TOO_MUCH =
      Protocol.fromJson(
          "test",
          PhantomCase.PROTOCOL.toJson().replaceFirst("\"V50Gy\\[%]\"", "\"D1cc\", \"V45Gycc\""));

  private final CohortEvaluation cohort =
      CohortEvaluation.of(
          List.of(
              evaluation("c1", 1, true), evaluation("c2", 4, false), evaluation("c3", 1, true)));

  /** Errors of 1, 4 and 1 Gy: mean 2, deviation the root of (1 + 4 + 1) / 3. */
  @Test
  void aggregatesMeanAndDeviationOverTheCases() {
    assertEquals(2, cohort.maeGy().mean(), 1e-5);
    assertEquals(Math.sqrt(2), cohort.maeGy().std(), 1e-5);
    assertEquals(3, cohort.maeGy().count());
  }

  @Test
  void structuresAreAggregatedOverTheCasesThatHaveThem() {
    DoseMetric mean = DoseMetric.parse("Dmean");
    assertEquals(2, cohort.structureMaeGy("Rectum").orElseThrow().count());
    assertEquals(1, cohort.difference("Rectum", mean).orElseThrow().mean(), 1e-5);
    assertEquals(2, cohort.absoluteDifference("PTV70", mean).orElseThrow().mean(), 1e-5);
    assertTrue(cohort.structureMaeGy("Bowel").isEmpty());
  }

  @Test
  void fileHasTheOriginalsKeys(@TempDir Path folder) {
    Path file = folder.resolve(CohortEvaluation.FILE_NAME);
    cohort.write(file);
    JsonObject json = JsonObject.read(file);
    assertEquals(3, json.integer("n_cases"));
    assertEquals(2, json.object("aggregate_metrics").number("mae_gy_mean"), 1e-5);
    assertEquals(Math.sqrt(2), json.object("aggregate_metrics").number("mae_gy_std"), 1e-5);
    List<JsonObject> cases = json.objects("per_case_results", c -> c);
    assertEquals(List.of("c1", "c2", "c3"), cases.stream().map(c -> c.string("case_id")).toList());
    assertEquals(4, cases.get(1).object("dose_metrics").number("mae_gy"), 1e-5);
    JsonObject target = cases.get(1).object("dvh_metrics").object("PTV70");
    assertTrue(target.bool("exists"));
    assertEquals(
        target.number("pred_D95") - target.number("target_D95"), target.number("D95_error"), 1e-9);
    assertTrue(
        target
            .names()
            .containsAll(List.of("pred_mean_gy", "target_max_gy", "D98_error", "mae_gy")));
    assertTrue(
        cases
            .get(0)
            .object("dvh_metrics")
            .object("Rectum")
            .names()
            .containsAll(List.of("pred_V60", "target_V70", "V60_error", "pred_V45_cc")));
    assertFalse(cases.get(1).object("dvh_metrics").object("Rectum").bool("exists"));
  }

  @Test
  void metricThatDoesNotExistIsNull() {
    JsonObject json = JsonObject.parse("results", cohort.toJson());
    JsonObject rectum =
        json.objects("per_case_results", c -> c.object("dvh_metrics").object("Rectum")).get(0);
    for (String name : List.of("pred_D1cc", "target_D1cc", "D1cc_error")) {
      assertTrue(rectum.names().contains(name), name);
      assertFalse(rectum.has(name), name);
    }
    assertEquals(List.of("D1cc"), rectum.strings("too_small_for"));
    JsonObject aggregate = json.object("aggregate_metrics").object("structures").object("Rectum");
    assertTrue(aggregate.names().contains("D1cc_error_mean"));
    assertFalse(aggregate.has("D1cc_error_mean"));
  }

  @Test
  void sameEvaluationsGiveTheSameText() {
    assertEquals(cohort.toJson(), CohortEvaluation.of(cohort.cases()).toJson());
  }

  @Test
  void mixedOrRepeatedEvaluationsAreRefused() {
    CaseEvaluation one = evaluation("c1", 1, true);
    assertThrows(IllegalArgumentException.class, () -> CohortEvaluation.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> CohortEvaluation.of(List.of(one, one)));
    Case other = patient("c2", true);
    CaseEvaluation overAll =
        CaseEvaluator.of(ASKING_TOO_MUCH)
            .withVoxelRegion(VoxelRegion.AS_ORIGINAL)
            .evaluate(other, other.requireDoseGy());
    assertThrows(IllegalArgumentException.class, () -> CohortEvaluation.of(List.of(one, overAll)));
  }

  private static CaseEvaluation evaluation(String id, double errorGy, boolean withRectum) {
    Case patient = patient(id, withRectum);
    float[] dose = patient.requireDoseGy().data();
    Volume predicted = PhantomCase.volume(i -> dose[i] + errorGy);
    return CaseEvaluator.of(ASKING_TOO_MUCH).evaluate(patient, predicted);
  }

  private static Case patient(String id, boolean withRectum) {
    PhantomCase phantom =
        new PhantomCase().dose(i -> 80 * Math.exp(-PhantomCase.distanceMm(i, 12) / 20));
    if (withRectum) {
      phantom.ball("Rectum", StructureRole.ORGAN_AT_RISK, 16, 1);
    }
    return phantom.named(id);
  }
}

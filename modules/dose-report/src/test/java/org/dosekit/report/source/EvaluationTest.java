package org.dosekit.report.source;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.dosekit.report.source.GoalOutcome.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir private Path folder;

  @Test
  void everyPartOfAWrittenEvaluationIsRead() {
    SyntheticStudy study = SyntheticStudy.write(folder, 2);
    Evaluation evaluation = Evaluation.read(study.predictions());
    EvaluatedCase second = evaluation.cases().get(1);
    assertAll(
        () -> assertEquals("predictions", evaluation.name()),
        () -> assertEquals("prostate-sib", evaluation.how().get("protocol")),
        () -> assertEquals(study.ids(), evaluation.cases().stream().map(c -> c.id()).toList()),
        () -> assertEquals(List.of("global_3mm3pct", "ptv_region_3mm3pct"), evaluation.gammas()),
        () -> assertTrue(second.absentStructures().contains("Bladder")),
        () -> assertTrue(evaluation.metricKeys().containsKey("Bladder")),
        () -> assertTrue(second.number(EvaluatedCase.MAE_GY).getAsDouble() > 0),
        () ->
            assertEquals(
                second.predicted("PTV70", "D95").getAsDouble()
                    - second.planned("PTV70", "D95").getAsDouble(),
                second.error("PTV70", "D95").getAsDouble(),
                1e-9));
    GoalOutcome goal = second.goals().get(0);
    Judgement judgement = goal.judgement().value().orElseThrow();
    assertTrue(goal.label().startsWith(goal.region() + " "), goal.label());
    assertTrue(judgement.planned() > 0);
    assertTrue(second.goals().stream().anyMatch(g -> g.judgement().reason().isPresent()));
  }

  @Test
  void aMetricThatDoesNotExistIsNotThere() throws IOException {
    Evaluation evaluation =
        read(
            """
            {"per_case_results": [{"case_id": "a", "dose_metrics": {"mae_gy": null},
              "dvh_metrics": {"PTV50.4": {"exists": true, "pred_D0.03cc": 3, "target_D0.03cc": null},
                              "Bowel": {"exists": false}}}]}
            """);
    EvaluatedCase one = evaluation.cases().get(0);
    assertAll(
        () -> assertEquals(OptionalDouble.empty(), one.number(EvaluatedCase.MAE_GY)),
        () -> assertEquals(Set.of("D0.03cc"), evaluation.metricKeys().get("PTV50.4")),
        () -> assertEquals(OptionalDouble.of(3), one.predicted("PTV50.4", "D0.03cc")),
        () -> assertEquals(OptionalDouble.empty(), one.planned("PTV50.4", "D0.03cc")),
        () -> assertEquals(List.of("Bowel"), one.absentStructures()),
        () -> assertEquals(List.of(), one.goals()));
  }

  @Test
  void badFilesAreRefusedWithAReason() {
    assertAll(
        () -> assertThrows(DoseDataException.class, () -> read("{\"per_case_results\": []}")),
        () -> assertThrows(DoseDataException.class, () -> read("{}")),
        () ->
            assertThrows(
                DoseDataException.class,
                () -> read("{\"per_case_results\": [{\"case_id\": \"../a\"}]}")),
        () ->
            assertThrows(
                DoseDataException.class,
                () -> read("{\"per_case_results\": [{\"case_id\": \"a\"}, {\"case_id\": \"a\"}]}")),
        // JSON has no NaN; Python writes it.
        () ->
            assertThrows(
                DoseDataException.class,
                () ->
                    read(
                        "{\"per_case_results\": [{\"case_id\": \"a\","
                            + " \"dose_metrics\": {\"mae_gy\": NaN}}]}")));
  }

  @Test
  void aGoalIsChargedWhenThePredictionKeepsItLessWell() {
    assertTrue(new Judgement(70, 60, Grade.MET, Grade.ACCEPTABLE).charged());
    assertTrue(new Judgement(70, 60, Grade.MISSED, Grade.ACCEPTABLE).optimistic());
    Judgement same = new Judgement(70, 60, Grade.MISSED, Grade.MISSED);
    assertTrue(!same.charged() && !same.optimistic());
  }

  private Evaluation read(String json) throws IOException {
    return Evaluation.read(Files.writeString(folder.resolve("results.json"), json));
  }
}

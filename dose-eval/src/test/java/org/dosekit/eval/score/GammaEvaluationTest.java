package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaIndex;
import org.junit.jupiter.api.Test;

class GammaEvaluationTest {
  private static final GammaCriterion COARSE = new GammaCriterion(3, 3);
  private static final GammaCriterion FINE = new GammaCriterion(2, 1);
  private static final CaseEvaluator EVALUATOR =
      CaseEvaluator.of(PhantomCase.PROTOCOL).withGamma(GammaSettings.of(List.of(COARSE, FINE)));

  private final Case patient =
      new PhantomCase().dose(i -> 80 * Math.exp(-PhantomCase.distanceMm(i, 12) / 20)).named("c1");

  @Test
  void perfectPredictionPassesEverywhereByEveryCriterion() {
    GammaEvaluation gamma = gamma(patient.requireDoseGy());
    for (GammaCriterion criterion : List.of(COARSE, FINE)) {
      GammaSummary everywhere = gamma.everywhere(criterion).orElseThrow();
      assertEquals(100, everywhere.passRatePercent());
      assertEquals(0, everywhere.mean());
      assertEquals(0, everywhere.notEvaluable());
      assertEquals(80, everywhere.normalisationGy(), 1e-5);
      GammaSummary targets = gamma.targets(criterion).orElseThrow();
      assertEquals(100, targets.passRatePercent());
      assertTrue(targets.points() < everywhere.points());
    }
  }

  /** 10 Gy wrong beyond 25 mm; the targets and 5 mm about them end at 14 mm. */
  @Test
  void errorFarFromTheTargetsFailsEverywhereOnly() {
    float[] dose = patient.requireDoseGy().data();
    GammaEvaluation gamma =
        gamma(PhantomCase.volume(i -> dose[i] + (PhantomCase.distanceMm(i, 12) > 25 ? 10 : 0)));
    assertTrue(gamma.everywhere(COARSE).orElseThrow().passRatePercent() < 50);
    assertEquals(100, gamma.targets(COARSE).orElseThrow().passRatePercent());
  }

  @Test
  void targetsBelowTheCutoffHaveNoGamma() {
    Case elsewhere =
        new PhantomCase().dose(i -> 80 * Math.exp(-PhantomCase.distanceMm(i, 23) / 5)).named("c2");
    CaseEvaluation evaluation = EVALUATOR.evaluate(elsewhere, elsewhere.requireDoseGy());
    GammaEvaluation gamma = evaluation.gamma().orElseThrow();
    assertTrue(gamma.targets().isEmpty());
    assertEquals(100, gamma.everywhere(COARSE).orElseThrow().passRatePercent());
  }

  @Test
  void numbersStandInTheFilesUnderTheNamesThatAreCompared() {
    Volume predicted = PhantomCase.volume(i -> patient.requireDoseGy().data()[i] * 1.05);
    CohortEvaluation cohort = CohortEvaluation.of(List.of(EVALUATOR.evaluate(patient, predicted)));
    GammaEvaluation gamma = cohort.cases().get(0).gamma().orElseThrow();
    JsonObject json = JsonObject.parse("results", cohort.toJson());
    JsonObject one = json.objects("per_case_results", c -> c.object("gamma")).get(0);
    assertEquals(
        gamma.everywhere(COARSE).orElseThrow().passRatePercent(),
        one.object("global_3mm3pct").number("gamma_pass_rate"));
    assertEquals(
        gamma.targets(FINE).orElseThrow().passRatePercent(),
        one.object("ptv_region_1mm2pct").number("gamma_pass_rate"));
    assertEquals(
        cohort.gammaPassRatePercent(COARSE).orElseThrow().mean(),
        json.object("aggregate_metrics").number("global_3mm3pct_pass_rate_mean"));
    assertTrue(
        EvaluationCsv.of(cohort)
            .contains(
                "c1,targets,gamma pass rate 2%/1mm,%,,"
                    + gamma.targets(FINE).orElseThrow().passRatePercent()
                    + ",\n"));
  }

  @Test
  void withoutGammaNoneIsTaken() {
    CaseEvaluation evaluation =
        CaseEvaluator.of(PhantomCase.PROTOCOL).evaluate(patient, patient.requireDoseGy());
    assertTrue(evaluation.gamma().isEmpty());
  }

  @Test
  void evaluationsByOtherCriteriaAreNotMixed() {
    CaseEvaluation one = EVALUATOR.evaluate(patient, patient.requireDoseGy());
    Case other =
        new PhantomCase().dose(i -> 80 * Math.exp(-PhantomCase.distanceMm(i, 12) / 20)).named("c2");
    CaseEvaluation two =
        CaseEvaluator.of(PhantomCase.PROTOCOL)
            .withGamma(GammaSettings.standard())
            .evaluate(other, other.requireDoseGy());
    assertThrows(IllegalArgumentException.class, () -> CohortEvaluation.of(List.of(one, two)));
  }

  @Test
  void unusableSettingsAreRefused() {
    GammaIndex index = GammaIndex.of(3, 3);
    assertThrows(IllegalArgumentException.class, () -> GammaSettings.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> GammaSettings.of(List.of(FINE, FINE)));
    assertThrows(IllegalArgumentException.class, () -> new GammaSettings(index, List.of(FINE), -1));
    assertThrows(
        IllegalArgumentException.class, () -> new GammaSettings(index, List.of(FINE), Double.NaN));
  }

  private GammaEvaluation gamma(Volume predictedGy) {
    return EVALUATOR.evaluate(patient, predictedGy).gamma().orElseThrow();
  }
}

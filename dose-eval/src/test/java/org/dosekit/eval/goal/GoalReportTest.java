package org.dosekit.eval.goal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.ClinicalGoal;
import org.dosekit.core.protocol.ClinicalGoal.Direction;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DvhConvention;
import org.dosekit.eval.goal.GoalCheck.Judged;
import org.dosekit.eval.goal.GoalCheck.NotJudged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoalReportTest {
  private static final Volume DELIVERED_GY = SyntheticPlans.deliveredGy();

  @Test
  void bothDosesAreJudgedSideBySide() {
    Volume predictedGy = SyntheticPlans.doseGy(layer -> layer == 5 ? 60 : 70);
    Judged check = judged(goal("PTV70", "D95%", Direction.AT_LEAST, 66.5), predictedGy);
    assertEquals(70, check.reference().value().orElseThrow());
    assertEquals(60, check.predicted().value().orElseThrow());
    assertEquals(Grade.MET, check.referenceGrade());
    assertEquals(Grade.MISSED, check.predictedGrade());
    assertTrue(check.charged());
  }

  @Test
  void aGoalThatThePlanItselfMissesIsNotCharged() {
    ClinicalGoal unattainable = goal("Rectum", "V50Gy", Direction.AT_MOST, 30);
    GoalReport report = report(List.of(unattainable), DELIVERED_GY);
    Judged check = report.judged().get(0);
    assertEquals(100 / 3.0, check.reference().value().orElseThrow(), 1e-12, "layer 6 of 6 to 8");
    assertEquals(Grade.MISSED, check.predictedGrade());
    assertFalse(check.charged());
    assertEquals(OptionalDouble.of(0), report.metPercent());
    assertEquals(OptionalDouble.empty(), report.metOfAttainablePercent());
  }

  @Test
  void fallingFromAcceptableToMissedIsChargedAndRisingIsOptimistic() {
    ClinicalGoal goal = goal("Rectum", "V50Gy", Direction.AT_MOST, 20).withAcceptable(40);
    Judged worse = judged(goal, SyntheticPlans.doseGy(layer -> 60));
    assertEquals(Grade.ACCEPTABLE, worse.referenceGrade());
    assertTrue(worse.charged());
    Judged better = judged(goal, SyntheticPlans.doseGy(layer -> 10));
    assertTrue(better.optimistic() && !better.charged());
  }

  /** A maximum of all of PTV56 is that of the boost in it: the original's goal fails every plan. */
  @Test
  void theLowerTargetIsJudgedWithoutTheBoost() {
    List<ClinicalGoal> goals =
        List.of(
            goal("PTV56", "D0.03cc", Direction.AT_MOST, 59.92),
            goal("PTV56 - PTV70", "D0.03cc", Direction.AT_MOST, 59.92));
    GoalReport report = report(goals, DELIVERED_GY);
    assertEquals(Grade.MISSED, report.judged().get(0).referenceGrade());
    assertEquals(Grade.MET, report.judged().get(1).referenceGrade());
  }

  @ParameterizedTest
  @CsvSource({
    "PTV70 + 5 mm, 4 layers, 63",
    "PTV56 - 5 mm, 2 layers, 70",
    "Rectum & ~PTV56, 2 layers, 20",
    "(PTV70 + 5 mm) - PTV70, 2 layers, 56",
    "PTV70 | Rectum, 5 layers, 47.2"
  })
  void derivedRegionsAreTheirVoxels(String region, String layers, double meanGy) {
    Judged check = judged(goal(region, "Mean[Gy]", Direction.AT_MOST, 100), DELIVERED_GY);
    assertEquals(meanGy, check.reference().value().orElseThrow(), 1e-9, layers);
  }

  @Test
  void structuresThatCountedAsEmptyAreListed() {
    ClinicalGoal goal = goal("Rectum & ~Bowel", "Mean[Gy]", Direction.AT_MOST, 100);
    GoalReport report = report(List.of(goal), DELIVERED_GY);
    assertEquals(List.of("Bowel"), report.judged().get(0).absent());
    JsonObject json = JsonObject.parse("report", report.toJson());
    assertEquals(List.of("Bowel"), json.objects("checks", c -> c.strings("absent")).get(0));
    ClinicalGoal whole = goal("Rectum & ~PTV70", "Mean[Gy]", Direction.AT_MOST, 100);
    assertEquals(List.of(), judged(whole, DELIVERED_GY).absent());
  }

  @Test
  void percentagesOfDoseReferToTheFirstTargetNamed() {
    ClinicalGoal low = goal("PTV56 - PTV70", "V95%[%]", Direction.AT_LEAST, 95);
    assertEquals(100, judged(low, DELIVERED_GY).reference().value().orElseThrow());
    ClinicalGoal organ = goal("Rectum", "D100%[%]", Direction.AT_MOST, 100);
    assertEquals(
        20 / 70.0 * 100, judged(organ, DELIVERED_GY).reference().value().orElseThrow(), 1e-6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          Bladder              ! Mean[Gy]  ! no Bladder
          Bladder & Sigmoid    ! Mean[Gy]  ! no Bladder, no Sigmoid
          PTV70 - PTV56        ! Mean[Gy]  ! the region has no voxel
          PTV70 - 20 mm        ! Mean[Gy]  ! the region has no voxel
          Speck                ! D0.5cc    ! the region of 0.125 cc is smaller than the asked volume
          """)
  void whatCannotBeJudgedSaysWhy(String region, String metric, String reason) {
    GoalReport report = report(List.of(goal(region, metric, Direction.AT_MOST, 10)), DELIVERED_GY);
    assertEquals(reason, report.notJudged().get(0).reason());
    assertEquals(0, report.met() + report.metByReference());
    assertTrue(report.metPercent().isEmpty());
  }

  @Test
  void aPercentageOfDoseWithoutAPrescriptionIsNotJudged() {
    PlanPair plans =
        PlanPair.of("case_1", SyntheticPlans.structures(), Map.of(), DELIVERED_GY, DELIVERED_GY);
    ClinicalGoal goal = goal("PTV70", "V95%[%]", Direction.AT_LEAST, 95);
    NotJudged check =
        assertInstanceOf(NotJudged.class, GoalReport.of(List.of(goal), plans).checks().get(0));
    assertEquals("no prescription for a dose in percent", check.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"prostate-sib", "prostate-sib-ptv50", "openkbp-head-neck"})
  void aPredictionEqualToThePlanIsNeverChargedNorOptimistic(String protocol) {
    GoalReport report = report(Protocol.builtIn(protocol).goals(), DELIVERED_GY);
    assertEquals(Protocol.builtIn(protocol).goals().size(), report.checks().size());
    assertTrue(report.charged().isEmpty() && report.optimistic().isEmpty());
    assertEquals(100, report.metOfAttainablePercent().orElseThrow());
  }

  @Test
  void theConventionIsThatOfThePair() {
    Volume slopeGy = SyntheticPlans.doseGy(layer -> 10 * layer);
    PlanPair plans = SyntheticPlans.plans(slopeGy, slopeGy);
    ClinicalGoal goal = goal("PTV70", "D51%", Direction.AT_LEAST, 45);
    double lower =
        GoalReport.of(List.of(goal), plans.withDvhConvention(DvhConvention.NEAREST_RANK_LOWER))
            .judged()
            .get(0)
            .reference()
            .value()
            .orElseThrow();
    assertEquals(40, lower, "the voxel below the 49th percentile of 40 and 50 Gy");
  }

  @Test
  void theReportIsWrittenWithItsCounts() {
    List<ClinicalGoal> goals =
        List.of(
            goal("PTV70", "D95%", Direction.AT_LEAST, 66.5),
            goal("Rectum", "V50Gy", Direction.AT_MOST, 50).withPriority(2),
            goal("Bladder", "V70Gy", Direction.AT_MOST, 25));
    Volume coldGy = SyntheticPlans.doseGy(layer -> 30);
    JsonObject json = JsonObject.parse("report", report(goals, coldGy).toJson());
    assertEquals(2, json.integer("n_judged"));
    assertEquals(1, json.integer("n_met"));
    assertEquals(2, json.integer("n_met_by_reference"));
    assertEquals(1, json.integer("n_charged"));
    assertEquals(50, json.number("met_of_attainable_percent"));
    List<JsonObject> checks = json.objects("checks", each -> each);
    assertEquals("PTV70 D95%[Gy] >= 66.5", checks.get(0).string("goal"));
    assertEquals(30, checks.get(0).number("pred"));
    assertEquals(70, checks.get(0).number("target"));
    assertEquals("missed", checks.get(0).string("pred_grade"));
    assertTrue(checks.get(0).bool("charged"));
    assertEquals(2, checks.get(1).integer("priority"));
    assertEquals("no Bladder", checks.get(2).string("not_judged"));
  }

  @Test
  void negativeDoseIsJudgedAndFlagged() {
    ClinicalGoal goal = goal("Rectum", "Mean[Gy]", Direction.AT_MOST, 40);
    GoalReport report = report(List.of(goal), SyntheticPlans.doseGy(layer -> -1));
    JsonObject check =
        JsonObject.parse("report", report.toJson()).objects("checks", each -> each).get(0);
    assertEquals(-1, check.number("pred"));
    assertEquals(List.of("negative_dose"), check.strings("flags"));
  }

  @Test
  void dosesThatAreNotFiniteOrElsewhereAreRefused() {
    Volume nan = SyntheticPlans.doseGy(layer -> layer == 3 ? Double.NaN : 1);
    Grid other =
        Grid.axial(SyntheticPlans.GRID.shape(), VoxelSpacing.isotropic(4), PatientPoint.ORIGIN);
    Volume elsewhere = Volume.filled(other, 1);
    for (Volume bad : List.of(nan, elsewhere)) {
      DoseDataException e =
          assertThrows(DoseDataException.class, () -> SyntheticPlans.plans(DELIVERED_GY, bad));
      assertTrue(e.getMessage().startsWith("case_1"), e.getMessage());
    }
    assertThrows(DoseDataException.class, () -> SyntheticPlans.plans(nan, DELIVERED_GY));
  }

  @Test
  void masksElsewhereAndPrescriptionsThatAreNotPositiveAreRefused() {
    Grid other =
        Grid.axial(SyntheticPlans.GRID.shape(), VoxelSpacing.isotropic(4), PatientPoint.ORIGIN);
    Map<String, Mask> elsewhere = Map.of("PTV70", Mask.full(other));
    assertThrows(
        DoseDataException.class,
        () -> PlanPair.of("case_1", elsewhere, Map.of(), DELIVERED_GY, DELIVERED_GY));
    Map<String, Double> zero = Map.of("PTV70", 0.0);
    assertThrows(
        DoseDataException.class,
        () -> PlanPair.of("case_1", SyntheticPlans.structures(), zero, DELIVERED_GY, DELIVERED_GY));
  }

  private static Judged judged(ClinicalGoal goal, Volume predictedGy) {
    return report(List.of(goal), predictedGy).judged().get(0);
  }

  private static GoalReport report(List<ClinicalGoal> goals, Volume predictedGy) {
    return GoalReport.of(goals, SyntheticPlans.plans(DELIVERED_GY, predictedGy));
  }

  private static ClinicalGoal goal(
      String region, String metric, Direction direction, double limit) {
    return ClinicalGoal.of(
        StructureExpression.parse(region), DoseMetric.parse(metric), direction, limit);
  }
}

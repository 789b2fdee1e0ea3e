package org.dosekit.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.protocol.ClinicalGoal.Direction;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClinicalGoalTest {
  private static final ClinicalGoal COVERAGE =
      goal("PTV56 - PTV70", "D95%", Direction.AT_LEAST, 53.2).withAcceptable(52);
  private static final ClinicalGoal SPARING =
      goal("Rectum", "V70Gy", Direction.AT_MOST, 15).withAcceptable(20);

  @ParameterizedTest
  @CsvSource({"53.3,MET", "53.2,MET", "53.1,ACCEPTABLE", "52,ACCEPTABLE", "51.9,MISSED"})
  void aLowerGoalIsGraded(double value, Grade grade) {
    assertEquals(grade, COVERAGE.grade(value));
  }

  @ParameterizedTest
  @CsvSource({"0,MET", "15,MET", "15.1,ACCEPTABLE", "20,ACCEPTABLE", "20.1,MISSED"})
  void anUpperGoalIsGraded(double value, Grade grade) {
    assertEquals(grade, SPARING.grade(value));
  }

  @Test
  void withoutAnAcceptableLimitAGoalIsMetOrMissed() {
    ClinicalGoal strict = goal("Rectum", "V70Gy", Direction.AT_MOST, 15);
    assertEquals(Grade.MISSED, strict.grade(Math.nextUp(15.0)));
  }

  @Test
  void notANumberIsNoGrade() {
    assertThrows(IllegalArgumentException.class, () -> SPARING.grade(Double.NaN));
  }

  @Test
  void limitsAndPriorityAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> SPARING.withAcceptable(14));
    assertThrows(IllegalArgumentException.class, () -> SPARING.withAcceptable(15));
    assertThrows(IllegalArgumentException.class, () -> SPARING.withAcceptable(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> COVERAGE.withAcceptable(54));
    assertThrows(IllegalArgumentException.class, () -> SPARING.withPriority(0));
    assertThrows(IllegalArgumentException.class, () -> SPARING.withPriority(10));
    assertThrows(
        IllegalArgumentException.class, () -> goal("Rectum", "V70Gy", Direction.AT_MOST, -1));
  }

  @Test
  void theLabelSaysAllThatIsAsked() {
    assertEquals("PTV56 - PTV70 D95%[Gy] >= 53.2", COVERAGE.label());
  }

  /** What the original project checks on PTV56 holds PTV70 too, so that every plan fails. */
  @ParameterizedTest
  @ValueSource(strings = {"prostate-sib", "prostate-sib-ptv50"})
  void theLowerTargetIsJudgedWithoutTheHigherAndNoGoalReadsASingleVoxel(String protocol) {
    for (ClinicalGoal goal : Protocol.builtIn(protocol).goals()) {
      assertNotEquals(DoseMetric.parse("Max[Gy]"), goal.metric(), goal.label());
      List<String> names = goal.region().structures();
      if (names.get(0).equals("PTV56") || names.get(0).equals("PTV50.4")) {
        assertTrue(names.contains("PTV70"), goal.label());
      }
    }
  }

  @Test
  void theHeadlineSetHasThreeGoals() {
    GoalSet headline = Protocol.builtIn("prostate-sib").goalSet("headline");
    assertEquals(
        List.of(
            goal("PTV70", "D95%", Direction.AT_LEAST, 66.5),
            goal("Rectum", "V70Gy", Direction.AT_MOST, 15),
            goal("Bladder", "V70Gy", Direction.AT_MOST, 25)),
        headline.goals());
  }

  @Test
  void anUnknownSetIsRefusedWithTheKnownNames() {
    DoseDataException e =
        assertThrows(
            DoseDataException.class, () -> Protocol.builtIn("prostate-sib").goalSet("mine"));
    assertTrue(e.getMessage().contains("headline"), e.getMessage());
  }

  private static ClinicalGoal goal(
      String region, String metric, Direction direction, double limit) {
    return ClinicalGoal.of(
        StructureExpression.parse(region), DoseMetric.parse(metric), direction, limit);
  }
}

package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

class OpenKbpScoreTest {
  private static final Mask REGION =
      Mask.where(PhantomCase.GRID, i -> PhantomCase.distanceMm(i, 12) <= 24);

  @Test
  void perfectPredictionScoresZero() {
    OpenKbpScore score = OpenKbpScore.of(List.of(score(patient("c1", true), 0)));
    assertEquals(0, score.doseScoreGy());
    assertEquals(0, score.dvhScoreGy());
  }

  /** The challenge's evaluator sums over the grid and divides by the mask. */
  @Test
  void doseOutsideTheRegionCountsButItsVoxelsDoNot() {
    Case patient = patient("c1", true);
    int all = patient.grid().voxelCount();
    assertEquals(2.0 * all / REGION.count(), score(patient, 2).doseScoreGy(), 1e-4);
  }

  @Test
  void organsHaveTwoTermsTargetsThreeAndTheBodyNone() {
    List<OpenKbpPatientScore.Term> terms = score(patient("c1", true), 2).terms();
    assertEquals(
        List.of(
            "PTV70 D99%[Gy]",
            "PTV70 D95%[Gy]", "PTV70 D1%[Gy]", "Rectum D0.1cc[Gy]", "Rectum Mean[Gy]"),
        terms.stream().map(t -> t.structure() + " " + t.metric().label()).toList());
    for (OpenKbpPatientScore.Term term : terms) {
      assertEquals(2, term.differenceGy(), 1e-5);
    }
  }

  /** Five terms of 1 Gy and three of 3 Gy: 14/8, not the mean of the patients' means. */
  @Test
  void dvhScoreAveragesAllTermsAsOneListAndTheDoseScorePatients() {
    OpenKbpPatientScore one = score(patient("c1", true), 1);
    OpenKbpPatientScore other = score(patient("c2", false), 3);
    OpenKbpScore score = OpenKbpScore.of(List.of(one, other));
    assertEquals(14 / 8.0, score.dvhScoreGy(), 1e-5);
    assertEquals((one.doseScoreGy() + other.doseScoreGy()) / 2, score.doseScoreGy(), 1e-12);
  }

  @Test
  void caseWithoutDoseRegionIsRefused() {
    Case patient = new PhantomCase().named("c9");
    DoseDataException e =
        assertThrows(
            DoseDataException.class,
            () -> OpenKbpPatientScore.of(patient, patient.requireDoseGy()));
    assertTrue(e.toString().contains("c9") && e.toString().contains("possible-dose mask"));
  }

  @Test
  void setWithoutPatientOrStructureIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> OpenKbpScore.of(List.of()));
    assertThrows(
        DoseDataException.class,
        () -> OpenKbpScore.of(List.of(new OpenKbpPatientScore("c1", 1, List.of()))));
  }

  @Test
  void termIsTheAbsoluteDifference() {
    DoseMetric mean = DoseMetric.parse("Dmean");
    assertEquals(3, new OpenKbpPatientScore.Term("a", mean, 5, 8).differenceGy());
    assertEquals(3, new OpenKbpPatientScore.Term("a", mean, 8, 5).differenceGy());
  }

  private static OpenKbpPatientScore score(Case patient, double errorGy) {
    float[] dose = patient.requireDoseGy().data();
    Volume predicted = PhantomCase.volume(i -> dose[i] + errorGy);
    return OpenKbpPatientScore.of(patient, predicted);
  }

  private static Case patient(String id, boolean withRectum) {
    PhantomCase phantom =
        new PhantomCase().dose(i -> 70 * Math.exp(-PhantomCase.distanceMm(i, 12) / 20));
    if (withRectum) {
      phantom.ball("Rectum", StructureRole.ORGAN_AT_RISK, 15, 9);
    }
    return phantom.named(id, Optional.of(REGION));
  }
}

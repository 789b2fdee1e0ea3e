package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.eval.dvh.DvhConvention;
import org.dosekit.eval.dvh.IsodoseDice;
import org.junit.jupiter.api.Test;

class CaseEvaluatorTest {
  private static final CaseEvaluator EVALUATOR = CaseEvaluator.of(PhantomCase.PROTOCOL);

  private final Case patient =
      new PhantomCase()
          .ball("Rectum", StructureRole.ORGAN_AT_RISK, 15, 9)
          .ball("Bladder", StructureRole.ORGAN_AT_RISK, 8, 1)
          .dose(i -> 80 * Math.exp(-PhantomCase.distanceMm(i, 12) / 20))
          .named("c1");

  @Test
  void perfectPredictionHasNoErrorAnywhere() {
    CaseEvaluation evaluation = EVALUATOR.evaluate(patient, patient.requireDoseGy());
    assertEquals(0, evaluation.error().rmseGy());
    for (StructureEvaluation structure : evaluation.structures()) {
      assertEquals(0, structure.error().maxAbsoluteGy());
      for (MetricComparison metric : structure.metrics()) {
        assertEquals(0, metric.difference().orElseThrow(), metric.metric().label());
      }
    }
  }

  /** Planned 80 exp(-d/20): 70 Gy reach 2.67 mm, the middle voxel alone; 100 Gy cover all 9 mm. */
  @Test
  void conformityAndIsodosesOfBothDosesAreCompared() {
    CaseEvaluation evaluation = EVALUATOR.evaluate(patient, raised(100));
    StructureEvaluation target = evaluation.structure("PTV70").orElseThrow();
    ConformityComparison compared = target.conformity().orElseThrow();
    assertEquals(70, compared.reference().prescriptionGy());
    assertEquals(1.0 / target.error().voxels(), compared.reference().coverage(), 1e-12);
    assertEquals(1, compared.reference().rtogIndex() * target.error().voxels(), 1e-9);
    assertEquals(1, compared.predicted().coverage());
    assertTrue(evaluation.structure("Rectum").orElseThrow().conformity().isEmpty());
    int all = patient.grid().voxelCount();
    IsodoseDice highest = evaluation.isodoses().get(4);
    assertEquals(70, highest.levelGy());
    assertEquals(2.0 / (1 + all), highest.dice().orElseThrow(), 1e-12);
  }

  @Test
  void raisedDoseRaisesEveryDoseMetricByAsMuch() {
    CaseEvaluation evaluation = EVALUATOR.evaluate(patient, raised(2));
    assertEquals(2, evaluation.error().maeGy(), 1e-5);
    assertEquals(2, evaluation.error().biasGy(), 1e-5);
    StructureEvaluation target = evaluation.structure("PTV70").orElseThrow();
    assertFalse(target.metrics().isEmpty());
    for (MetricComparison metric : target.metrics()) {
      assertEquals(2, metric.difference().orElseThrow(), 1e-5, metric.metric().label());
    }
  }

  @Test
  void errorIsTakenOverTheBodyUnlessAsOriginal() {
    Volume dose = patient.requireDoseGy();
    // Wrong by 3 Gy in air only.
    Volume predicted =
        PhantomCase.volume(i -> dose.data()[i] + (patient.body().contains(i) ? 0 : 3));
    CaseEvaluator asOriginal = EVALUATOR.withVoxelRegion(VoxelRegion.AS_ORIGINAL);
    int all = patient.grid().voxelCount();
    assertEquals(0, EVALUATOR.evaluate(patient, predicted).error().maeGy());
    DoseError error = asOriginal.evaluate(patient, predicted).error();
    assertEquals(all, error.voxels());
    assertEquals(3.0 * (all - patient.body().count()) / all, error.maeGy(), 1e-5);
  }

  @Test
  void structuresComeInTheProtocolsOrderAndAbsentOnesAreNamed() {
    CaseEvaluation evaluation = EVALUATOR.evaluate(patient, raised(1));
    assertEquals(
        List.of("PTV70", "Rectum", "Bladder"),
        evaluation.structures().stream().map(StructureEvaluation::structure).toList());
    assertEquals(
        List.of("PTV56", "Prostate", "Femur_L", "Femur_R", "Bowel"), evaluation.absentStructures());
    assertTrue(evaluation.structure("Bowel").isEmpty());
  }

  @Test
  void metricsAreReadByTheConventionAskedFor() {
    DoseMetric d95 = DoseMetric.parse("D95%");
    DoseVolumeCurve curve =
        DoseVolumeCurve.of(patient.requireDoseGy(), patient.mask("PTV70").orElseThrow());
    for (DvhConvention convention : DvhConvention.values()) {
      MetricComparison metric =
          EVALUATOR
              .withDvhConvention(convention)
              .evaluate(patient, raised(1))
              .structure("PTV70")
              .flatMap(s -> s.metric(d95))
              .orElseThrow();
      assertEquals(curve.withConvention(convention).value(d95), metric.reference());
    }
  }

  @Test
  void smallStructureIsCalledUnreliable() {
    CaseEvaluation evaluation = EVALUATOR.evaluate(patient, raised(1));
    assertFalse(evaluation.structure("Bladder").orElseThrow().dvhReliable());
    assertEquals(1, evaluation.structure("Bladder").orElseThrow().error().voxels());
  }

  @Test
  void predictionThatCannotBeComparedIsRefusedWithTheCasesId() {
    Grid other =
        Grid.axial(new GridShape(24, 24, 20), new VoxelSpacing(3, 3, 5), PatientPoint.ORIGIN);
    assertRefused(patient, Volume.filled(other, 1), "resample");
    assertRefused(patient, PhantomCase.volume(i -> i == 7 ? Double.NaN : 1), "NaN");
    assertRefused(
        patient,
        Volume.filled(
            Grid.axial(GridShape.cube(4), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN), 1),
        "4x4x4");
  }

  @Test
  void caseOfAnotherProtocolIsRefused() {
    CaseEvaluator other = CaseEvaluator.of(Protocol.builtIn("openkbp-head-neck"));
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> other.evaluate(patient, raised(1)));
    assertTrue(e.toString().contains("c1") && e.toString().contains("prostate-sib"));
  }

  private Volume raised(double gy) {
    float[] dose = patient.requireDoseGy().data();
    return PhantomCase.volume(i -> dose[i] + gy);
  }

  private static void assertRefused(Case patient, Volume predicted, String because) {
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> EVALUATOR.evaluate(patient, predicted));
    assertTrue(e.toString().contains("c1") && e.toString().contains(because), e.toString());
  }
}

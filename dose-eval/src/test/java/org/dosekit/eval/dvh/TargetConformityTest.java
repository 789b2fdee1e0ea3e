package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.PartialMask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetConformityTest {
  /** Ten voxels of 1 cc in a row along z, between two of no dose across and along. */
  private static final Grid GRID =
      Grid.axial(new GridShape(3, 3, 12), VoxelSpacing.isotropic(10), PatientPoint.ORIGIN);

  /** Counted by hand: TV 4, TV_PIV 3, PIV 5, half 8. */
  @Test
  void indicesAreTheirFormulas() {
    TargetConformity conformity =
        TargetConformity.of(row(40, 40, 70, 70, 70, 70, 70, 40, 0, 0), voxels(1, 5), 70);
    assertEquals(4, conformity.targetCc(), 1e-12);
    assertEquals(3, conformity.coveredCc(), 1e-12);
    assertEquals(5, conformity.isodoseCc(), 1e-12);
    assertEquals(8, conformity.halfIsodoseCc(), 1e-12);
    assertEquals(0.75, conformity.coverage(), 1e-12);
    assertEquals(5 / 4.0, conformity.rtogIndex(), 1e-12);
    assertEquals(9 / 20.0, conformity.paddickIndex().orElseThrow(), 1e-12);
    assertEquals(8 / 5.0, conformity.gradientIndex().orElseThrow(), 1e-12);
    assertFalse(conformity.cutByGrid());
  }

  @Test
  void perfectPlanScoresOneEverywhere() {
    TargetConformity conformity =
        TargetConformity.of(row(0, 0, 70, 70, 70, 0, 0, 0, 0, 0), voxels(2, 5), 70);
    assertEquals(1, conformity.coverage());
    assertEquals(1, conformity.rtogIndex(), 1e-12);
    assertEquals(1, conformity.paddickIndex().orElseThrow(), 1e-12);
    assertEquals(1, conformity.gradientIndex().orElseThrow(), 1e-12);
  }

  @Test
  void partialVoxelsCountForTheirPart() {
    PartialMask target =
        PartialMask.of(
            GRID, new GridBox(new GridShape(1, 1, 3), 1, 1, 3), new float[] {0.5f, 1, 0.25f});
    TargetConformity conformity =
        TargetConformity.of(row(0, 0, 70, 70, 0, 0, 0, 0, 0, 0), target, 70);
    assertEquals(1.75, conformity.targetCc(), 1e-12);
    assertEquals(1.5, conformity.coveredCc(), 1e-12);
  }

  @Test
  void wholeVoxelsScoreAsPartialVoxelsOfOne() {
    Volume dose = row(40, 40, 70, 70, 70, 70, 70, 40, 0, 0);
    PartialMask same =
        PartialMask.of(
            GRID, new GridBox(new GridShape(1, 1, 4), 1, 1, 2), new float[] {1, 1, 1, 1});
    assertEquals(TargetConformity.of(dose, voxels(1, 5), 70), TargetConformity.of(dose, same, 70));
  }

  @Test
  void planThatNeverReachesThePrescriptionCoversNothingAndHasNoRatios() {
    TargetConformity cold =
        TargetConformity.of(row(60, 60, 60, 60, 60, 0, 0, 0, 0, 0), voxels(0, 5), 70);
    assertEquals(0, cold.coverage());
    assertEquals(0, cold.rtogIndex());
    assertTrue(cold.paddickIndex().isEmpty());
    assertTrue(cold.gradientIndex().isEmpty());
  }

  @Test
  void isodoseAtTheEdgeOfTheGridIsFlagged() {
    float[] dose = row(70, 70, 0, 0, 0, 0, 0, 0, 0, 0).data().clone();
    dose[GRID.shape().index(1, 1, 0)] = 35;
    assertTrue(TargetConformity.of(Volume.of(GRID, dose), voxels(0, 2), 70).cutByGrid());
    dose[GRID.shape().index(1, 1, 0)] = 34.9f;
    assertFalse(TargetConformity.of(Volume.of(GRID, dose), voxels(0, 2), 70).cutByGrid());
    dose[GRID.shape().index(0, 1, 5)] = 35;
    assertTrue(TargetConformity.of(Volume.of(GRID, dose), voxels(0, 2), 70).cutByGrid());
  }

  @Test
  void unusableInputIsRefused() {
    Volume dose = row(70, 70, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThrows(DoseDataException.class, () -> TargetConformity.of(dose, Mask.empty(GRID), 70));
    assertThrows(
        DoseDataException.class, () -> TargetConformity.of(dose, PartialMask.empty(GRID), 70));
    Grid other = Grid.axial(GRID.shape(), GRID.spacing(), new PatientPoint(1, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> TargetConformity.of(dose, Mask.full(other), 70));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void dosesThatAreNoNumbersAreRefusedAnywhereOnTheGrid(float bad) {
    float[] dose = row(70, 70, 0, 0, 0, 0, 0, 0, 0, 0).data().clone();
    dose[dose.length - 1] = bad;
    assertThrows(
        DoseDataException.class,
        () -> TargetConformity.of(Volume.of(GRID, dose), voxels(0, 2), 70));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -70, Double.NaN, Double.POSITIVE_INFINITY})
  void senselessPrescriptionsAreRefused(double prescriptionGy) {
    Volume dose = row(70, 70, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> TargetConformity.of(dose, voxels(0, 2), prescriptionGy));
  }

  private static Volume row(float... doseGy) {
    float[] dose = new float[GRID.voxelCount()];
    System.arraycopy(doseGy, 0, dose, GRID.shape().index(1, 1, 1), doseGy.length);
    return Volume.of(GRID, dose);
  }

  /** The row's voxels from one to before another. */
  private static Mask voxels(int from, int to) {
    int first = GRID.shape().index(1, 1, 1);
    return Mask.where(GRID, i -> i >= first + from && i < first + to);
  }
}

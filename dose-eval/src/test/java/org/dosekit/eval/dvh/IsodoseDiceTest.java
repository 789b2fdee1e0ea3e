package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsodoseDiceTest {
  private static final Grid GRID =
      Grid.axial(new GridShape(1, 1, 6), VoxelSpacing.isotropic(2), PatientPoint.ORIGIN);
  private static final Volume REFERENCE = dose(10, 20, 30, 40, 50, 60);
  private static final Volume EVALUATED = dose(60, 50, 40, 30, 20, 10);

  /** At 30 Gy each has four voxels, the two in the middle in common. */
  @Test
  void diceIsTwiceTheSharedOverTheSum() {
    IsodoseDice dice = IsodoseDice.of(REFERENCE, EVALUATED, 30);
    assertEquals(new IsodoseDice(30, 4, 4, 2), dice);
    assertEquals(0.5, dice.dice().orElseThrow());
  }

  @Test
  void sameDoseScoresOneAndDisjointIsodosesZero() {
    assertEquals(1, IsodoseDice.of(REFERENCE, REFERENCE, 30).dice().orElseThrow());
    assertEquals(0, IsodoseDice.of(REFERENCE, EVALUATED, 45).dice().orElseThrow());
  }

  @Test
  void levelThatNeitherDoseReachesHasNoScore() {
    assertTrue(IsodoseDice.of(REFERENCE, EVALUATED, 61).dice().isEmpty());
  }

  @Test
  void unusableInputIsRefused() {
    Grid moved = Grid.axial(GRID.shape(), GRID.spacing(), new PatientPoint(0, 0, 1));
    Volume elsewhere = Volume.filled(moved, 1);
    assertThrows(IllegalArgumentException.class, () -> IsodoseDice.of(REFERENCE, elsewhere, 30));
    Volume nan = dose(1, 1, 1, 1, 1, Float.NaN);
    assertThrows(DoseDataException.class, () -> IsodoseDice.of(REFERENCE, nan, 30));
    assertThrows(DoseDataException.class, () -> IsodoseDice.of(nan, REFERENCE, 30));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void senselessLevelsAreRefused(double levelGy) {
    assertThrows(
        IllegalArgumentException.class, () -> IsodoseDice.of(REFERENCE, EVALUATED, levelGy));
  }

  private static Volume dose(float... doseGy) {
    return Volume.of(GRID, doseGy);
  }
}

package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

class DoseErrorTest {
  private static final Grid GRID =
      Grid.axial(new GridShape(1, 2, 2), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
  private static final Volume REFERENCE = Volume.of(GRID, new float[] {10, 20, 30, 40});

  @Test
  void differencesAreEvaluatedMinusReference() {
    Volume evaluated = Volume.of(GRID, new float[] {11, 17, 30, 99});
    DoseError error = DoseError.of(REFERENCE, evaluated, Mask.where(GRID, i -> i < 3));
    assertEquals(3, error.voxels());
    assertEquals((1 + 3 + 0) / 3.0, error.maeGy());
    assertEquals((1 - 3 + 0) / 3.0, error.biasGy());
    assertEquals(Math.sqrt((1 + 9 + 0) / 3.0), error.rmseGy());
    assertEquals(3, error.maxAbsoluteGy());
  }

  @Test
  void exchangingTheDosesOnlyTurnsTheBias() {
    Volume evaluated = Volume.of(GRID, new float[] {11, 17, 33, 99});
    DoseError one = DoseError.of(REFERENCE, evaluated, Mask.full(GRID));
    DoseError other = DoseError.of(evaluated, REFERENCE, Mask.full(GRID));
    assertEquals(
        new DoseError(4, one.maeGy(), one.rmseGy(), -one.biasGy(), one.maxAbsoluteGy()), other);
  }

  @Test
  void nanOutsideTheRegionDoesNotMatterAndInsideIsRefused() {
    Volume evaluated = Volume.of(GRID, new float[] {10, 20, 30, Float.NaN});
    assertEquals(0, DoseError.of(REFERENCE, evaluated, Mask.where(GRID, i -> i < 3)).maeGy());
    assertThrows(
        IllegalArgumentException.class, () -> DoseError.of(REFERENCE, evaluated, Mask.full(GRID)));
  }

  @Test
  void emptyRegionAndOtherShapeAreRefused() {
    Grid other = Grid.axial(GridShape.cube(2), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
    assertThrows(
        IllegalArgumentException.class, () -> DoseError.of(REFERENCE, REFERENCE, Mask.empty(GRID)));
    assertThrows(
        IllegalArgumentException.class,
        () -> DoseError.of(REFERENCE, Volume.filled(other, 1), Mask.full(GRID)));
    assertThrows(
        IllegalArgumentException.class, () -> DoseError.of(REFERENCE, REFERENCE, Mask.full(other)));
  }
}

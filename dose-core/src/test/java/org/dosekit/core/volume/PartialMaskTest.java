package org.dosekit.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialMaskTest {
  private static final Grid GRID =
      Grid.axial(new GridShape(4, 5, 6), new VoxelSpacing(2, 2, 2.5), PatientPoint.ORIGIN);
  private static final GridBox BOX = new GridBox(new GridShape(1, 2, 2), 3, 1, 4);
  private static final PartialMask MASK =
      PartialMask.of(GRID, BOX, new float[] {0.25f, 0, 1, 0.5f});

  @Test
  void fractionsLieInTheBoxAndAreZeroElsewhere() {
    assertEquals(0.25f, MASK.fraction(3, 1, 4));
    assertEquals(0, MASK.fraction(3, 1, 5));
    assertEquals(1, MASK.fraction(3, 2, 4));
    assertEquals(0.5f, MASK.fraction(3, 2, 5));
    assertEquals(0, MASK.fraction(2, 2, 5));
    assertEquals(0, MASK.fraction(-1, 0, 99));
    assertEquals(3, MASK.count());
  }

  @Test
  void volumeIsTheSumOfTheParts() {
    assertEquals(1.75 * 10 / 1000, MASK.volumeCc(), 1e-12);
    assertEquals(0, PartialMask.empty(GRID).volumeCc());
    assertTrue(PartialMask.empty(GRID).isEmpty());
  }

  @Test
  void maskKeepsVoxelsOfAtLeastTheFraction() {
    assertEquals(3, MASK.atLeast(0.25).count());
    assertEquals(2, MASK.atLeast(0.5).count());
    assertTrue(MASK.atLeast(0.5).contains(3, 2, 5));
    assertEquals(1, MASK.atLeast(1).count());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
  void senselessThresholdsAreRefused(double fraction) {
    assertThrows(IllegalArgumentException.class, () -> MASK.atLeast(fraction));
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.01f, 1.01f, Float.NaN})
  void fractionsBeyondAVoxelAreRefused(float fraction) {
    float[] fractions = {0, 0, 0, fraction};
    assertThrows(IllegalArgumentException.class, () -> PartialMask.of(GRID, BOX, fractions));
  }

  @Test
  void boxesBeyondTheGridAreRefused() {
    for (GridBox box :
        new GridBox[] {
          new GridBox(BOX.shape(), 4, 0, 0),
          new GridBox(BOX.shape(), 0, 4, 0),
          new GridBox(BOX.shape(), 0, 0, -1)
        }) {
      assertThrows(IllegalArgumentException.class, () -> PartialMask.of(GRID, box, new float[4]));
    }
    assertThrows(IllegalArgumentException.class, () -> PartialMask.of(GRID, BOX, new float[3]));
  }
}

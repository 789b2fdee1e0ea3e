package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.volume.Mask;
import org.junit.jupiter.api.Test;

class GammaRegionTest {
  private final Grid grid = Doses.grid(21, 21, 21, 1, 2, 2.5);

  @Test
  void marginIsRoundAndKnowsTheSpacing() {
    int centre = grid.shape().index(10, 10, 10);
    Mask region = GammaRegion.around(Mask.where(grid, i -> i == centre), 5);
    Mask ball =
        Mask.where(
            grid,
            i -> {
              double y = i / 441 - 10;
              double x = (i / 21 % 21 - 10) * 2.0;
              double z = (i % 21 - 10) * 2.5;
              return y * y + x * x + z * z <= 25;
            });
    assertEquals(ball, region);
  }

  @Test
  void noMarginIsTheStructureItself() {
    Mask structure = Mask.where(grid, i -> i % 7 == 0);
    assertEquals(structure, GammaRegion.around(structure, 0));
  }

  @Test
  void emptyStructureAndBadMarginAreRefused() {
    assertThrows(DoseDataException.class, () -> GammaRegion.around(Mask.empty(grid), 3));
    Mask full = Mask.full(grid);
    assertThrows(IllegalArgumentException.class, () -> GammaRegion.around(full, -1));
    assertThrows(IllegalArgumentException.class, () -> GammaRegion.around(full, Double.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> GammaRegion.around(full, Double.POSITIVE_INFINITY));
  }
}

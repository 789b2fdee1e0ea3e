package org.dosekit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

class ShownGridTest {
  /** Slices thrice as thick as their pixels. */
  private static final Grid GRID =
      Grid.axial(
          new GridShape(40, 50, 20), new VoxelSpacing(1, 1, 3), new PatientPoint(-20, -25, 0));

  private static final Mask BODY =
      Mask.where(GRID, i -> i / 20 / 50 >= 10 && i / 20 / 50 < 30 && i % 20 >= 1);

  @Test
  void theBodyAndARimAreShownWhole() {
    ShownGrid shown = ShownGrid.of(BODY, 1_000_000);
    assertTrue(shown.isWhole());
    assertEquals(new GridShape(24, 50, 20), shown.shape());
    assertEquals(GRID.toPatient(8, 0, 0), shown.origin());
  }

  @Test
  void tooManyVoxelsAreThinnedWhereTheyLieClosest() {
    ShownGrid shown = ShownGrid.of(BODY, 8_000);
    assertFalse(shown.isWhole());
    assertTrue(shown.voxelCount() <= 8_000);
    assertEquals(1, shown.strideZ());
    assertEquals(2, shown.strideY());
    assertEquals(2, shown.strideX());
  }

  @Test
  void everyCodeIsThatOfItsOwnVoxel() {
    float[] data = new float[GRID.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      data[i] = i % 251;
    }
    ShownGrid shown = ShownGrid.of(BODY, 8_000);
    byte[] codes = shown.codes(Volume.of(GRID, data), LevelTable.doseGy(255));
    GridShape shape = shown.shape();
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        for (int z = 0; z < shape.nz(); z++) {
          int index = GRID.shape().index(8 + 2 * y, 2 * x, z);
          assertEquals(index % 251, codes[shape.index(y, x, z)] & 0xff);
        }
      }
    }
    assertEquals(BODY.contains(20, 0, 5), shown.bits(BODY).get(shape.index(6, 0, 5)));
  }
}

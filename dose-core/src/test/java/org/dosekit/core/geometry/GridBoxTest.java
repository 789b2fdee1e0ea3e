package org.dosekit.core.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridBoxTest {
  @ParameterizedTest
  @CsvSource({"0,0,0", "2,1,3", "-3,-1,-2", "4,5,6", "-9,20,-30", "20,-9,30"})
  void everyVoxelIsTheNearestVoxelOfTheVolume(int y0, int x0, int z0) {
    GridShape volume = new GridShape(7, 5, 6);
    GridShape patch = new GridShape(4, 6, 5);
    float[] source = new float[volume.voxelCount()];
    for (int i = 0; i < source.length; i++) {
      source[i] = i;
    }
    float[] target = new float[3 + patch.voxelCount()];

    new GridBox(patch, y0, x0, z0).copy(source, volume, target, 3);

    for (int y = 0; y < patch.ny(); y++) {
      for (int x = 0; x < patch.nx(); x++) {
        for (int z = 0; z < patch.nz(); z++) {
          int nearest =
              volume.index(
                  Math.min(6, Math.max(0, y0 + y)),
                  Math.min(4, Math.max(0, x0 + x)),
                  Math.min(5, Math.max(0, z0 + z)));
          assertEquals(source[nearest], target[3 + patch.index(y, x, z)]);
        }
      }
    }
  }

  @Test
  void boxAroundPositiveValuesIsTheSmallest() {
    GridShape volume = new GridShape(7, 5, 6);
    float[] values = new float[volume.voxelCount()];
    values[volume.index(2, 4, 1)] = 1;
    values[volume.index(5, 3, 1)] = 0.5f;
    values[volume.index(0, 0, 0)] = -1;

    assertEquals(
        new GridBox(new GridShape(4, 2, 1), 2, 3, 1), GridBox.aroundPositive(values, volume));
    assertEquals(
        GridBox.whole(volume), GridBox.aroundPositive(new float[volume.voxelCount()], volume));
  }

  @Test
  void coarsenedBoxHoldsEveryVoxelAndNoSpareBlock() {
    GridBox box = new GridBox(new GridShape(4, 2, 1), 3, 4, -1);

    GridBox coarse = box.coarsened(2);

    assertEquals(new GridBox(new GridShape(3, 1, 1), 1, 2, -1), coarse);
    assertEquals(new GridBox(new GridShape(6, 2, 2), 2, 4, -2), coarse.refined(2));
    assertEquals(box, box.coarsened(1));
  }

  @Test
  void grownBoxEndsWhereTheVolumeDoes() {
    GridBox box = new GridBox(new GridShape(2, 3, 1), 0, 2, 3);

    assertEquals(
        new GridBox(new GridShape(4, 5, 4), 0, 0, 1), box.grown(2, new GridShape(9, 5, 5)));
  }

  @Test
  void smallerVolumeLiesInTheMiddle() {
    assertEquals(-5, GridBox.centredStart(6, 16));
    assertEquals(-5, GridBox.centredStart(5, 16));
    assertEquals(0, GridBox.centredStart(16, 16));
  }
}

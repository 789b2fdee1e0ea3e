package org.dosekit.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.junit.jupiter.api.Test;

class MaskTest {
  private static final Grid GRID =
      Grid.axial(new GridShape(5, 7, 3), new VoxelSpacing(1, 2, 2.5), PatientPoint.ORIGIN);

  @Test
  void algebraIsThatOfSets() {
    Mask a = random(1);
    Mask b = random(2);
    for (int i = 0; i < GRID.voxelCount(); i++) {
      assertEquals(a.contains(i) && b.contains(i), a.and(b).contains(i));
      assertEquals(a.contains(i) || b.contains(i), a.or(b).contains(i));
      assertEquals(a.contains(i) && !b.contains(i), a.minus(b).contains(i));
      assertEquals(!a.contains(i), a.complement().contains(i));
    }
    assertEquals(a.complement().and(b.complement()), a.or(b).complement());
    assertEquals(a, a.complement().complement());
    assertEquals(a.count() + b.count(), a.or(b).count() + a.and(b).count());
    assertEquals(random(1), a, "operands are not changed");
  }

  @Test
  void emptyAndFullAreEachOthersComplement() {
    assertEquals(Mask.full(GRID), Mask.empty(GRID).complement());
    assertEquals(Mask.empty(GRID), Mask.full(GRID).complement());
    assertTrue(Mask.empty(GRID).isEmpty());
    assertFalse(Mask.full(GRID).isEmpty());
    assertEquals(105, Mask.full(GRID).count());
    assertEquals(105 * 5 / 1000.0, Mask.full(GRID).volumeCc(), 1e-15);
  }

  @Test
  void indicesAscendAndAreThoseContained() {
    Mask mask = random(3);
    int[] contained = mask.indices().toArray();
    assertEquals(mask.count(), contained.length);
    int next = -1;
    for (int index : contained) {
      next = mask.nextIndex(next + 1);
      assertEquals(index, next);
      assertTrue(mask.contains(index));
    }
    assertEquals(-1, mask.nextIndex(next + 1));
    assertArrayEquals(contained, Mask.of(GRID, mask.toBitSet()).indices().toArray());
  }

  @Test
  void voxelIsFoundByItsCoordinatesAndOnlyWithinTheGrid() {
    Mask mask = Mask.where(GRID, i -> i == GRID.shape().index(2, 3, 1));
    assertTrue(mask.contains(2, 3, 1));
    assertFalse(mask.contains(2, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> mask.contains(2, 2, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> mask.contains(-1, 0, 0));
  }

  @Test
  void bitsAreCopiedBothWays() {
    BitSet bits = new BitSet();
    bits.set(4);
    Mask mask = Mask.of(GRID, bits);
    bits.set(5);
    mask.toBitSet().clear();
    assertArrayEquals(new int[] {4}, mask.indices().toArray());
  }

  @Test
  void bitsBeyondTheGridAreRefused() {
    BitSet bits = new BitSet();
    bits.set(105);
    assertThrows(IllegalArgumentException.class, () -> Mask.of(GRID, bits));
  }

  @Test
  void masksOfDifferentPlacesDoNotCombine() {
    Mask mask = random(1);
    Grid moved = Grid.axial(GRID.shape(), GRID.spacing(), new PatientPoint(0, 0, 2.5));
    assertThrows(IllegalArgumentException.class, () -> mask.and(Mask.full(moved)));
    assertThrows(IllegalArgumentException.class, () -> mask.or(Mask.full(moved)));
    assertThrows(IllegalArgumentException.class, () -> mask.minus(Mask.full(moved)));
    Grid rounded = Grid.axial(GRID.shape(), GRID.spacing(), new PatientPoint(0, 0, 0.001));
    assertEquals(mask, mask.and(Mask.full(rounded)));
  }

  @Test
  void volumeRefusesAnArrayOfAnotherSizeAndVoxelsOutside() {
    assertThrows(IllegalArgumentException.class, () -> Volume.of(GRID, new float[104]));
    Volume volume = Volume.filled(GRID, 2);
    assertEquals(2, volume.at(4, 6, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> volume.at(4, 6, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> volume.at(0, -1, 0));
  }

  @Test
  void oneNanOrInfinityMakesAVolumeNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] data = new float[GRID.voxelCount()];
      assertTrue(Volume.of(GRID, data).isFinite());
      data[104] = bad;
      assertFalse(Volume.of(GRID, data).isFinite());
    }
  }

  @Test
  void boxAroundAMaskIsTheSmallest() {
    Mask mask = Mask.where(GRID, i -> i == index(1, 2, 2) || i == index(3, 6, 1));
    assertEquals(new GridBox(new GridShape(3, 5, 2), 1, 2, 1), mask.boundingBox());
    assertEquals(GridBox.whole(GRID.shape()), Mask.full(GRID).boundingBox());
    assertThrows(IllegalStateException.class, () -> Mask.empty(GRID).boundingBox());
  }

  @Test
  void maskReachesTheBoxesThatHoldOneOfItsVoxels() {
    Mask mask = Mask.where(GRID, i -> i == index(1, 2, 2));
    for (int y0 = -3; y0 < 5; y0++) {
      for (int x0 = -3; x0 < 7; x0++) {
        for (int z0 = -3; z0 < 4; z0++) {
          GridBox box = new GridBox(new GridShape(2, 3, 2), y0, x0, z0);
          boolean holds = y0 <= 1 && 1 < y0 + 2 && x0 <= 2 && 2 < x0 + 3 && z0 <= 2 && 2 < z0 + 2;
          assertEquals(holds, mask.reaches(box), box.toString());
        }
      }
    }
  }

  private static int index(int y, int x, int z) {
    return GRID.shape().index(y, x, z);
  }

  private static Mask random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Mask.where(GRID, i -> random.nextBoolean());
  }
}

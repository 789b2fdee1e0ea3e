package org.dosekit.core.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

class BodyContourTest {
  private static final float AIR_HU = -1000;
  private static final float TISSUE_HU = 40;
  private static final Grid GRID =
      Grid.axial(new GridShape(40, 50, 12), VoxelSpacing.isotropic(2), PatientPoint.ORIGIN);

  @Test
  void ellipticBodyIsFoundWithoutTheCouchBelow() {
    float[] hu = air();
    fillEllipse(hu, 0, 12, 1, TISSUE_HU);
    fillBox(hu, 35, 37, 2, 48, 0, 12, -100);
    assertEquals(ellipse(0, 12, 1), BodyContour.fromCt(Volume.of(GRID, hu)));
  }

  @Test
  void airInsideIsFilled() {
    float[] hu = air();
    fillEllipse(hu, 0, 12, 1, TISSUE_HU);
    fillEllipse(hu, 3, 7, 0.3, AIR_HU);
    assertEquals(ellipse(0, 12, 1), BodyContour.fromCt(Volume.of(GRID, hu)));
  }

  @Test
  void airwayThatLeavesThroughTheTopSliceIsFilledInEverySlice() {
    float[] hu = air();
    fillEllipse(hu, 0, 12, 1, TISSUE_HU);
    fillEllipse(hu, 4, 12, 0.2, AIR_HU);
    assertEquals(ellipse(0, 12, 1), BodyContour.fromCt(Volume.of(GRID, hu)));
  }

  @Test
  void notchOpenToTheOutsideStaysOutside() {
    float[] hu = air();
    fillEllipse(hu, 0, 12, 1, TISSUE_HU);
    fillBox(hu, 0, 15, 24, 26, 0, 12, AIR_HU);
    Mask body = BodyContour.fromCt(Volume.of(GRID, hu));
    Mask notch = Mask.where(GRID, i -> hu[i] == AIR_HU);
    assertTrue(body.and(notch).isEmpty());
  }

  @Test
  void partTouchingOnlyByAnEdgeIsAnotherComponent() {
    float[] hu = air();
    fillBox(hu, 10, 20, 10, 20, 2, 8, TISSUE_HU);
    fillBox(hu, 20, 25, 20, 25, 2, 8, TISSUE_HU);
    assertEquals(600, BodyContour.fromCt(Volume.of(GRID, hu)).count());
  }

  @Test
  void thresholdItselfIsOutside() {
    float[] hu = air();
    Arrays.fill(hu, -300);
    assertTrue(BodyContour.fromCt(Volume.of(GRID, hu)).isEmpty());
    Arrays.fill(hu, Math.nextUp(-300f));
    assertEquals(Mask.full(GRID), BodyContour.fromCt(Volume.of(GRID, hu)));
  }

  @Test
  void largestComponentIsThatOfAPlainBreadthFirstSearch() {
    GridShape shape = new GridShape(9, 8, 7);
    for (long seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double density = 0.2 + 0.02 * seed;
      BitSet voxels = new BitSet();
      for (int i = 0; i < shape.voxelCount(); i++) {
        voxels.set(i, random.nextDouble() < density);
      }
      BitSet untouched = (BitSet) voxels.clone();
      BitSet largest = ConnectedComponents.largest(voxels, shape);
      assertEquals(untouched, voxels);
      assertEquals(plainLargest(voxels, shape), largest, "seed " + seed);
    }
  }

  private static BitSet plainLargest(BitSet voxels, GridShape shape) {
    BitSet best = new BitSet();
    BitSet seen = new BitSet();
    for (int seed = voxels.nextSetBit(0); seed >= 0; seed = voxels.nextSetBit(seed + 1)) {
      if (!seen.get(seed)) {
        BitSet component = new BitSet();
        component.set(seed);
        int before;
        do {
          before = component.cardinality();
          for (int i = voxels.nextSetBit(0); i >= 0; i = voxels.nextSetBit(i + 1)) {
            if (touches(component, shape, i)) {
              component.set(i);
            }
          }
        } while (component.cardinality() > before);
        seen.or(component);
        if (component.cardinality() > best.cardinality()) {
          best = component;
        }
      }
    }
    return best;
  }

  private static boolean touches(BitSet component, GridShape shape, int index) {
    int z = index % shape.nz();
    int x = index / shape.nz() % shape.nx();
    int y = index / shape.nz() / shape.nx();
    int[][] steps = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
    return Arrays.stream(steps)
        .anyMatch(
            s ->
                shape.contains(y + s[0], x + s[1], z + s[2])
                    && component.get(shape.index(y + s[0], x + s[1], z + s[2])));
  }

  private static float[] air() {
    float[] hu = new float[GRID.voxelCount()];
    Arrays.fill(hu, AIR_HU);
    return hu;
  }

  private static Mask ellipse(int fromZ, int toZ, double scale) {
    GridShape shape = GRID.shape();
    return Mask.where(
        GRID,
        i -> {
          int z = i % shape.nz();
          double x = (i / shape.nz() % shape.nx() - 25) / (20 * scale);
          double y = (i / shape.nz() / shape.nx() - 18) / (13 * scale);
          return z >= fromZ && z < toZ && y * y + x * x <= 1;
        });
  }

  private static void fillEllipse(float[] hu, int fromZ, int toZ, double scale, float value) {
    ellipse(fromZ, toZ, scale).indices().forEach(i -> hu[i] = value);
  }

  private static void fillBox(
      float[] hu, int fromY, int toY, int fromX, int toX, int fromZ, int toZ, float value) {
    for (int y = fromY; y < toY; y++) {
      for (int x = fromX; x < toX; x++) {
        Arrays.fill(
            hu, GRID.shape().index(y, x, fromZ), GRID.shape().index(y, x, toZ - 1) + 1, value);
      }
    }
  }
}

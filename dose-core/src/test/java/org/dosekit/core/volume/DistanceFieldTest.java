package org.dosekit.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistanceFieldTest {
  /** Two roundings to float. */
  private static final double RELATIVE_ERROR = 2e-7;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 1, 1, 0.5",
    "1, 1, 9, 1, 1, 2.5, 0.3",
    "1, 9, 1, 1, 0.7, 1, 0.3",
    "9, 1, 1, 3, 1, 1, 0.3",
    "7, 9, 17, 0.9765625, 1.1, 2.5, 0.5",
    "9, 8, 33, 0.9765625, 0.9765625, 2.5, 0.05",
    "12, 11, 16, 3.9, 0.4, 1.3, 0.01",
    "12, 11, 15, 0.1, 2.9, 7.3, 0.95",
    "12, 11, 10, 0.0001, 100, 900, 0.05",
    "12, 11, 10, 900, 0.0001, 100, 0.05",
    "10, 10, 10, 1, 1, 1, 0.002",
    "10, 10, 10, 1, 1, 1, 0.998",
  })
  void signedDistanceIsTheNearestOfAllPairs(
      int ny, int nx, int nz, double yMm, double xMm, double zMm, double density) {
    Grid grid =
        Grid.axial(new GridShape(ny, nx, nz), new VoxelSpacing(yMm, xMm, zMm), PatientPoint.ORIGIN);
    for (long seed = 0; seed < 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Mask mask = Mask.where(grid, i -> random.nextDouble() < density);
      Volume signed = DistanceField.signedMm(mask);
      Volume toMask = DistanceField.toMaskMm(mask);
      for (int i = 0; i < grid.voxelCount(); i++) {
        double expected = bruteForce(mask, i);
        double tolerance = Double.isInfinite(expected) ? 0 : RELATIVE_ERROR * Math.abs(expected);
        assertEquals(expected, signed.data()[i], tolerance, "seed " + seed + " voxel " + i);
        assertEquals(Math.max(0, expected), toMask.data()[i], tolerance);
      }
    }
  }

  private static double bruteForce(Mask mask, int index) {
    GridShape shape = mask.grid().shape();
    VoxelSpacing mm = mask.grid().spacing();
    boolean inside = mask.contains(index);
    double nearest = Double.POSITIVE_INFINITY;
    for (int other = 0; other < shape.voxelCount(); other++) {
      if (mask.contains(other) != inside) {
        double dz = (index % shape.nz() - other % shape.nz()) * mm.zMm();
        int column = index / shape.nz();
        int otherColumn = other / shape.nz();
        double dx = (column % shape.nx() - otherColumn % shape.nx()) * mm.xMm();
        double dy = (column / shape.nx() - otherColumn / shape.nx()) * mm.yMm();
        nearest = Math.min(nearest, dy * dy + dx * dx + dz * dz);
      }
    }
    return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
  }

  @Test
  void emptyMaskIsInfinitelyFarAndFullMaskInfinitelyDeep() {
    Grid grid = unitGrid(new GridShape(2, 3, 4));
    assertEveryValue(Float.POSITIVE_INFINITY, DistanceField.toMaskMm(Mask.empty(grid)));
    assertEveryValue(Float.POSITIVE_INFINITY, DistanceField.signedMm(Mask.empty(grid)));
    assertEveryValue(0, DistanceField.toMaskMm(Mask.full(grid)));
    assertEveryValue(Float.NEGATIVE_INFINITY, DistanceField.signedMm(Mask.full(grid)));
  }

  private static void assertEveryValue(float expected, Volume volume) {
    for (float value : volume.data()) {
      assertEquals(expected, value);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 40})
  void distanceFromOneVoxelIsTheLengthOfTheWayThere(int nz) {
    GridShape shape = new GridShape(21, 19, nz);
    Grid grid = Grid.axial(shape, new VoxelSpacing(1.5, 2, 3), PatientPoint.ORIGIN);
    int sourceZ = nz / 3;
    int source = shape.index(5, 11, sourceZ);
    Volume distance = DistanceField.toMaskMm(Mask.where(grid, i -> i == source));
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        for (int z = 0; z < nz; z++) {
          double expected = Math.hypot(Math.hypot(1.5 * (y - 5), 2 * (x - 11)), 3 * (z - sourceZ));
          assertEquals(expected, distance.at(y, x, z), RELATIVE_ERROR * expected);
        }
      }
    }
  }

  @Test
  void complementHasTheOppositeSign() {
    Grid grid = unitGrid(new GridShape(20, 20, 20));
    SplittableRandom random = new SplittableRandom(3);
    Mask mask = Mask.where(grid, i -> random.nextInt(10) == 0);
    float[] signed = DistanceField.signedMm(mask).data();
    float[] opposite = DistanceField.signedMm(mask.complement()).data();
    for (int i = 0; i < signed.length; i++) {
      assertEquals(-signed[i], opposite[i]);
    }
  }

  @Test
  void resultDoesNotDependOnTheThreads() throws Exception {
    Grid grid = unitGrid(new GridShape(30, 31, 32));
    SplittableRandom random = new SplittableRandom(7);
    Mask mask = Mask.where(grid, i -> random.nextInt(100) == 0);
    ForkJoinPool one = new ForkJoinPool(1);
    try {
      float[] alone = one.submit(() -> DistanceField.signedMm(mask).data()).get();
      assertArrayEquals(alone, DistanceField.signedMm(mask).data());
    } finally {
      one.shutdown();
    }
  }

  private static Grid unitGrid(GridShape shape) {
    return Grid.axial(shape, VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
  }
}

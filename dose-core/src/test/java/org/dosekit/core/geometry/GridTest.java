package org.dosekit.core.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.joml.Matrix3d;
import org.joml.Vector3d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
  private static final GridShape SHAPE = new GridShape(300, 200, 92);
  private static final VoxelSpacing SPACING = new VoxelSpacing(0.9765625, 1.171875, 2.5);
  private static final PatientPoint ORIGIN = new PatientPoint(-250.5, -117.25, -633.1);

  @Test
  void axialIndicesRunToPosteriorLeftAndSuperior() {
    Grid grid = Grid.axial(SHAPE, SPACING, ORIGIN);
    assertEquals(ORIGIN, grid.origin());
    assertPoint(
        new PatientPoint(-250.5 + 2 * 1.171875, -117.25 + 0.9765625, -633.1 + 3 * 2.5),
        grid.toPatient(1, 2, 3),
        1e-12);
    assertEquals(0.9765625 * 1.171875 * 2.5 / 1000, grid.voxelVolumeCc(), 1e-18);
  }

  @Test
  void patientToVoxelUndoesVoxelToPatientInAnyOrientation() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100; i++) {
      Grid grid = turned(random);
      double y = 300 * random.nextDouble() - 10;
      double x = 300 * random.nextDouble() - 10;
      double z = 100 * random.nextDouble() - 10;
      VoxelPoint back = grid.toVoxel(grid.toPatient(y, x, z));
      assertEquals(y, back.y(), 1e-10);
      assertEquals(x, back.x(), 1e-10);
      assertEquals(z, back.z(), 1e-10);
    }
  }

  @Test
  void stepsAreAsLongAsTheSpacingAndRightHanded() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 100; i++) {
      Grid grid = turned(random);
      Vector3d y = step(grid, 1, 0, 0);
      Vector3d x = step(grid, 0, 1, 0);
      Vector3d z = step(grid, 0, 0, 1);
      assertEquals(SPACING.yMm(), y.length(), 1e-9);
      assertEquals(SPACING.xMm(), x.length(), 1e-9);
      assertEquals(SPACING.zMm(), z.length(), 1e-9);
      double volume = new Vector3d(x).cross(y).dot(z);
      assertEquals(SPACING.voxelVolumeMm3(), volume, 1e-9, "x cross y points along z");
    }
  }

  @Test
  void sameGridBuiltFromItsPartsIsEqual() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100; i++) {
      Grid grid = turned(random);
      Grid again =
          Grid.oriented(grid.shape(), grid.spacing(), grid.origin(), grid.alongY(), grid.alongX());
      assertEquals(grid, again);
      assertEquals(grid.hashCode(), again.hashCode());
    }
  }

  @Test
  void negativeZeroIsZero() {
    Grid zero = Grid.axial(SHAPE, SPACING, PatientPoint.ORIGIN);
    Grid negative =
        Grid.oriented(
            SHAPE,
            SPACING,
            new PatientPoint(-0.0, 0, -0.0),
            new PatientPoint(-0.0, 1, 0),
            new PatientPoint(1, -0.0, -0.0));
    assertEquals(zero, negative);
    assertEquals(zero.hashCode(), negative.hashCode());
  }

  @Test
  void gridsThatDifferAnywhereAreNotEqual() {
    Grid grid = Grid.axial(SHAPE, SPACING, ORIGIN);
    assertNotEquals(grid, Grid.axial(new GridShape(300, 200, 91), SPACING, ORIGIN));
    assertNotEquals(grid, Grid.axial(SHAPE, VoxelSpacing.isotropic(1), ORIGIN));
    assertNotEquals(grid, Grid.axial(SHAPE, SPACING, PatientPoint.ORIGIN));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 300, 200, 92",
    "2, 150, 100, 46",
    "4, 75, 50, 23",
    "7, 43, 29, 14",
    "2147483647, 1, 1, 1"
  })
  void coarsenedGridHasTheBlocks(int factor, int ny, int nx, int nz) {
    SplittableRandom random = new SplittableRandom(8);
    Grid fine = turned(random);
    Grid coarse = fine.coarsened(factor);
    assertEquals(new GridShape(ny, nx, nz), coarse.shape());
    assertEquals(factor * SPACING.yMm(), coarse.spacing().yMm());
    double middle = (factor - 1) / 2.0;
    assertPoint(fine.toPatient(middle, middle, middle), coarse.origin(), 1e-9);
    if (factor < 10) {
      assertPoint(
          fine.toPatient(middle + 3 * factor, middle + factor, middle + 2 * factor),
          coarse.toPatient(3, 1, 2),
          1e-9);
    }
  }

  @Test
  void matchLooksAtEveryCorner() {
    Grid grid = Grid.axial(SHAPE, SPACING, ORIGIN);
    Grid moved =
        Grid.axial(
            SHAPE, SPACING, new PatientPoint(ORIGIN.xMm() + 0.5, ORIGIN.yMm(), ORIGIN.zMm()));
    assertTrue(grid.matches(moved, 0.51));
    assertFalse(grid.matches(moved, 0.49));
    Grid stretched = Grid.axial(SHAPE, new VoxelSpacing(0.9765625, 1.171875, 2.51), ORIGIN);
    assertTrue(grid.matches(stretched, 0.92), "91 steps of 0.01 mm");
    assertFalse(grid.matches(stretched, 0.90));
    assertFalse(grid.matches(Grid.axial(new GridShape(300, 200, 91), SPACING, ORIGIN), 1e9));
    assertFalse(grid.matches(moved, Double.NaN));
  }

  @Test
  void directionsThatAreNotOrthonormalAreRefused() {
    PatientPoint y = new PatientPoint(0, 1, 0);
    for (PatientPoint x :
        new PatientPoint[] {
          new PatientPoint(2, 0, 0),
          new PatientPoint(0, 0, 0),
          new PatientPoint(0, 1, 0),
          new PatientPoint(Math.sqrt(0.5), Math.sqrt(0.5), 0),
          new PatientPoint(Double.NaN, 0, 0)
        }) {
      assertThrows(
          IllegalArgumentException.class, () -> Grid.oriented(SHAPE, SPACING, ORIGIN, y, x));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void originThatIsNotFiniteIsRefused(double value) {
    PatientPoint origin = new PatientPoint(0, value, 0);
    assertThrows(IllegalArgumentException.class, () -> Grid.axial(SHAPE, SPACING, origin));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void coarseningBelowOneIsRefused(int factor) {
    Grid grid = Grid.axial(SHAPE, SPACING, ORIGIN);
    assertThrows(IllegalArgumentException.class, () -> grid.coarsened(factor));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1",
    "1, -1, 1",
    "-1, -1, 1",
    "1, 1, 0",
    "65536, 32768, 1",
    "65536, 65536, 1",
    "65536, 65536, 65536",
    "2147483647, 2147483647, 2147483647",
    "1291, 1291, 1291"
  })
  void shapeBeyondAnArrayIsRefused(int ny, int nx, int nz) {
    assertThrows(IllegalArgumentException.class, () -> new GridShape(ny, nx, nz));
  }

  @ParameterizedTest
  @CsvSource({"2147483647, 1, 1", "1, 1, 2147483647", "1290, 1290, 1290", "65535, 32768, 1"})
  void shapeThatFitsAnArrayIsCountedWithoutOverflow(int ny, int nx, int nz) {
    GridShape shape = new GridShape(ny, nx, nz);
    assertEquals((long) ny * nx * nz, shape.voxelCount());
    assertEquals(shape.voxelCount() - 1, shape.index(ny - 1, nx - 1, nz - 1));
    assertTrue(shape.contains(ny - 1, nx - 1, nz - 1));
    assertFalse(shape.contains(ny, 0, 0));
    assertFalse(shape.contains(0, -1, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void spacingThatIsNotPositiveAndFiniteIsRefused(double mm) {
    assertThrows(IllegalArgumentException.class, () -> new VoxelSpacing(1, mm, 1));
  }

  /** A grid whose orientation is drawn. */
  private static Grid turned(SplittableRandom random) {
    Matrix3d turn =
        new Matrix3d()
            .rotateXYZ(6 * random.nextDouble(), 6 * random.nextDouble(), 6 * random.nextDouble());
    Vector3d x = turn.transform(new Vector3d(1, 0, 0));
    Vector3d y = turn.transform(new Vector3d(0, 1, 0));
    return Grid.oriented(
        SHAPE, SPACING, ORIGIN, new PatientPoint(y.x, y.y, y.z), new PatientPoint(x.x, x.y, x.z));
  }

  private static Vector3d step(Grid grid, int y, int x, int z) {
    PatientPoint a = grid.toPatient(5, 6, 7);
    PatientPoint b = grid.toPatient(5 + y, 6 + x, 7 + z);
    return new Vector3d(b.xMm() - a.xMm(), b.yMm() - a.yMm(), b.zMm() - a.zMm());
  }

  private static void assertPoint(PatientPoint expected, PatientPoint actual, double tolerance) {
    assertEquals(expected.xMm(), actual.xMm(), tolerance * Math.max(1, Math.abs(expected.xMm())));
    assertEquals(expected.yMm(), actual.yMm(), tolerance * Math.max(1, Math.abs(expected.yMm())));
    assertEquals(expected.zMm(), actual.zMm(), tolerance * Math.max(1, Math.abs(expected.zMm())));
  }
}

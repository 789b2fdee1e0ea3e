package org.dosekit.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplingTest {
  private static final float OUTSIDE = -1234;
  private static final double COS_30 = Math.sqrt(3) / 2;

  private static final Grid AXIAL =
      Grid.axial(
          new GridShape(11, 13, 7), new VoxelSpacing(1.5, 2, 3), new PatientPoint(-250.3, 40, 7));

  /** Turned by 30 degrees about z and moved, at other spacings. */
  private static final Grid TURNED =
      Grid.oriented(
          new GridShape(9, 8, 10),
          new VoxelSpacing(1.1, 0.7, 1.9),
          new PatientPoint(-240, 45, 8),
          new PatientPoint(-0.5, COS_30, 0),
          new PatientPoint(COS_30, 0.5, 0));

  /** Axes permuted: the array's rows run to superior. */
  private static final Grid CORONAL =
      Grid.oriented(
          new GridShape(12, 10, 11),
          new VoxelSpacing(1, 1, 1),
          new PatientPoint(-245, 50, 9),
          new PatientPoint(0, 0, 1),
          new PatientPoint(1, 0, 0));

  /** Rows against the source's, so that steps are negative. */
  private static final Grid PRONE =
      Grid.oriented(
          new GridShape(6, 5, 4),
          new VoxelSpacing(2, 2, 2),
          new PatientPoint(-235, 52, 10),
          new PatientPoint(0, -1, 0),
          new PatientPoint(-1, 0, 0));

  @Test
  void sameGridGivesTheSameValues() {
    Volume noise = noise(AXIAL);
    assertArrayEquals(noise.data(), Resampling.trilinear(noise, AXIAL, OUTSIDE).data());
    assertArrayEquals(noise.data(), noise.resampledTo(AXIAL, OUTSIDE).data());
    Volume turned = noise(TURNED);
    assertArrayEquals(turned.data(), Resampling.trilinear(turned, TURNED, OUTSIDE).data());
  }

  @Test
  void sameVoxelsInAnotherOrientationGiveTheSameValues() {
    Volume noise = noise(CORONAL);
    GridShape shape = CORONAL.shape();
    Grid axial =
        Grid.axial(
            new GridShape(shape.nz(), shape.nx(), shape.ny()),
            VoxelSpacing.isotropic(1),
            CORONAL.toPatient(0, 0, shape.nz() - 1));
    Volume result = Resampling.trilinear(noise, axial, OUTSIDE);
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        for (int z = 0; z < shape.nz(); z++) {
          assertEquals(noise.at(y, x, z), result.at(shape.nz() - 1 - z, x, y));
        }
      }
    }
  }

  @Test
  void linearRampIsReproducedOnEveryGridAndOutsideIsOutside() {
    Grid fine =
        Grid.axial(
            new GridShape(30, 31, 25),
            new VoxelSpacing(0.77, 0.9, 1.3),
            new PatientPoint(-252, 38, 4));
    Volume ramp = ramp(AXIAL);
    for (Grid target : new Grid[] {fine, TURNED, CORONAL, PRONE, AXIAL.coarsened(2)}) {
      Volume result = Resampling.trilinear(ramp, target, OUTSIDE);
      Volume clamped = Resampling.trilinearClamped(ramp, target);
      int inside = 0;
      for (int i = 0; i < target.voxelCount(); i++) {
        PatientPoint point = voxelCentre(target, i);
        VoxelPoint place = AXIAL.toVoxel(point);
        if (isInHull(place, AXIAL.shape())) {
          inside++;
          assertEquals(rampAt(point), result.data()[i], 2e-5, target + " voxel " + i);
          assertEquals(result.data()[i], clamped.data()[i]);
        } else {
          assertEquals(OUTSIDE, result.data()[i], target + " voxel " + i);
          assertEquals(rampAt(nearestInHull(place)), clamped.data()[i], 2e-5);
        }
      }
      assertTrue(inside > 20, "the grids overlap in " + inside + " voxels");
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0.1f, -1000, 71.3f, 1e-30f, 0})
  void constantStaysThatConstant(float value) {
    Volume constant = Volume.filled(AXIAL, value);
    for (Grid target : new Grid[] {TURNED, CORONAL, PRONE, AXIAL.coarsened(3)}) {
      for (float v : Resampling.trilinearClamped(constant, target).data()) {
        assertEquals(value, v);
      }
      for (float v : Resampling.trilinear(constant, target, value).data()) {
        assertEquals(value, v);
      }
    }
    for (float v : Resampling.blockMean(constant, 3).data()) {
      assertEquals(value, v);
    }
  }

  @Test
  void nanSpreadsOnlyToTheVoxelsItEnters() {
    float[] data = new float[AXIAL.voxelCount()];
    int hole = AXIAL.shape().index(5, 6, 3);
    data[hole] = Float.NaN;
    Volume holed = Volume.of(AXIAL, data);
    float[] same = Resampling.trilinear(holed, AXIAL, OUTSIDE).data();
    for (int i = 0; i < same.length; i++) {
      assertEquals(i == hole, Float.isNaN(same[i]));
    }
    Grid between =
        Grid.axial(GridShape.cube(1), VoxelSpacing.isotropic(1), AXIAL.toPatient(5.4, 6, 2.5));
    assertTrue(Float.isNaN(Resampling.trilinear(holed, between, OUTSIDE).data()[0]));
  }

  @Test
  void singleSliceIsAConstantAlongItsNormalWhenClamped() {
    Grid slice = Grid.axial(new GridShape(4, 4, 1), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
    Volume noise = noise(slice);
    Grid stack =
        Grid.axial(new GridShape(4, 4, 3), VoxelSpacing.isotropic(1), new PatientPoint(0, 0, -1));
    Volume clamped = Resampling.trilinearClamped(noise, stack);
    Volume strict = Resampling.trilinear(noise, stack, OUTSIDE);
    for (int z = 0; z < 3; z++) {
      assertEquals(noise.at(2, 1, 0), clamped.at(2, 1, z));
      assertEquals(z == 1 ? noise.at(2, 1, 0) : OUTSIDE, strict.at(2, 1, z));
    }
  }

  @Test
  void blockMeanOfARampIsTheRampAtTheCentresOfFullBlocks() {
    Grid grid = Grid.axial(new GridShape(12, 16, 8), new VoxelSpacing(1, 2, 3), AXIAL.origin());
    Volume ramp = ramp(grid);
    for (int factor : new int[] {1, 2, 4}) {
      Volume coarse = Resampling.blockMean(ramp, factor);
      assertEquals(grid.coarsened(factor), coarse.grid());
      for (int i = 0; i < coarse.grid().voxelCount(); i++) {
        assertEquals(rampAt(voxelCentre(coarse.grid(), i)), coarse.data()[i], 2e-5);
      }
      Volume back = Resampling.trilinear(coarse, grid, Float.NaN);
      for (int i = 0; i < grid.voxelCount(); i++) {
        if (!Float.isNaN(back.data()[i])) {
          assertEquals(ramp.data()[i], back.data()[i], 4e-5, "voxel " + i);
        }
      }
    }
  }

  @Test
  void cutBlockAveragesWhatItHas() {
    Grid grid = Grid.axial(new GridShape(3, 1, 5), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
    float[] data = new float[15];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    // Rows (0..4), (5..9), (10..14) in blocks of 2 along y and z.
    assertArrayEquals(
        new float[] {3, 5, 6.5f, 10.5f, 12.5f, 14},
        Resampling.blockMean(Volume.of(grid, data), 2).data());
    assertArrayEquals(new float[] {7}, Resampling.blockMean(Volume.of(grid, data), 1000).data());
  }

  @Test
  void factorBelowOneIsRefused() {
    Volume volume = Volume.filled(AXIAL, 1);
    assertThrows(IllegalArgumentException.class, () -> Resampling.blockMean(volume, 0));
  }

  private static Volume noise(Grid grid) {
    Random random = new Random(1);
    float[] data = new float[grid.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      data[i] = 1000 * random.nextFloat() - 500;
    }
    return Volume.of(grid, data);
  }

  private static Volume ramp(Grid grid) {
    float[] data = new float[grid.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) rampAt(voxelCentre(grid, i));
    }
    return Volume.of(grid, data);
  }

  /** Below 64 in magnitude on all grids here, where floats are 4e-6 apart. */
  private static double rampAt(PatientPoint p) {
    return 0.3 * (p.xMm() + 250) - 0.7 * (p.yMm() - 40) + 0.9 * p.zMm();
  }

  private static PatientPoint voxelCentre(Grid grid, int index) {
    GridShape shape = grid.shape();
    int column = index / shape.nz();
    int y = column / shape.nx();
    return grid.toPatient(y, column % shape.nx(), index % shape.nz());
  }

  private static boolean isInHull(VoxelPoint p, GridShape shape) {
    return isWithin(p.y(), shape.ny())
        && isWithin(p.x(), shape.nx())
        && isWithin(p.z(), shape.nz());
  }

  private static boolean isWithin(double place, int size) {
    return place >= -1e-9 && place <= size - 1 + 1e-9;
  }

  private static PatientPoint nearestInHull(VoxelPoint p) {
    GridShape shape = AXIAL.shape();
    return AXIAL.toPatient(
        Math.max(0, Math.min(shape.ny() - 1, p.y())),
        Math.max(0, Math.min(shape.nx() - 1, p.x())),
        Math.max(0, Math.min(shape.nz() - 1, p.z())));
  }
}

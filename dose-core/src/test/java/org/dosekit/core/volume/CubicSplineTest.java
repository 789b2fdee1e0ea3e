package org.dosekit.core.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.junit.jupiter.api.Test;

class CubicSplineTest {
  private static final Grid COARSE =
      Grid.axial(new GridShape(9, 8, 7), new VoxelSpacing(5, 4, 3), new PatientPoint(-10, 20, -30));

  @Test
  void passesThroughTheVoxels() {
    Volume volume = random();
    float[] same = CubicSpline.of(volume).resampledTo(COARSE, -1).data();
    assertArrayEquals(volume.data(), same, 1e-5f);
  }

  @Test
  void isExactForARampAwayFromTheMirror() {
    Grid line =
        Grid.axial(new GridShape(1, 61, 1), VoxelSpacing.isotropic(1), new PatientPoint(0, 0, 0));
    float[] ramp = new float[61];
    for (int x = 0; x < 61; x++) {
      ramp[x] = 3 + 0.5f * x;
    }
    Grid fine =
        Grid.axial(
            new GridShape(1, 50, 1), VoxelSpacing.isotropic(0.31), new PatientPoint(22, 0, 0));
    Volume result = CubicSpline.of(Volume.of(line, ramp)).resampledTo(fine, -1);
    for (int i = 0; i < 50; i++) {
      assertEquals(3 + 0.5 * (22 + 0.31 * i), result.data()[i], 1e-5);
    }
  }

  /** The interpolant of a unit sample is the cardinal spline. */
  @Test
  void halfWayBesideASpikeIsTheCardinalSpline() {
    float[] spike = new float[41];
    spike[20] = 1;
    Grid line =
        Grid.axial(new GridShape(1, 1, 41), VoxelSpacing.isotropic(1), new PatientPoint(0, 0, 0));
    Grid point =
        Grid.axial(new GridShape(1, 1, 1), VoxelSpacing.isotropic(1), new PatientPoint(0, 0, 20.5));
    // c_k = sqrt(3) z^|k| with z = sqrt(3) - 2; s(0.5) = (c_-1 + c_2)/48 + 23 (c_0 + c_1)/48.
    double z = Math.sqrt(3) - 2;
    double expected = Math.sqrt(3) / 48 * (z + z * z + 23 * (1 + z));
    assertEquals(
        expected, CubicSpline.of(Volume.of(line, spike)).resampledTo(point, -1).data()[0], 1e-6);
  }

  @Test
  void limitedItNeverLeavesTheRangeOfTheNeighbourhood() {
    float[] step = new float[COARSE.voxelCount()];
    for (int i = 0; i < step.length; i++) {
      step[i] = i % 7 < 3 ? 0 : 70;
    }
    Grid fine =
        Grid.axial(
            new GridShape(40, 30, 40), VoxelSpacing.isotropic(0.7), new PatientPoint(-8, 22, -29));
    CubicSpline spline = CubicSpline.of(Volume.of(COARSE, step));
    for (float value : spline.withLimitedOvershoot().resampledTo(fine, 0).data()) {
      assertTrue(value >= 0 && value <= 70, value + "");
    }
    float[] free = spline.resampledTo(fine, 0).data();
    float highest = 0;
    for (float value : free) {
      highest = Math.max(highest, value);
    }
    assertTrue(highest > 70, highest + "");
  }

  @Test
  void coverageReachesHalfAVoxelBeyondTheCentres() {
    Grid fine =
        Grid.axial(
            new GridShape(1, 40, 1), VoxelSpacing.isotropic(1), new PatientPoint(-15, 20, -30));
    Mask coverage = CubicSpline.of(random()).coverage(fine);
    // Voxels of 4 mm at -10, -6, ... 18 reach from -12 to 20.
    assertEquals(33, coverage.count());
    assertEquals(3, coverage.nextIndex(0));
    Volume outside = CubicSpline.of(random()).resampledTo(fine, -1);
    assertEquals(-1, outside.data()[2]);
    assertEquals(-1, outside.data()[36]);
  }

  @Test
  void turnedGridsAreRefused() {
    Grid turned =
        Grid.oriented(
            GridShape.cube(4),
            VoxelSpacing.isotropic(2),
            new PatientPoint(0, 30, -20),
            new PatientPoint(-0.6, 0.8, 0),
            new PatientPoint(0.8, 0.6, 0));
    CubicSpline spline = CubicSpline.of(random());
    assertThrows(IllegalArgumentException.class, () -> spline.resampledTo(turned, 0));
  }

  private static Volume random() {
    SplittableRandom random = new SplittableRandom(5);
    float[] data = new float[COARSE.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextDouble(0, 70);
    }
    return Volume.of(COARSE, data);
  }
}

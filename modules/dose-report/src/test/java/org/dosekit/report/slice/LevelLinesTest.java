package org.dosekit.report.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelLinesTest {
  private interface Field {
    double at(double y, double x);
  }

  private static SliceValues sampled(int rows, int columns, Field field) {
    float[] values = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[row * columns + column] = (float) field.at(row + 0.5, column + 0.5);
      }
    }
    return new SliceValues(rows, columns, values);
  }

  /** The corners of each closed line. */
  private static List<List<double[]>> rings(Path2D path) {
    List<List<double[]>> rings = new ArrayList<>();
    double[] c = new double[6];
    boolean open = false;
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      switch (i.currentSegment(c)) {
        case PathIterator.SEG_MOVETO -> {
          assertTrue(!open, "the line before is closed");
          open = true;
          rings.add(new ArrayList<>(List.of(new double[] {c[0], c[1]})));
        }
        case PathIterator.SEG_LINETO -> rings.get(rings.size() - 1).add(new double[] {c[0], c[1]});
        default -> open = false;
      }
    }
    assertTrue(!open, "the last line is closed");
    return rings;
  }

  private static double signedArea(List<double[]> ring) {
    double twice = 0;
    for (int i = 0; i < ring.size(); i++) {
      double[] a = ring.get(i);
      double[] b = ring.get((i + 1) % ring.size());
      twice += a[0] * b[1] - b[0] * a[1];
    }
    return twice / 2;
  }

  @Test
  void aLevelOfAConeIsACircleOfItsRadius() {
    SliceValues cone = sampled(40, 50, (y, x) -> 30 - Math.hypot(y - 19.3, x - 24.6));
    List<List<double[]>> rings = rings(LevelLines.of(cone, 18));
    assertEquals(1, rings.size());
    for (double[] point : rings.get(0)) {
      // The cone is curved across its radius: linear interpolation is off by less than 1/(8 r).
      assertEquals(12, Math.hypot(point[1] - 19.3, point[0] - 24.6), 1 / (8.0 * 12));
    }
    assertEquals(Math.PI * 144, Math.abs(signedArea(rings.get(0))), 2);
  }

  @Test
  void theOutlineOfADiscStaysWithinHalfADiagonalOfItsRadius() {
    SliceValues disc = sampled(30, 30, (y, x) -> Math.hypot(y - 15, x - 15) <= 9 ? 1 : 0);
    for (double[] point : rings(LevelLines.of(disc, 0.5)).get(0)) {
      assertEquals(9, Math.hypot(point[1] - 15, point[0] - 15), Math.sqrt(0.5));
    }
  }

  @Test
  void oneElementIsADiamondAboutItsMiddle() {
    SliceValues one = new SliceValues(3, 3, new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0});
    List<List<double[]>> rings = rings(LevelLines.of(one, 0.5));
    assertEquals(1, rings.size());
    assertEquals(4, rings.get(0).size());
    assertEquals(0.5, Math.abs(signedArea(rings.get(0))), 1e-12);
    for (double[] point : rings.get(0)) {
      assertEquals(0.5, Math.abs(point[0] - 1.5) + Math.abs(point[1] - 1.5), 1e-12);
    }
  }

  @Test
  void aRegionAtTheRimIsClosedThere() {
    SliceValues full = new SliceValues(2, 3, new float[] {1, 1, 1, 1, 1, 1});
    List<List<double[]>> rings = rings(LevelLines.of(full, 0.5));
    assertEquals(1, rings.size());
    // The raster of 2 x 3 with its four corners cut at 45 degrees.
    assertEquals(6 - 4 * 0.125, Math.abs(signedArea(rings.get(0))), 1e-12);
  }

  @Test
  void aHoleRunsTheOtherWayRound() {
    SliceValues ring =
        sampled(
            20,
            20,
            (y, x) -> {
              double r = Math.hypot(y - 10, x - 10);
              return r < 8 && r > 3 ? 1 : 0;
            });
    List<List<double[]>> rings = rings(LevelLines.of(ring, 0.5));
    assertEquals(2, rings.size());
    assertTrue(signedArea(rings.get(0)) * signedArea(rings.get(1)) < 0);
  }

  @Test
  void touchingCornersAreClosedLinesInEveryCase() {
    // All 512 rasters of 3 x 3: whatever the pattern, lines are closed and hold its area in all.
    for (int pattern = 0; pattern < 512; pattern++) {
      float[] values = new float[9];
      for (int i = 0; i < 9; i++) {
        values[i] = pattern >> i & 1;
      }
      List<List<double[]>> rings = rings(LevelLines.of(new SliceValues(3, 3, values), 0.5));
      double area = Math.abs(rings.stream().mapToDouble(LevelLinesTest::signedArea).sum());
      // Every corner of an element is cut or filled by an eighth at most.
      assertEquals(Integer.bitCount(pattern), area, Integer.bitCount(pattern) * 0.5 + 1e-12);
    }
  }

  @Test
  void notANumberIsOutside() {
    SliceValues holed = new SliceValues(1, 3, new float[] {1, Float.NaN, 1});
    assertEquals(2, rings(LevelLines.of(holed, 0.5)).size());
  }

  @Test
  void aLevelOfZeroIsRefused() {
    SliceValues one = new SliceValues(1, 1, new float[] {1});
    assertThrows(IllegalArgumentException.class, () -> LevelLines.of(one, 0));
    assertThrows(IllegalArgumentException.class, () -> LevelLines.of(one, Double.NaN));
  }
}

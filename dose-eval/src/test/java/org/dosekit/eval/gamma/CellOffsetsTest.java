package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.junit.jupiter.api.Test;

/** The order of visiting cells must never call a cell farther than it is, nor leave one out. */
class CellOffsetsTest {
  private static final double RADIUS_MM = 6;
  private final Grid grid = Doses.grid(40, 40, 40, 2.5, 1.7, 3.1);

  @Test
  void distancesAreBoundsInOrderForEveryPlaceInTheCell() {
    SplittableRandom random = new SplittableRandom(7);
    double[] from = {0.5, 0, 0.25};
    double[] to = {1, 0.5, 0.25};
    CellOffsets offsets = CellOffsets.within(RADIUS_MM, grid, from, to);
    for (int i = 0; i < 200; i++) {
      double[] place = {
        random.nextDouble(0.5, 1), random.nextDouble(0, 0.5), 0.25,
      };
      Set<List<Integer>> near = new HashSet<>();
      for (int o = 0; o < offsets.size(); o++) {
        assertTrue(o == 0 || offsets.squaredMm(o) >= offsets.squaredMm(o - 1));
        double exact = squaredMm(offsets.dy(o), offsets.dx(o), offsets.dz(o), place);
        assertTrue(offsets.squaredMm(o) <= exact, "offset " + o);
        near.add(List.of(offsets.dy(o), offsets.dx(o), offsets.dz(o)));
      }
      for (int y = -5; y <= 5; y++) {
        for (int x = -6; x <= 6; x++) {
          for (int z = -4; z <= 4; z++) {
            assertTrue(
                squaredMm(y, x, z, place) >= RADIUS_MM * RADIUS_MM
                    || near.contains(List.of(y, x, z)));
          }
        }
      }
    }
  }

  private static double squaredMm(int dy, int dx, int dz, double[] place) {
    double y = gap(dy - place[0]) * 2.5;
    double x = gap(dx - place[1]) * 1.7;
    double z = gap(dz - place[2]) * 3.1;
    return y * y + x * x + z * z;
  }

  /** From the origin to the interval from {@code low} to {@code low + 1}. */
  private static double gap(double low) {
    return Math.max(0, Math.max(low, -(low + 1)));
  }

  @Test
  void axisOfOneVoxelIsNotLeft() {
    Grid plane = Doses.grid(40, 40, 1, 2, 2, 2);
    double[] corner = {0, 0, 0};
    CellOffsets offsets = CellOffsets.within(RADIUS_MM, plane, corner, corner);
    for (int o = 0; o < offsets.size(); o++) {
      assertEquals(0, offsets.dz(o));
    }
  }
}

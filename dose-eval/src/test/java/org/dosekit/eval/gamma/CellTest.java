package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random cells, strongly curved ones among them, against a dense sampling. */
class CellTest {
  private static final int SAMPLES = 24;
  private static final int CELLS = 400;

  private final SplittableRandom random = new SplittableRandom(31);

  @Test
  void lowerBoundIsBelowEverySampleAndDescentAboveIt() {
    int solved = 0;
    for (int i = 0; i < CELLS; i++) {
      Cell cell = randomCell();
      double sampled = leastSample(cell);
      double bound = cell.lowerBound(Double.POSITIVE_INFINITY);
      Minimum minimum = new Minimum();
      minimum.reset(1e6);
      cell.descend(minimum);
      assertTrue(bound <= sampled + 1e-9, "cell " + i + ": " + bound + " > " + sampled);
      assertTrue(minimum.squaredMm >= bound - 1e-9, "cell " + i);
      solved += minimum.squaredMm <= sampled + 1e-9 ? 1 : 0;
    }
    // The rest have a second valley, which only branch and bound finds.
    assertTrue(solved > 0.9 * CELLS, solved + " of " + CELLS);
  }

  /** What ends a descent early may not hide a place that is better than the known minimum. */
  @Test
  void knownMinimumHidesNothingBelowIt() {
    for (int i = 0; i < CELLS; i++) {
      Cell cell = randomCell();
      Minimum free = new Minimum();
      free.reset(1e6);
      cell.descend(free);
      Minimum warm = new Minimum();
      warm.reset(Math.sqrt(free.squaredMm) * 1.0001);
      cell.descend(warm);
      assertEquals(free.squaredMm, warm.squaredMm, 1e-9 * free.squaredMm, "cell " + i);
    }
  }

  @Test
  void boundOfAnAffineCellIsItsMinimum() {
    for (int i = 0; i < CELLS; i++) {
      Cell cell = randomCell();
      double[] v = cell.value;
      for (int corner = 3; corner < 8; corner++) {
        v[corner] =
            v[0]
                + (corner >> 2) * (v[4] - v[0])
                + (corner >> 1 & 1) * (v[2] - v[0])
                + (corner & 1) * (v[1] - v[0]);
      }
      Minimum minimum = new Minimum();
      minimum.reset(1e6);
      cell.descend(minimum);
      double bound = cell.lowerBound(Double.POSITIVE_INFINITY);
      assertEquals(minimum.squaredMm, bound, 1e-9 * (1 + bound), "cell " + i);
    }
  }

  @Test
  void halvesHoldTheSameDose() {
    for (int bit : new int[] {4, 2, 1}) {
      for (boolean upper : new boolean[] {false, true}) {
        Cell cell = randomCell();
        Cell half = new Cell();
        cell.half(bit, upper, half);
        for (double y = 0; y <= 1; y += 0.25) {
          for (double z = 0; z <= 1; z += 0.25) {
            double[] inHalf = {y, 0.3, z};
            double[] inCell = inHalf.clone();
            int axis = bit == 4 ? 0 : bit == 2 ? 1 : 2;
            inCell[axis] = (inHalf[axis] + (upper ? 1 : 0)) / 2;
            assertEquals(
                cell.lowY + inCell[0] * cell.sizeY, half.lowY + inHalf[0] * half.sizeY, 1e-12);
            assertEquals(
                cell.lowZ + inCell[2] * cell.sizeZ, half.lowZ + inHalf[2] * half.sizeZ, 1e-12);
            assertEquals(
                valueAt(cell, inCell[0], inCell[1], inCell[2]),
                valueAt(half, inHalf[0], inHalf[1], inHalf[2]),
                1e-12);
          }
        }
      }
    }
  }

  private Cell randomCell() {
    Cell cell = new Cell();
    cell.sizeY = random.nextDouble(0.5, 5);
    cell.sizeX = random.nextDouble(0.5, 5);
    cell.sizeZ = random.nextDouble(0.5, 5);
    cell.lowY = random.nextDouble(-7, 3);
    cell.lowX = random.nextDouble(-7, 3);
    cell.lowZ = random.nextDouble(-7, 3);
    double offset = random.nextDouble(-6, 6);
    double spread = random.nextDouble(0.1, 8);
    for (int corner = 0; corner < 8; corner++) {
      cell.value[corner] = offset + spread * random.nextDouble(-1, 1);
    }
    return cell;
  }

  private static double leastSample(Cell cell) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= SAMPLES; i++) {
      for (int j = 0; j <= SAMPLES; j++) {
        for (int k = 0; k <= SAMPLES; k++) {
          double y = (double) i / SAMPLES;
          double x = (double) j / SAMPLES;
          double z = (double) k / SAMPLES;
          double sy = cell.lowY + y * cell.sizeY;
          double sx = cell.lowX + x * cell.sizeX;
          double sz = cell.lowZ + z * cell.sizeZ;
          double value = valueAt(cell, y, x, z);
          least = Math.min(least, sy * sy + sx * sx + sz * sz + value * value);
        }
      }
    }
    return least;
  }

  private static double valueAt(Cell cell, double y, double x, double z) {
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      sum +=
          cell.value[corner]
              * (corner >> 2 == 0 ? 1 - y : y)
              * ((corner >> 1 & 1) == 0 ? 1 - x : x)
              * ((corner & 1) == 0 ? 1 - z : z);
    }
    return sum;
  }
}

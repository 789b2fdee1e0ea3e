package org.dosekit.data.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DoseCoverageTest {
  @Test
  void d95InterpolatesBetweenVoxelsAtTheMiddleOfTheirVolume() {
    // 100 voxels of 1 to 100 Gy: 95 % lies between the voxels at 94.5 % and 95.5 %, 6 and 5 Gy.
    assertEquals(5.5, DoseCoverage.d95(doses(100)), 1e-12);
    // 10 voxels: 95 % is the middle of the coldest.
    assertEquals(1, DoseCoverage.d95(doses(10)), 1e-12);
  }

  @Test
  void d95OfFewVoxelsIsTheColdest() {
    assertEquals(1, DoseCoverage.d95(doses(3)));
    assertEquals(1, DoseCoverage.d95(doses(1)));
  }

  private static double[] doses(int count) {
    return IntStream.rangeClosed(1, count).mapToDouble(i -> count + 1 - i).toArray();
  }
}

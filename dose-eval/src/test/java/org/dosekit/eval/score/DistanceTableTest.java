package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DistanceTableTest {
  @Test
  void binHoldsTheMeanOfWhatFellIntoIt() {
    DistanceTable table = new DistanceTable();
    table.add(10, 20, 1);
    table.add(10.1, 20.1, 3);
    assertEquals(2, table.filledMeans()[DistanceTable.bin(10, 20)]);
  }

  @Test
  void emptyBinTakesTheNearestFilledOne() {
    DistanceTable table = new DistanceTable();
    table.add(0, 0, 5);
    table.add(90, 90, 7);
    float[] means = table.filledMeans();
    assertEquals(5, means[DistanceTable.bin(12, 6)]);
    assertEquals(7, means[DistanceTable.bin(80, 99)]);
    assertEquals(5, means[DistanceTable.bin(-1000, -1000)]);
  }

  @Test
  void infiniteDistanceIsTheFarthestBin() {
    assertEquals(
        DistanceTable.bin(0, DistanceTable.FARTHEST_MM),
        DistanceTable.bin(0, Double.POSITIVE_INFINITY));
    assertEquals(
        DistanceTable.bin(DistanceTable.NEAREST_MM, 0),
        DistanceTable.bin(Double.NEGATIVE_INFINITY, 0));
  }

  @Test
  void axesAreNotExchanged() {
    assertNotEquals(DistanceTable.bin(10, 40), DistanceTable.bin(40, 10));
  }

  @Test
  void tableWithoutAnythingHasNoMeans() {
    assertThrows(IllegalStateException.class, () -> new DistanceTable().filledMeans());
  }
}

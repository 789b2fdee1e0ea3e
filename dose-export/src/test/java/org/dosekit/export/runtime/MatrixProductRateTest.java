package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MatrixProductRateTest {
  @Test
  void rateIsTwiceTheCubeOfTheSizeInItsTime() {
    assertEquals(2, new MatrixProductRate(1000, 1).gigaflops(), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> new MatrixProductRate(10, 0));
  }

  @Test
  void productIsComputedAndRightOnAnyMachine() {
    assertTrue(MatrixProductRate.measure(1, 96, 2).gigaflops() > 0);
  }
}

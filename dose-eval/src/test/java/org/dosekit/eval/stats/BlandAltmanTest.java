package org.dosekit.eval.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BlandAltmanTest {
  /** Peak expiratory flow in l/min, first measurements; table 1 of Bland and Altman 1986. */
  private static final double[] WRIGHT = {
    494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427
  };

  private static final double[] MINI_WRIGHT = {
    512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451
  };

  /**
   * The paper: mean difference -2.1, s 38.8, limits -79.7 and 75.5 (with 2 for 1.96); intervals
   * -22.0 to 17.8, -114.3 to -45.1 and 40.9 to 110.1.
   */
  @Test
  void peakFlowMetersAsPublished() {
    BlandAltman agreement = BlandAltman.of(WRIGHT, MINI_WRIGHT);
    assertEquals(17, agreement.pairs());
    assertEquals(-2.1, agreement.bias(), 0.05);
    assertEquals(38.8, agreement.std(), 0.05);
    double between1_96And2 = (2 - 1.96) * 38.8 + 0.2;
    assertEquals(-79.7, agreement.limits().low(), between1_96And2);
    assertEquals(75.5, agreement.limits().high(), between1_96And2);
    assertEquals(-22.0, agreement.biasInterval().low(), 0.1);
    assertEquals(17.8, agreement.biasInterval().high(), 0.1);
    assertEquals(-114.3, agreement.lowLimitInterval().low(), between1_96And2);
    assertEquals(-45.1, agreement.lowLimitInterval().high(), between1_96And2);
    assertEquals(40.9, agreement.highLimitInterval().low(), between1_96And2);
    assertEquals(110.1, agreement.highLimitInterval().high(), between1_96And2);
  }

  @Test
  void limitsAreOnePointNineSixStandardDeviationsAway() {
    BlandAltman agreement = BlandAltman.ofDifferences(-1, 0, 1);
    assertEquals(1, agreement.std());
    assertEquals(1.959964, agreement.limits().high(), 1e-6);
    assertEquals(-1.959964, agreement.limits().low(), 1e-6);
    // Student's t of 2 degrees of freedom, 97.5 %: 4.302653.
    assertEquals(4.302653 / Math.sqrt(3), agreement.biasInterval().high(), 1e-6);
    assertEquals(4.302653 + 1.959964, agreement.highLimitInterval().high(), 1e-6);
  }

  @Test
  void tooFewUnequalOrNotFiniteAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> BlandAltman.ofDifferences(1, 2));
    assertThrows(IllegalArgumentException.class, () -> BlandAltman.ofDifferences(1, 2, 1 / 0.0));
    assertThrows(
        IllegalArgumentException.class, () -> BlandAltman.of(WRIGHT, new double[] {1, 2, 3}));
  }
}

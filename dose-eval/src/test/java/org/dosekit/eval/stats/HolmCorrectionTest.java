package org.dosekit.eval.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HolmCorrectionTest {
  /** statsmodels, multipletests(p, method='holm'). */
  @Test
  void asInStatsmodels() {
    assertArrayEquals(
        new double[] {0.05, 0.12, 0.12, 0.03, 0.0007, 0.2, 0.12},
        HolmCorrection.adjusted(0.01, 0.04, 0.03, 0.005, 0.0001, 0.2, 0.06),
        1e-15);
  }

  /** Without the running maximum, as in the original project, 0.04 would pass before 0.03. */
  @Test
  void aLargerPValueNeverEndsSmaller() {
    assertArrayEquals(new double[] {0.06, 0.06}, HolmCorrection.adjusted(0.03, 0.04), 1e-15);
  }

  @Test
  void aProbabilityStaysOne() {
    assertArrayEquals(new double[] {1, 1, 1}, HolmCorrection.adjusted(0.5, 0.9, 1));
  }

  @Test
  void oneTestIsNotCorrectedAndNoneGivesNone() {
    assertArrayEquals(new double[] {0.04}, HolmCorrection.adjusted(0.04));
    assertArrayEquals(new double[0], HolmCorrection.adjusted());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void whatIsNoProbabilityIsRefused(double p) {
    assertThrows(IllegalArgumentException.class, () -> HolmCorrection.adjusted(0.5, p));
  }
}

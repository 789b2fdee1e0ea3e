package org.dosekit.eval.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CaseStatisticsTest {
  private static final Bootstrap BOOTSTRAP = Bootstrap.ofSeed(1);

  /** NumPy 2.4.6: mean, std(ddof=1), percentile(25, 50, 75) of Darwin's maize. */
  @Test
  void asInNumPy() {
    double[] values = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};
    CaseStatistics statistics = CaseStatistics.of(values, BOOTSTRAP);
    assertEquals(15, statistics.count());
    assertEquals(20.933333333333334, statistics.mean(), 1e-12);
    assertEquals(37.7443783262898, statistics.std().orElseThrow(), 1e-12);
    assertEquals(24, statistics.median());
    assertEquals(new Interval(11, 45), statistics.quartiles());
    assertEquals(BOOTSTRAP.ofMean(values), statistics.meanInterval().orElseThrow());
    assertEquals(6, values[0], "the values are not sorted in place");
  }

  @Test
  void oneCaseHasNoSpread() {
    CaseStatistics statistics = CaseStatistics.of(new double[] {2.5}, BOOTSTRAP);
    assertEquals(2.5, statistics.mean());
    assertEquals(2.5, statistics.median());
    assertTrue(statistics.std().isEmpty() && statistics.meanInterval().isEmpty());
  }

  @Test
  void noCaseAndNotANumberAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> CaseStatistics.of(new double[0], BOOTSTRAP));
    assertThrows(
        IllegalArgumentException.class,
        () -> CaseStatistics.of(new double[] {1, Double.NaN}, BOOTSTRAP));
  }
}

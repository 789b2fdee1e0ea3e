package org.dosekit.eval.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.dosekit.eval.stats.PairedComparison.Refused;
import org.dosekit.eval.stats.PairedComparison.Tested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedComparisonTest {
  private static final Bootstrap BOOTSTRAP = Bootstrap.ofSeed(7).withResamples(500);

  /** Darwin's maize, differences in height; the example in SciPy's documentation of wilcoxon. */
  private static final double[] DARWIN = {
    6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75
  };

  /** SciPy's documentation: statistic 24 (the smaller rank sum, of 120), p 0.041259765625. */
  @Test
  void darwinsMaizeAsInSciPysDocumentation() {
    Tested tested = tested(DARWIN, new double[DARWIN.length]);
    assertEquals(120 - 24, tested.positiveRankSum());
    assertEquals(0.041259765625, tested.pValue(), 1e-15);
    assertTrue(tested.exact());
    // Mean and standard deviation (n - 1) by NumPy 2.4.6.
    assertEquals(20.933333333333334, tested.meanDifference(), 1e-12);
    assertEquals(0.5546079777065185, tested.cohensDz().orElseThrow(), 1e-14);
    assertEquals((96 - 24) / 120.0, tested.rankBiserial(), 1e-15);
  }

  /**
   * Hollander and Wolfe (1973), 29f: Hamilton depression scale before and after treatment; R's help
   * of wilcox.test prints V = 40, p-value = 0.01953 for the one-sided test.
   */
  @Test
  void hollanderAndWolfesDepressionScaleAsInR() {
    double[] before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    double[] after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    Tested tested = tested(before, after);
    assertEquals(40, tested.positiveRankSum());
    assertEquals(2 * 0.01953, tested.pValue(), 1e-5);
  }

  /** The example in Pingouin's documentation of wilcoxon: W-val 20.5, RBC -0.378788. */
  @Test
  void rankBiserialAsInPingouinsDocumentation() {
    double[] x = {20, 22, 19, 20, 22, 18, 24, 20, 19, 24, 26, 13};
    double[] y = {38, 37, 33, 29, 14, 12, 20, 22, 17, 25, 26, 16};
    Tested tested = tested(x, y);
    assertEquals(-0.378788, tested.rankBiserial(), 1e-6);
    assertEquals(11, tested.differing());
    assertEquals(12, tested.pairs());
  }

  /** SciPy 1.17.1: wilcoxon(d, zero_method='wilcox', method='asymptotic', correction=True). */
  @Test
  void tiesAndEqualPairsAsWilcoxonsMethodInSciPy() {
    double[] d = {1, 1, 2, -1, 3, 0, 0, 4, 2, -2, 5, 3};
    Tested tested = tested(d, new double[d.length]);
    assertEquals(0.04030513050073345, tested.pValue(), 1e-12);
    assertFalse(tested.exact());
  }

  /** SciPy 1.17.1: wilcoxon(d, method='asymptotic', correction=True). */
  @Test
  void tiesAloneAsInSciPy() {
    double[] d = {1.5, 2.5, -0.5, 1.5, 3.5, -2.5, 4.5, 5.5};
    Tested tested = tested(d, new double[d.length]);
    assertEquals(0.09209091592891183, tested.pValue(), 1e-12);
    assertFalse(tested.exact());
  }

  /** The smallest two-sided p of n pairs is 2/2^n: all differences of one sign. */
  @Test
  void sixPairsOfOneSignGiveTheSmallestPValue() {
    Tested tested = tested(new double[] {1, 2, 3, 4, 5, 6}, new double[6]);
    assertEquals(2 / 64.0, tested.pValue(), 1e-15);
    assertEquals(1, tested.rankBiserial());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void fewerThanSixPairsAreRefusedWithTheReason(int pairs) {
    double[] values = new SplittableRandom(3).doubles(pairs).toArray();
    Refused refused =
        assertInstanceOf(Refused.class, PairedComparison.of(values, new double[pairs], BOOTSTRAP));
    assertEquals(pairs, refused.pairs());
    assertTrue(refused.reason().startsWith(pairs + " cases in both; at least 6"));
  }

  @Test
  void fewerThanSixPairsThatDifferAreRefusedWithTheReason() {
    double[] a = {1, 2, 3, 4, 5, 6, 7, 8};
    double[] b = {2, 3, 4, 5, 6, 6, 7, 8};
    Refused refused = assertInstanceOf(Refused.class, PairedComparison.of(a, b, BOOTSTRAP));
    assertTrue(refused.reason().startsWith("5 of 8 cases differ"), refused.reason());
    assertInstanceOf(Refused.class, PairedComparison.of(a, a, BOOTSTRAP));
  }

  /** 0.3 - 0.2 and 0.2 - 0.1 are not the same double. */
  @Test
  void roundingNeitherBreaksTiesNorMakesADifference() {
    double[] a = {0.3, 0.2, 0.5, 0.9, 0.1, 0.7, 0.3, 0.1 + 0.2};
    double[] b = {0.2, 0.1, 0.3, 0.4, 0.4, 0.6, 0.7, 0.3};
    double[] tenths = {1, 1, 2, 5, -3, 1, -4, 0};
    assertEquals(tested(tenths, new double[8]).pValue(), tested(a, b).pValue(), 1e-15);
    assertEquals(7, tested(a, b).differing());
  }

  @Test
  void equalDifferencesHaveNoStandardisedSize() {
    double[] a = {1.1, 2.1, 3.1, 4.1, 5.1, 6.1, 7.1};
    double[] b = {1, 2, 3, 4, 5, 6, 7};
    assertEquals(OptionalDouble.empty(), tested(a, b).cohensDz());
  }

  @Test
  void swappingTheExperimentsTurnsEverySign() {
    double[] b = new SplittableRandom(9).doubles(DARWIN.length, -40, 40).toArray();
    Tested forward = tested(DARWIN, b);
    Tested backward = tested(b, DARWIN);
    assertEquals(forward.pValue(), backward.pValue(), 1e-14);
    assertEquals(forward.meanDifference(), -backward.meanDifference(), 1e-12);
    assertEquals(forward.rankBiserial(), -backward.rankBiserial(), 1e-12);
    assertEquals(forward.cohensDz().orElseThrow(), -backward.cohensDz().orElseThrow(), 1e-12);
  }

  @Test
  void casesThatDoNotDifferChangeNoPValue() {
    double[] withEqual = Arrays.copyOf(DARWIN, DARWIN.length + 9);
    Tested tested = tested(withEqual, new double[withEqual.length]);
    assertEquals(0.041259765625, tested.pValue(), 1e-15);
    assertEquals(0.6, tested.rankBiserial(), 1e-15);
    assertEquals(24, tested.pairs());
    assertEquals(15, tested.differing());
  }

  @Test
  void aHundredPairsAreStillExact() {
    double[] a = new SplittableRandom(11).doubles(100, -1, 2).toArray();
    assertTrue(tested(a, new double[100]).exact());
  }

  @Test
  void lengthsThatDifferAndValuesThatAreNotFiniteAreRefused() {
    double[] bad = DARWIN.clone();
    bad[3] = Double.NaN;
    double[] zeros = new double[DARWIN.length];
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedComparison.of(DARWIN, new double[3], BOOTSTRAP));
    assertThrows(IllegalArgumentException.class, () -> PairedComparison.of(bad, zeros, BOOTSTRAP));
    assertThrows(IllegalArgumentException.class, () -> PairedComparison.of(zeros, bad, BOOTSTRAP));
  }

  private static Tested tested(double[] a, double[] b) {
    return assertInstanceOf(
        Tested.class,
        PairedComparison.of(a, b, BOOTSTRAP),
        () -> Arrays.toString(a) + " against " + Arrays.toString(b));
  }
}

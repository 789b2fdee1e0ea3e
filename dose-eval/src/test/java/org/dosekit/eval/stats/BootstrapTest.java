package org.dosekit.eval.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
  private static final double[] DARWIN = {
    6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75
  };

  /**
   * SciPy 1.17.1, bootstrap(method='BCa', n_resamples=200000), three seeds: -1.667 to -1.600 and
   * 36.267 to 36.400. The percentile interval is 1.4 to 38.1.
   */
  @Test
  void skewedDifferencesAsSciPysBca() {
    Interval interval = Bootstrap.ofSeed(1).withResamples(200_000).ofMean(DARWIN);
    assertEquals(-1.63, interval.low(), 0.2);
    assertEquals(36.33, interval.high(), 0.2);
  }

  /** SciPy 1.17.1, 400000 resamples, three seeds: 1.0877 to 1.0890 and 1.7619 to 1.7638. */
  @Test
  void aSampleToTheOtherSideAsSciPysBca() {
    double[] values = {
      1.413, 2.274, 1.392, 0.272, 2.473, 1.563, 0.585, 1.788, 1.44, 1.342, 1.029, 1.728
    };
    Interval interval = Bootstrap.ofSeed(2).withResamples(200_000).ofMean(values);
    assertEquals(1.0883, interval.low(), 0.006);
    assertEquals(1.7628, interval.high(), 0.006);
  }

  /** 95 % by definition; BCa of 25 normal values covers a little less. 600 studies: std 1 %. */
  @Test
  void theTrueMeanIsInsideAsOftenAsPromised() {
    Random random = new Random(4);
    int inside = 0;
    for (int study = 0; study < 600; study++) {
      double[] values = random.doubles(25).map(u -> 3 + random.nextGaussian()).toArray();
      Interval interval = Bootstrap.ofSeed(study).withResamples(500).ofMean(values);
      inside += interval.low() <= 3 && 3 <= interval.high() ? 1 : 0;
    }
    assertTrue(inside > 0.90 * 600 && inside < 0.98 * 600, inside + " of 600");
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndAnotherAnother() {
    assertEquals(Bootstrap.ofSeed(5).ofMean(DARWIN), Bootstrap.ofSeed(5).ofMean(DARWIN));
    assertNotEquals(
        Bootstrap.ofSeed(5).withResamples(100).ofMean(DARWIN),
        Bootstrap.ofSeed(6).withResamples(100).ofMean(DARWIN));
  }

  @Test
  void moreConfidenceIsAWiderInterval() {
    Interval narrow = Bootstrap.ofSeed(5).withConfidence(0.5).ofMean(DARWIN);
    Interval wide = Bootstrap.ofSeed(5).withConfidence(0.99).ofMean(DARWIN);
    assertTrue(wide.low() < narrow.low() && narrow.high() < wide.high());
  }

  @Test
  void equalValuesHaveNoSpread() {
    assertEquals(new Interval(0.1, 0.1), Bootstrap.ofSeed(1).ofMean(0.1, 0.1, 0.1));
  }

  @Test
  void shiftAndScaleMoveTheInterval() {
    Interval base = Bootstrap.ofSeed(1).ofMean(DARWIN);
    Interval moved =
        Bootstrap.ofSeed(1).ofMean(Arrays.stream(DARWIN).map(v -> 2 * v + 100).toArray());
    assertEquals(2 * base.low() + 100, moved.low(), 1e-9);
    assertEquals(2 * base.high() + 100, moved.high(), 1e-9);
  }

  /** Values that differ by rounding alone, where all resampled means may lie on one side. */
  @Test
  void roundingAloneStillGivesAnInterval() {
    double[] values = new double[12];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == 0 ? Math.nextUp(0.1) : 0.1;
    }
    Interval interval = Bootstrap.ofSeed(1).ofMean(values);
    assertEquals(0.1, interval.low(), 1e-12);
    assertEquals(0.1, interval.high(), 1e-12);
  }

  @Test
  void badValuesAndSettingsAreRefused() {
    Bootstrap bootstrap = Bootstrap.ofSeed(1);
    assertThrows(IllegalArgumentException.class, () -> bootstrap.ofMean(1));
    assertThrows(IllegalArgumentException.class, () -> bootstrap.ofMean(1, Double.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> bootstrap.ofMean(1, Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> bootstrap.withResamples(99));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void confidenceIsBetweenZeroAndOne(double level) {
    Bootstrap bootstrap = Bootstrap.ofSeed(1);
    assertThrows(IllegalArgumentException.class, () -> bootstrap.withConfidence(level));
  }
}

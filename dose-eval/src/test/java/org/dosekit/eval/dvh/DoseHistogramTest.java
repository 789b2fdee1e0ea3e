package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoseHistogramTest {
  @Test
  void binsHoldTheVolumeOfTheirDoses() {
    DoseHistogram histogram =
        DoseVolumeCurve.of(new double[] {0, 0.4, 0.5, 1.2, 1.5}, 1000).histogram(0.5);
    assertEquals(4, histogram.bins());
    double[] expectedCc = {2, 1, 1, 1};
    double[] expectedCumulativeCc = {5, 3, 2, 1};
    for (int bin = 0; bin < 4; bin++) {
      assertEquals(0.5 * bin, histogram.fromGy(bin));
      assertEquals(expectedCc[bin], histogram.volumeCc(bin), 1e-12);
      assertEquals(expectedCumulativeCc[bin], histogram.cumulativeCc(bin), 1e-12);
    }
  }

  @Test
  void binsAddUpToTheStructure() {
    DoseVolumeCurve curve =
        DoseVolumeCurve.of(new SplittableRandom(3).doubles(997, -2, 75).toArray(), 7);
    DoseHistogram histogram = curve.histogram(0.37);
    double sum = 0;
    for (int bin = 0; bin < histogram.bins(); bin++) {
      sum += histogram.volumeCc(bin);
    }
    assertEquals(curve.volumeCc(), sum, 1e-9);
    assertEquals(curve.volumeCc(), histogram.cumulativeCc(0), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-9})
  void senselessWidthsAreRefused(double binWidthGy) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(new double[] {0, 70}, 1);
    assertThrows(IllegalArgumentException.class, () -> curve.histogram(binWidthGy));
  }
}

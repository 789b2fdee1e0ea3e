package org.dosekit.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolume;
import org.dosekit.core.protocol.DoseMetric.DoseStatistic;
import org.dosekit.core.protocol.DoseMetric.DoseToColdest;
import org.dosekit.core.protocol.DoseMetric.GeneralisedEud;
import org.dosekit.core.protocol.DoseMetric.HomogeneityIndex;
import org.dosekit.core.protocol.DoseMetric.Statistic;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.DoseMetric.VolumeBelowDose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoseMetricTest {
  /** The examples of AAPM TG-263 (2018), section 9, and one of every other kind. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "D95%[Gy]", "D2%[%]", "D0.03cc[Gy]", "D2cc[%]", "DC2%[Gy]", "DC700cc[Gy]", "V20Gy[%]",
        "V45Gy[cc]", "V50.4Gy[%]", "V95%[%]", "V100%[cc]", "CV15Gy[cc]", "CV107%[%]", "Mean[Gy]",
        "Median[Gy]", "Max[%]", "Min[Gy]", "gEUD8[Gy]", "gEUD-10[Gy]", "gEUD0.5[%]", "HI"
      })
  void fullNotationIsPrintedAsItWasRead(String label) {
    assertEquals(label, DoseMetric.parse(label).label());
  }

  @ParameterizedTest
  @CsvSource({
    "D95, D95%[Gy]",
    "D95%, D95%[Gy]",
    "D95[%], D95%[%]",
    "D0.03cc, D0.03cc[Gy]",
    "V70, V70Gy[%]",
    "V70[cc], V70Gy[cc]",
    "V70Gy, V70Gy[%]",
    "V45Gycc, V45Gy[cc]",
    "V95%, V95%[%]",
    "CV15Gycc, CV15Gy[cc]",
    "Dmean, Mean[Gy]",
    "Mean, Mean[Gy]",
    "Dmax, Max[Gy]",
    "Dmin[%], Min[%]",
    "Dmedian, Median[Gy]",
    "gEUD8, gEUD8[Gy]",
    "D95.0, D95%[Gy]",
    "D095%[Gy], D95%[Gy]"
  })
  void shortFormsMeanTheirFullForms(String shortForm, String full) {
    assertEquals(DoseMetric.parse(full), DoseMetric.parse(shortForm));
    assertEquals(full, DoseMetric.parse(shortForm).label());
  }

  @Test
  void kindsAreToldApart() {
    assertEquals(
        new DoseAtVolume(95, VolumeUnit.PERCENT, DoseUnit.GY), DoseMetric.parse("D95%[Gy]"));
    assertEquals(new DoseToColdest(2, VolumeUnit.CC, DoseUnit.GY), DoseMetric.parse("DC2cc[Gy]"));
    assertEquals(
        new VolumeAtDose(95, DoseUnit.PERCENT, VolumeUnit.CC), DoseMetric.parse("V95%[cc]"));
    assertEquals(
        new VolumeBelowDose(15, DoseUnit.GY, VolumeUnit.CC), DoseMetric.parse("CV15Gy[cc]"));
    assertEquals(new DoseStatistic(Statistic.MEAN, DoseUnit.GY), DoseMetric.meanGy());
    assertEquals(new GeneralisedEud(-10, DoseUnit.GY), DoseMetric.parse("gEUD-10[Gy]"));
    assertEquals(new HomogeneityIndex(), DoseMetric.parse("HI"));
  }

  @ParameterizedTest
  @CsvSource({
    "D95%[Gy], Gy, false",
    "D95%[%], %, true",
    "V70Gy[%], %, false",
    "V70Gy[cc], cc, false",
    "V95%[%], %, true",
    "CV95%[cc], cc, true",
    "Mean[%], %, true",
    "gEUD2[Gy], Gy, false",
    "HI, '', false"
  })
  void unitIsThatOfTheAnswer(String label, String unit, boolean needsPrescription) {
    assertEquals(unit, DoseMetric.parse(label).unit());
    assertEquals(needsPrescription, DoseMetric.parse(label).needsPrescription());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "D",
        "V",
        "d95",
        "D-1%",
        "D95Gy",
        "D95%[cc]",
        "D95%[cGy]",
        "D95%x",
        "D1e2%",
        "D.5%",
        "V70Gy[Gy]",
        "V70cc",
        "V70Gy[%][%]",
        "V70Gy[cc]cc",
        "V-1Gy",
        "Mean[cc]",
        "mean",
        "gEUD",
        "HI[%]",
        " D95%",
        "D٩٥%",
        "Vmean"
      })
  void otherLabelsAreRefusedByName(String label) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DoseMetric.parse(label));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("metric '" + label + "'"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "D101%, the volume is 0 to 100 %",
    "DC100.1%[Gy], the volume is 0 to 100 %",
    "D0cc, the volume is positive",
    "gEUD0[Gy], the parameter is finite and not 0"
  })
  void numbersOutOfRangeAreRefusedWithTheRange(String label, String range) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DoseMetric.parse(label));
    assertTrue(String.valueOf(e.getMessage()).contains(range), e::getMessage);
  }

  /** 400 digits are infinite as a double. */
  @ParameterizedTest
  @ValueSource(strings = {"D%scc", "V%sGy", "gEUD%s"})
  void endlessNumbersAreRefused(String form) {
    String label = form.replace("%s", "9".repeat(400));
    assertThrows(IllegalArgumentException.class, () -> DoseMetric.parse(label));
  }

  @Test
  void everyNumberReadsBackEqual() {
    SplittableRandom random = new SplittableRandom(263);
    for (int i = 0; i < 1000; i++) {
      double value = random.nextDouble() * Math.pow(10, random.nextInt(-12, 3));
      DoseMetric[] metrics = {
        new DoseAtVolume(value % 100, VolumeUnit.PERCENT, DoseUnit.GY),
        new DoseAtVolume(value, VolumeUnit.CC, DoseUnit.PERCENT),
        new VolumeBelowDose(value, DoseUnit.GY, VolumeUnit.PERCENT),
        new GeneralisedEud(-value, DoseUnit.GY)
      };
      for (DoseMetric metric : metrics) {
        assertEquals(metric, DoseMetric.parse(metric.label()));
      }
    }
    DoseMetric negativeZero = new VolumeAtDose(-0.0, DoseUnit.GY, VolumeUnit.PERCENT);
    assertEquals(negativeZero, DoseMetric.parse(negativeZero.label()));
  }
}

package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoseVolumeCurveTest {
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @EnumSource
  void uniformDoseHasOneValueEverywhere(DvhConvention convention) {
    Grid grid = Grid.axial(GridShape.cube(8), VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    DoseVolumeCurve curve =
        DoseVolumeCurve.of(Volume.filled(grid, 60), Mask.full(grid)).withConvention(convention);
    for (String metric : new String[] {"D98%", "D50%", "D2%", "D0.03cc", "D5cc", "Dmean"}) {
      assertEquals(60, read(curve, metric), metric);
    }
    assertEquals(100, read(curve, "V60Gy"));
    assertEquals(0, read(curve, "V60.001Gy"));
    assertEquals(512 * 0.027, curve.volumeCc(), ROUNDING);
  }

  /** Doses (i + 1/2) Gy of n equal voxels lie on the line D(v) = n - v, v in voxels. */
  @ParameterizedTest
  @CsvSource({"99", "95", "50", "37.7", "5", "0.5"})
  void rampIsReadOnItsLine(double percent) {
    int n = 200;
    double voxelMm3 = 5;
    DoseVolumeCurve curve = DoseVolumeCurve.of(ramp(n), voxelMm3);
    double voxels = n * percent / 100;
    assertEquals(n - voxels, curve.doseAtVolumePercentGy(percent), 1e-9);
    assertEquals(n - voxels, curve.doseAtVolumeCcGy(voxels * voxelMm3 / 1000).orElseThrow(), 1e-9);
  }

  @Test
  void endsAreClampedToTheExtremeVoxels() {
    DoseVolumeCurve curve = DoseVolumeCurve.of(ramp(10), 1000);
    assertEquals(0.5, curve.doseAtVolumePercentGy(100));
    assertEquals(9.5, curve.doseAtVolumePercentGy(0));
    assertEquals(9.5, curve.doseAtVolumeCcGy(0.03).orElseThrow());
    assertEquals(0.5, curve.doseAtVolumeCcGy(10).orElseThrow());
  }

  /** A cap of height h of a sphere of radius r has the volume pi h^2 (3 r - h) / 3. */
  @ParameterizedTest
  @CsvSource({"1.5", "4", "9", "12", "17", "21"})
  void sphereInAGradientFollowsTheVolumeOfItsCap(double heightMm) {
    double radiusMm = 12;
    double capCc = Math.PI * heightMm * heightMm * (3 * radiusMm - heightMm) / 3 / 1000;
    double expectedGy = 16 + radiusMm - heightMm;
    // A tenth of a voxel: what is left of its 0.5 mm once many boundary voxels average.
    assertEquals(expectedGy, sphereInGradient().doseAtVolumeCcGy(capCc).orElseThrow(), 0.05);
  }

  @Test
  void percentilesAgreeWithNumPy() throws IOException {
    JsonObject golden = resource("numpy-percentiles.json");
    DoseVolumeCurve curve = DoseVolumeCurve.of(golden.numbers("doses_gy"), 10);
    double[] percents = golden.numbers("volume_percent");
    for (int i = 0; i < percents.length; i++) {
      assertEquals(
          golden.numbers("hazen")[i], curve.doseAtVolumePercentGy(percents[i]), ROUNDING * 100);
      assertEquals(
          golden.numbers("linear")[i],
          curve.withConvention(DvhConvention.OPENKBP).doseAtVolumePercentGy(percents[i]),
          ROUNDING * 100);
      assertEquals(
          golden.numbers("lower")[i],
          curve
              .withConvention(DvhConvention.NEAREST_RANK_LOWER)
              .doseAtVolumePercentGy(percents[i]));
    }
  }

  /**
   * A tenth of a cc is 2.5 voxels of 40 mm^3: 2; 3.5 of 28.57 mm^3: 4; a quarter of 400 mm^3: 1.
   */
  @ParameterizedTest
  @CsvSource({"40, 2", "28.571428571428573, 4", "400, 1", "10, 10"})
  void openKbpRoundsATenthOfACcHalfToEvenAndToAtLeastAVoxel(double voxelMm3, int voxels) {
    int n = 51;
    double atRank = (n - 1) * (1 - (double) voxels / n);
    DoseVolumeCurve curve =
        DoseVolumeCurve.of(ramp(n), voxelMm3).withConvention(DvhConvention.OPENKBP);
    assertEquals(0.5 + atRank, curve.doseAtVolumeCcGy(0.1).orElseThrow(), 1e-9);
  }

  @ParameterizedTest
  @EnumSource
  void singleVoxelGivesItsDoseToEveryMetricItIsLargeEnoughFor(DvhConvention convention) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(new double[] {42}, 90).withConvention(convention);
    for (String metric : new String[] {"D98%", "D2%", "D0.03cc", "Dmean", "Dmax", "Dmin"}) {
      assertEquals(42, read(curve, metric), metric);
    }
  }

  @ParameterizedTest
  @EnumSource
  void volumeLargerThanTheStructureIsFlaggedAndHasNoValue(DvhConvention convention) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(ramp(4), 90).withConvention(convention);
    MetricValue tooLarge = curve.value(DoseMetric.parse("D2cc"));
    assertTrue(tooLarge.volumeExceedsStructure());
    assertTrue(tooLarge.value().isEmpty());
    assertFalse(curve.value(DoseMetric.parse("D0.1cc")).volumeExceedsStructure());
  }

  /** 0.3 cc are 3 voxels of 100 mm^3, though 0.3 * 1000 / 100 exceeds 3 in double. */
  @ParameterizedTest
  @EnumSource
  void wholeVolumeOfTheStructureIsNotTooMuch(DvhConvention convention) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(ramp(3), 100).withConvention(convention);
    assertEquals(0.5, curve.doseAtVolumeCcGy(0.1 + 0.2).orElseThrow(), 1e-9);
  }

  @ParameterizedTest
  @EnumSource
  void doseNeverRisesWithVolumeNorVolumeWithDose(DvhConvention convention) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(random(331), 7).withConvention(convention);
    double previousGy = Double.POSITIVE_INFINITY;
    for (double percent = 0; percent <= 100; percent += 0.25) {
      double doseGy = curve.doseAtVolumePercentGy(percent);
      assertTrue(doseGy <= previousGy, percent + " %");
      previousGy = doseGy;
    }
    double previousPercent = 100;
    for (double doseGy = 0; doseGy <= 80; doseGy += 0.1) {
      double percent = curve.volumePercentAtDose(doseGy);
      assertTrue(percent <= previousPercent, doseGy + " Gy");
      previousPercent = percent;
    }
  }

  @Test
  void volumeAtTheDoseOfAVolumeIsThatVolumeWithinAVoxel() {
    int n = 331;
    DoseVolumeCurve curve = DoseVolumeCurve.of(random(n), 7);
    for (double percent = 0; percent <= 100; percent += 0.5) {
      double back = curve.volumePercentAtDose(curve.doseAtVolumePercentGy(percent));
      assertEquals(percent, back, 100.0 / n, percent + " %");
    }
  }

  @Test
  void orderOfVoxelsDoesNotChangeABit() {
    double[] doses = random(1000);
    double[] reversed = new double[doses.length];
    for (int i = 0; i < doses.length; i++) {
      reversed[i] = doses[doses.length - 1 - i];
    }
    DoseVolumeCurve one = DoseVolumeCurve.of(doses, 7);
    DoseVolumeCurve other = DoseVolumeCurve.of(reversed, 7);
    for (String metric : new String[] {"D98%", "D0.1cc", "Dmean", "V33Gy", "V33Gycc"}) {
      assertEquals(read(one, metric), read(other, metric), metric);
    }
  }

  @Test
  void volumeAtADoseCountsVoxelsOfExactlyThatDose() {
    DoseVolumeCurve curve = DoseVolumeCurve.of(new double[] {70, 69.999, 70.001, 0}, 500);
    assertEquals(50, read(curve, "V70Gy"));
    assertEquals(1, read(curve, "V70Gycc"));
  }

  @Test
  void onlyVoxelsOfTheStructureCount() {
    Grid grid = Grid.axial(GridShape.cube(4), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
    float[] dose = new float[64];
    dose[5] = 3;
    dose[6] = 5;
    dose[7] = 1000;
    DoseVolumeCurve curve =
        DoseVolumeCurve.of(Volume.of(grid, dose), Mask.where(grid, i -> i == 5 || i == 6));
    assertEquals(2, curve.voxels());
    assertEquals(4, curve.meanGy());
    assertEquals(5, curve.maxGy());
  }

  @Test
  void onePlaceAVoxelIsItsCentre() {
    Volume dose = AnalyticShape.doseGy(2, true);
    Mask cone = AnalyticShape.CONE.voxels(2);
    DoseVolumeCurve curve = DoseVolumeCurve.ofSubsampled(dose, cone, 1);
    DoseVolumeCurve centres = DoseVolumeCurve.of(dose, cone);
    for (double percent = 1; percent < 100; percent++) {
      assertEquals(
          centres.doseAtVolumePercentGy(percent), curve.doseAtVolumePercentGy(percent), 1e-9);
    }
    assertEquals(centres.volumeCc(), curve.volumeCc(), 1e-9);
  }

  /** 27 places over the voxel of one dose rise by thirds of it. */
  @Test
  void placesSpreadOverTheThicknessOfALayer() {
    Volume dose = AnalyticShape.doseGy(2, true);
    Grid grid = dose.grid();
    int middle = grid.shape().index(8, 8, 8);
    Mask voxel = Mask.where(grid, i -> i == middle);
    DoseVolumeCurve curve = DoseVolumeCurve.ofSubsampled(dose, voxel, 3);
    double centreGy = dose.data()[middle];
    assertEquals(centreGy - 2 / 3.0, curve.minGy(), 1e-5);
    assertEquals(centreGy + 2 / 3.0, curve.maxGy(), 1e-5);
    assertEquals(centreGy, curve.meanGy(), 1e-5);
    assertEquals(grid.voxelVolumeCc(), curve.volumeCc(), 1e-8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 17})
  void senselessNumbersOfPlacesAreRefused(int perAxis) {
    Volume dose = AnalyticShape.doseGy(2, true);
    Mask cone = AnalyticShape.CONE.voxels(2);
    assertThrows(
        IllegalArgumentException.class, () -> DoseVolumeCurve.ofSubsampled(dose, cone, perAxis));
  }

  @Test
  void unusableDosesAreRefused() {
    assertThrows(DoseDataException.class, () -> DoseVolumeCurve.of(new double[0], 1));
    assertThrows(
        DoseDataException.class, () -> DoseVolumeCurve.of(new double[] {1, Double.NaN}, 1));
    assertThrows(
        DoseDataException.class,
        () -> DoseVolumeCurve.of(new double[] {Double.NEGATIVE_INFINITY, 1}, 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void senselessVoxelVolumesAndPrescriptionsAreRefused(double value) {
    double[] doses = {1, 2};
    assertThrows(IllegalArgumentException.class, () -> DoseVolumeCurve.of(doses, value));
    DoseVolumeCurve curve = DoseVolumeCurve.of(doses, 1);
    assertThrows(IllegalArgumentException.class, () -> curve.withPrescriptionGy(value));
    assertThrows(IllegalArgumentException.class, () -> curve.doseAtVolumeCcGy(value));
    assertThrows(IllegalArgumentException.class, () -> curve.doseToColdestCcGy(value));
  }

  /** A ramp of 200 voxels of 5 mm^3 from 0.5 to 199.5 Gy: 1 cc, a voxel a Gy. */
  @ParameterizedTest
  @CsvSource({
    "D95%[Gy], 10",
    "DC5%[Gy], 10",
    "DC0.05cc[Gy], 10",
    "D0.05cc[Gy], 190",
    "V150Gy[%], 25",
    "V150Gy[cc], 0.25",
    "CV150Gy[%], 75",
    "CV150Gy[cc], 0.75",
    "Mean[Gy], 100",
    "Median[Gy], 100",
    "Max[Gy], 199.5",
    "Min[Gy], 0.5",
    "gEUD1[Gy], 100",
    "HI, 1.92",
    "D95%[%], 5",
    "V75%[%], 25",
    "V75%[cc], 0.25",
    "Mean[%], 50",
    "gEUD1[%], 50"
  })
  void everyKindOfMetricIsRead(String metric, double expected) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(ramp(200), 5).withPrescriptionGy(200);
    assertEquals(expected, read(curve, metric), 1e-9);
    assertTrue(curve.value(DoseMetric.parse(metric)).flags().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"D95%[%]", "DC2%[%]", "V95%[%]", "CV95%[cc]", "Mean[%]", "gEUD8[%]"})
  void percentOfAPrescriptionThatIsNotThereIsFlagged(String metric) {
    MetricValue value = DoseVolumeCurve.of(ramp(4), 90).value(DoseMetric.parse(metric));
    assertEquals(Set.of(MetricFlag.NO_PRESCRIPTION), value.flags());
    assertTrue(value.value().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "D0.03cc, true",
    "D0.09cc, false",
    "D1%, true",
    "D100%, false",
    "D0%, false",
    "DC0.03cc, true",
    "DC0%, false",
    "Max, false",
    "V70, false"
  })
  void volumeOfLessThanAVoxelIsAnsweredAndFlagged(String metric, boolean flagged) {
    MetricValue value = DoseVolumeCurve.of(ramp(4), 90).value(DoseMetric.parse(metric));
    assertEquals(flagged, value.is(MetricFlag.VOLUME_BELOW_ONE_VOXEL));
    assertTrue(value.value().isPresent());
  }

  /** By hand: ((1^2 + 2^2 + 3^2 + 4^2) / 4)^(1/2), and the harmonic mean of the same. */
  @Test
  void equivalentUniformDoseIsItsFormula() {
    DoseVolumeCurve curve = DoseVolumeCurve.of(new double[] {1, 2, 3, 4}, 10);
    assertEquals(Math.sqrt(30 / 4.0), curve.generalisedEudGy(2).orElseThrow(), 1e-12);
    assertEquals(4 / (1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0), eud(curve, -1), 1e-12);
    assertEquals(curve.meanGy(), eud(curve, 1), 1e-12);
  }

  /** Against the formula with Java's pow. */
  @ParameterizedTest
  @ValueSource(doubles = {-64, -13, -2, 3, 8, 12.5, 64, 65})
  void equivalentUniformDoseAgreesWithPow(double a) {
    double[] doses = random(500);
    double sum = 0;
    for (double dose : doses) {
      sum += Math.pow(dose, a);
    }
    double expected = Math.pow(sum / doses.length, 1 / a);
    assertEquals(expected, eud(DoseVolumeCurve.of(doses, 10), a), 1e-10 * expected);
  }

  @Test
  void equivalentUniformDoseTendsToTheExtremesAndRisesWithTheParameter() {
    DoseVolumeCurve curve = DoseVolumeCurve.of(random(200), 10);
    assertEquals(curve.maxGy(), eud(curve, 5000), 0.1);
    assertEquals(curve.minGy(), eud(curve, -5000), 0.1);
    double previous = 0;
    for (double a : new double[] {-300, -10, -1, 0.1, 1, 3, 20, 300}) {
      assertTrue(eud(curve, a) >= previous, () -> "a = " + a);
      previous = eud(curve, a);
    }
  }

  @Test
  void coldSpotOfZeroEndsANegativeExponentAndNoDoseIsNoDose() {
    assertEquals(0, eud(DoseVolumeCurve.of(new double[] {0, 70}, 10), -10));
    assertEquals(0, eud(DoseVolumeCurve.of(new double[] {0, 0}, 10), 8));
    DoseVolumeCurve curve = DoseVolumeCurve.of(ramp(3), 10);
    for (double a : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> curve.generalisedEudGy(a));
    }
  }

  @Test
  void negativeDosesAreCountedAsTheyAreAndFlagged() {
    DoseVolumeCurve curve = DoseVolumeCurve.of(new double[] {-1, 3}, 10);
    MetricValue mean = curve.value(DoseMetric.meanGy());
    assertEquals(1, mean.value().orElseThrow());
    assertEquals(Set.of(MetricFlag.NEGATIVE_DOSE), mean.flags());
    MetricValue eud = curve.value(DoseMetric.parse("gEUD8"));
    assertTrue(eud.value().isEmpty());
    assertTrue(eud.is(MetricFlag.UNDEFINED));
  }

  @Test
  void homogeneityOfAStructureWithoutDoseIsUndefined() {
    MetricValue value =
        DoseVolumeCurve.of(new double[] {0, 0, 0, 9}, 10).value(DoseMetric.parse("HI"));
    assertTrue(value.value().isEmpty());
    assertTrue(value.is(MetricFlag.UNDEFINED));
  }

  @Test
  void valueAndFlagsMustAgree() {
    DoseMetric metric = DoseMetric.meanGy();
    assertThrows(
        IllegalArgumentException.class,
        () -> new MetricValue(metric, OptionalDouble.empty(), Set.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MetricValue(metric, OptionalDouble.of(1), Set.of(MetricFlag.UNDEFINED)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MetricValue(metric, OptionalDouble.of(Double.NaN), Set.of()));
  }

  /**
   * 1 Gy/mm and 16 Gy at the centre of a sphere of 12 mm (Nelms et al. 2015). The gradient is
   * oblique to all lattice planes: along an axis, whole layers of voxels would share a dose.
   */
  static DoseVolumeCurve sphereInGradient() {
    double stepMm = 0.5;
    int n = 50;
    double centre = (n - 1) / 2.0;
    double norm = Math.sqrt(1 + 2 + Math.PI * Math.PI);
    Grid grid = Grid.axial(GridShape.cube(n), VoxelSpacing.isotropic(stepMm), PatientPoint.ORIGIN);
    float[] dose = new float[grid.voxelCount()];
    BitSet sphere = new BitSet();
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        for (int z = 0; z < n; z++) {
          double yMm = (y - centre) * stepMm;
          double xMm = (x - centre) * stepMm;
          double zMm = (z - centre) * stepMm;
          int index = grid.shape().index(y, x, z);
          dose[index] = (float) (16 + (xMm + Math.sqrt(2) * yMm + Math.PI * zMm) / norm);
          sphere.set(index, yMm * yMm + xMm * xMm + zMm * zMm <= 144);
        }
      }
    }
    return DoseVolumeCurve.of(Volume.of(grid, dose), Mask.of(grid, sphere));
  }

  private static double eud(DoseVolumeCurve curve, double a) {
    return curve.generalisedEudGy(a).orElseThrow();
  }

  private static double read(DoseVolumeCurve curve, String metric) {
    return curve.value(DoseMetric.parse(metric)).value().orElseThrow();
  }

  private static double[] ramp(int n) {
    double[] doses = new double[n];
    for (int i = 0; i < n; i++) {
      doses[i] = i + 0.5;
    }
    return doses;
  }

  private static double[] random(int n) {
    return new SplittableRandom(11).doubles(n, 0, 75).toArray();
  }

  private static JsonObject resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DoseVolumeCurveTest.class.getResourceAsStream(name))) {
      return JsonObject.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

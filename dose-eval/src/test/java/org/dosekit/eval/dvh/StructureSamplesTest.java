package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.structure.Contour;
import org.dosekit.core.structure.Contours;
import org.dosekit.core.structure.EndCaps;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.PartialMask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a curve's samples come from: whole and partial voxels, other grids, contours. */
class StructureSamplesTest {
  private static final Grid GRID =
      Grid.axial(new GridShape(5, 5, 5), VoxelSpacing.isotropic(10), PatientPoint.ORIGIN);

  /** Volumes 0.25, 1 and 0.5 cc at 10, 20 and 30 Gy: the middles lie at 0.25, 1 and 1.625 cc. */
  @Test
  void partialVoxelsStandAtTheMiddleOfTheirVolumes() {
    DoseVolumeCurve curve = partial(new float[] {20, 10, 30}, new float[] {1, 0.25f, 0.5f});
    assertEquals(1.75, curve.volumeCc(), 1e-12);
    assertEquals((20 + 2.5 + 15) / 1.75, curve.meanGy(), 1e-12);
    assertEquals(30, curve.doseAtVolumeCcGy(0.2).orElseThrow());
    assertEquals(30, curve.doseAtVolumeCcGy(0.25).orElseThrow());
    assertEquals(20, curve.doseAtVolumeCcGy(1).orElseThrow(), 1e-12);
    assertEquals(25, curve.doseAtVolumeCcGy(0.625).orElseThrow(), 1e-12);
    assertEquals(15, curve.doseAtVolumeCcGy(1.3125).orElseThrow(), 1e-12);
    assertEquals(10, curve.doseAtVolumeCcGy(1.7).orElseThrow());
    assertEquals(10, curve.doseToColdestCcGy(0.125).orElseThrow(), 1e-9);
    assertEquals(15, curve.doseToColdestCcGy(0.4375).orElseThrow(), 1e-9);
    assertEquals(1.5, curve.volumeCcAtDose(20), 1e-12);
    assertEquals(100 * 0.5 / 1.75, curve.volumePercentAtDose(20.5), 1e-12);
    assertEquals(100, curve.volumePercentAtDose(10));
    assertEquals(0, curve.volumePercentAtDose(30.5));
  }

  @Test
  void voxelCountingConventionsRefusePartialVoxels() {
    DoseVolumeCurve curve = partial(new float[] {20, 10, 30}, new float[] {1, 0.25f, 0.5f});
    for (DvhConvention counting :
        List.of(DvhConvention.OPENKBP, DvhConvention.NEAREST_RANK_LOWER)) {
      assertThrows(IllegalArgumentException.class, () -> curve.withConvention(counting));
    }
  }

  @Test
  void wholeFractionsGiveTheCurveOfWholeVoxels() {
    SplittableRandom random = new SplittableRandom(5);
    float[] dose = new float[125];
    for (int i = 0; i < dose.length; i++) {
      dose[i] = (float) random.nextDouble(-5, 75);
    }
    float[] ones = new float[125];
    Arrays.fill(ones, 1);
    DoseVolumeCurve whole = DoseVolumeCurve.of(Volume.of(GRID, dose), Mask.full(GRID));
    DoseVolumeCurve parts =
        DoseVolumeCurve.of(
            Volume.of(GRID, dose), PartialMask.of(GRID, GridBox.whole(GRID.shape()), ones));
    for (double percent = 0; percent <= 100; percent += 0.7) {
      assertEquals(
          whole.doseAtVolumePercentGy(percent), parts.doseAtVolumePercentGy(percent), 1e-9);
    }
    for (double doseGy = -6; doseGy < 76; doseGy += 0.9) {
      assertEquals(whole.volumePercentAtDose(doseGy), parts.volumePercentAtDose(doseGy), 1e-9);
    }
    assertEquals(whole.meanGy(), parts.meanGy(), 1e-12);
    assertEquals(whole.minGy(), parts.minGy());
    assertEquals(whole.maxGy(), parts.maxGy());
  }

  /** Sorted by the JDK, which shares no code with the radix sort. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 20_000})
  void radixSortOrdersAsTheJdkDoes(int n) {
    SplittableRandom random = new SplittableRandom(n);
    SampleBuffer buffer = new SampleBuffer(0);
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      float dose = (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-30, 30)));
      expected[i] = i % 7 == 0 ? 0 : dose;
      buffer.add((float) expected[i], 1);
    }
    Arrays.sort(expected);
    assertEquals(Arrays.toString(expected), Arrays.toString(buffer.sortedGy()));
  }

  @Test
  void equalDosesOrderByTheirParts() {
    DoseVolumeCurve one = partial(new float[] {20, 20, 10}, new float[] {0.75f, 0.25f, 1});
    DoseVolumeCurve other = partial(new float[] {20, 20, 10}, new float[] {0.25f, 0.75f, 1});
    for (double cc = 0.05; cc < 2; cc += 0.05) {
      assertEquals(one.doseAtVolumeCcGy(cc), other.doseAtVolumeCcGy(cc));
    }
  }

  /** Trilinear interpolation keeps a linear dose, on any grid inside. */
  @Test
  void doseIsInterpolatedAtVoxelsOfAnotherGrid() {
    Volume dose = ramp();
    Grid finer =
        Grid.axial(new GridShape(4, 4, 4), VoxelSpacing.isotropic(3), new PatientPoint(11, 11, 11));
    DoseVolumeCurve curve = DoseVolumeCurve.of(dose, Mask.full(finer));
    assertEquals(11 + 4.5, curve.meanGy(), 1e-5);
    assertEquals(11, curve.minGy(), 1e-5);
    assertEquals(20, curve.maxGy(), 1e-5);
    assertEquals(64 * 0.027, curve.volumeCc(), 1e-12);
    assertTrue(curve.flags().isEmpty());
  }

  @Test
  void voxelsOnAGridTurnedAboutAreFoundByTheirPlace() {
    Volume dose = ramp();
    Grid turned =
        Grid.oriented(
            GRID.shape(),
            GRID.spacing(),
            new PatientPoint(40, 0, 0),
            new PatientPoint(-1, 0, 0),
            new PatientPoint(0, 1, 0));
    Mask mask = Mask.where(turned, i -> i % 5 == 1);
    DoseVolumeCurve curve = DoseVolumeCurve.of(dose, mask);
    assertEquals(10, curve.minGy(), 1e-5);
    assertEquals(10, curve.maxGy(), 1e-5);
  }

  /** Of ten slices the dose grid, 50 mm high, covers four. */
  @Test
  void partBeyondTheDoseGridIsCountedApartAndFlagged() {
    Grid above =
        Grid.axial(new GridShape(5, 5, 10), VoxelSpacing.isotropic(10), new PatientPoint(0, 0, 10));
    DoseVolumeCurve curve = DoseVolumeCurve.of(ramp(), Mask.full(above));
    assertEquals(25 * 4, curve.volumeCc(), 1e-9);
    assertEquals(25 * 6, curve.volumeOutsideDoseGridCc(), 1e-9);
    MetricValue mean = curve.value(DoseMetric.meanGy());
    assertEquals(25, mean.value().orElseThrow(), 1e-5);
    assertTrue(mean.is(MetricFlag.PARTLY_OUTSIDE_DOSE_GRID));
  }

  @Test
  void structureNowhereOnTheDoseGridIsRefused() {
    Grid away = Grid.axial(GRID.shape(), GRID.spacing(), new PatientPoint(500, 0, 0));
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> DoseVolumeCurve.of(ramp(), Mask.full(away)));
    assertTrue(e.getMessage().contains("no part of it on the dose grid"), e.getMessage());
    Contours beside = Contours.of(List.of(square(500, 5), square(500, 15)));
    assertThrows(DoseDataException.class, () -> DoseVolumeCurve.of(ramp(), beside));
  }

  @Test
  void emptyStructuresAreRefusedAsEmpty() {
    Grid away = Grid.axial(GRID.shape(), GRID.spacing(), new PatientPoint(500, 0, 0));
    for (Grid grid : List.of(GRID, away)) {
      DoseDataException e =
          assertThrows(DoseDataException.class, () -> DoseVolumeCurve.of(ramp(), Mask.empty(grid)));
      assertTrue(e.getMessage().contains("no voxel"), e.getMessage());
      assertThrows(
          DoseDataException.class, () -> DoseVolumeCurve.of(ramp(), PartialMask.empty(grid)));
    }
    Contours flat =
        Contours.of(List.of(Contour.of(0, 0, 5, 9, 0, 5, 20, 0, 5))).withSliceSpacingMm(10);
    assertThrows(DoseDataException.class, () -> DoseVolumeCurve.of(ramp(), flat));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void dosesThatAreNoNumbersAreRefusedInsideTheStructureOnly(float bad) {
    float[] dose = ramp().data().clone();
    dose[0] = bad;
    Volume damaged = Volume.of(GRID, dose);
    assertThrows(DoseDataException.class, () -> DoseVolumeCurve.of(damaged, Mask.full(GRID)));
    Mask clear = Mask.where(GRID, i -> i > 0);
    assertEquals(124, DoseVolumeCurve.of(damaged, clear).voxels());
    Contours overIt =
        Contours.of(
            List.of(
                Contour.of(-4, -4, 0, 10, -4, 0, 10, 10, 0),
                Contour.of(-4, -4, 10, 10, -4, 10, 10, 10, 10)));
    assertThrows(DoseDataException.class, () -> DoseVolumeCurve.of(damaged, overIt));
  }

  /** The square 20 x 20 mm on z = 5 and 15: from 0 to 20 mm with caps, from 5 to 15 without. */
  @Test
  void contoursHaveTheVolumeAndMeanOfTheirPrisms() {
    Contours contours = Contours.of(List.of(square(12, 5), square(12, 15)));
    DoseVolumeCurve capped = DoseVolumeCurve.of(ramp(), contours);
    assertEquals(8, capped.volumeCc(), 1e-5);
    assertEquals(10, capped.meanGy(), 0.01);
    assertEquals(0, capped.minGy(), 0.5);
    assertEquals(20, capped.maxGy(), 0.5);
    DoseVolumeCurve open =
        DoseVolumeCurve.of(ramp(), contours, ContourSampling.DEFAULT.withEndCaps(EndCaps.NONE));
    assertEquals(4, open.volumeCc(), 1e-5);
    assertEquals(10, open.meanGy(), 0.01);
  }

  @Test
  void largeStructuresGetLargerCells() {
    Contours contours = Contours.of(List.of(square(12, 5), square(12, 15)));
    DoseVolumeCurve coarse =
        DoseVolumeCurve.of(ramp(), contours, new ContourSampling(0.5, 1000, EndCaps.HALF_SLICE));
    assertTrue(coarse.voxels() < 2500, () -> coarse.voxels() + " cells");
    assertEquals(8, coarse.volumeCc(), 1e-5);
    assertEquals(10, coarse.meanGy(), 0.05);
  }

  @Test
  void senselessSamplingIsRefused() {
    for (double mm : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> ContourSampling.DEFAULT.withCellMm(mm));
    }
    assertThrows(IllegalArgumentException.class, () -> new ContourSampling(1, 0, EndCaps.NONE));
  }

  private static DoseVolumeCurve partial(float[] doseGy, float[] fractions) {
    float[] dose = new float[125];
    System.arraycopy(doseGy, 0, dose, GRID.shape().index(2, 2, 1), doseGy.length);
    GridBox box = new GridBox(new GridShape(1, 1, doseGy.length), 2, 2, 1);
    return DoseVolumeCurve.of(Volume.of(GRID, dose), PartialMask.of(GRID, box, fractions));
  }

  /** 1 Gy/mm along z, 0 at the first voxel's centre. */
  private static Volume ramp() {
    float[] dose = new float[125];
    for (int i = 0; i < dose.length; i++) {
      dose[i] = 10f * (i % 5);
    }
    return Volume.of(GRID, dose);
  }

  private static Contour square(double x, double z) {
    return Contour.of(x, 12, z, x + 20, 12, z, x + 20, 32, z, x, 32, z);
  }
}

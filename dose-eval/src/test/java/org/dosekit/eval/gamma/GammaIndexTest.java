package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which points are compared with what, and what is refused. */
class GammaIndexTest {
  private static final GammaIndex INDEX = GammaIndex.of(3, 3);

  private final Grid grid = Doses.grid(8, 8, 8, 2, 2, 2);
  private final Volume flat = Volume.filled(grid, 50);

  /**
   * The set of pymedphys' {@code test_regression_of_gamma}: a cube of 1.015 in a larger one of 1,
   * at 0.1 mm, 3 % and 0.3 mm, no cutoff, in 3-D, 2-D and 1-D. It samples, and expects 0.4, 0.7,
   * 1.0 and 0.5 to one decimal; the exact values are 1/3, 2/3 and 1 (to the next edge of the dose,
   * less a thousandth for the dose that is tolerated) and 0.015 / 0.03045.
   */
  @Test
  void cubesMeetTheNumbersOfPymedphys() {
    for (int dimensions = 1; dimensions <= 3; dimensions++) {
      Grid cubes =
          Doses.grid(
              dimensions == 3 ? 10 : 1,
              dimensions >= 2 ? 12 : 1,
              14,
              0.1,
              0.1,
              0.1,
              new PatientPoint(dimensions >= 2 ? 0 : 0.5, dimensions == 3 ? 0 : 0.5, 0));
      Volume reference =
          Doses.sampled(
              cubes,
              (y, x, z) -> within(y, 3, 8) && within(x, 4, 10) && within(z, 5, 12) ? 1.015 : 0);
      Volume evaluated =
          Doses.sampled(
              cubes, (y, x, z) -> within(y, 2, 8) && within(x, 2, 10) && within(z, 2, 12) ? 1 : 0);
      GammaResult result =
          GammaIndex.of(3, 0.3)
              .withNormalisationGy(1.015)
              .withLowDoseCutoffPercent(0)
              .withMaxGamma(100)
              .compute(reference, evaluated);
      for (int i = 0; i < cubes.voxelCount(); i++) {
        int z = i % cubes.shape().nz();
        int column = i / cubes.shape().nz();
        int x = dimensions >= 2 ? column % 12 : 5;
        int y = dimensions == 3 ? column / 12 : 5;
        double expected = 0;
        if (y >= 3 && y < 8 && x >= 4 && x < 10 && z >= 5 && z < 12) {
          expected = 0.015 / 0.03045;
        } else if (y >= 2 && y < 8 && x >= 2 && x < 10 && z >= 2 && z < 12) {
          int depth =
              Math.min(
                  dimensions == 3 ? Math.min(y - 2, 7 - y) : 9,
                  Math.min(dimensions >= 2 ? Math.min(x - 2, 9 - x) : 9, Math.min(z - 2, 11 - z)));
          expected = Math.min(3, depth + 1) / 3.0;
        }
        assertEquals(expected, result.gammaAt(i).orElseThrow(), 1e-3, "voxel " + i);
      }
    }
  }

  private static boolean within(double mm, int from, int to) {
    return mm > (from - 0.5) / 10 && mm < (to - 0.5) / 10;
  }

  /** The set of pymedphys' {@code test_lower_dose_threshold}. */
  @Test
  void voxelsAtTheCutoffAreIn() {
    float[] doses = {0, 1, 1.9f, 2, 2.1f, 3, 4, 5, 10, 10};
    Volume reference = Volume.of(Doses.grid(1, 1, 10, 1, 1, 1), doses);
    Volume evaluated = Volume.filled(Doses.grid(1, 1, 12, 1, 1, 1, new PatientPoint(0, 0, -4)), 10);
    GammaResult result =
        GammaIndex.of(10, 1).withLowDoseCutoffPercent(20).compute(reference, evaluated);
    for (int i = 0; i < doses.length; i++) {
      assertEquals(doses[i] >= 2, result.map().data()[i] >= 0 || i > 7, "voxel " + i);
    }
    assertEquals(2, result.cutoffGy());
    assertEquals(7, result.points());
    assertEquals(2, result.notEvaluable());
  }

  @Test
  void pointsOutsideTheEvaluatedGridAreCountedApart() {
    Grid half = Doses.grid(8, 8, 8, 2, 2, 2, new PatientPoint(7, 0, 0));
    GammaResult result = INDEX.compute(flat, Volume.filled(half, 50));
    assertEquals(512, result.points());
    assertEquals(256, result.evaluated());
    assertEquals(256, result.notEvaluable());
    assertEquals(100, result.passRatePercent());
    assertEquals(50, result.worstCasePassRatePercent());
    assertEquals(0, result.mean());
    Mask left = Mask.where(grid, i -> i / 8 % 8 >= 4);
    assertEquals(left, result.evaluatedPoints());
    assertEquals(left.complement(), result.notEvaluablePoints());
    assertTrue(Float.isNaN(result.map().at(0, 0, 0)));
    assertTrue(result.gammaAt(0).isEmpty());
  }

  /** Origins in files are rounded: the same grid, a few nanometres off, is the same. */
  @Test
  void roundedOriginsLeaveNoPointOutside() {
    Grid rounded = Doses.grid(8, 8, 8, 2, 2, 2, new PatientPoint(4e-9, -4e-4, 3e-5));
    GammaResult result = INDEX.compute(flat, Volume.filled(rounded, 51));
    assertEquals(0, result.notEvaluable());
    assertEquals(2.0 / 3, result.max(), 1e-6);
  }

  @Test
  void onlyTheRegionIsCompared() {
    Mask region = Mask.where(grid, i -> i % 8 == 3);
    GammaResult result = INDEX.compute(flat, Volume.filled(grid, 51), region);
    assertEquals(64, result.points());
    assertEquals(region, result.evaluatedPoints());
    assertTrue(result.failedPoints().isEmpty());
  }

  @Test
  void signIsThatOfTheDifferenceAtThePoint() {
    Volume higherBelow = Doses.sampled(grid, (y, x, z) -> z < 8 ? 51 : 49);
    GammaResult result = INDEX.compute(flat, higherBelow);
    assertEquals(result.map().at(4, 4, 0), result.signedMap().at(4, 4, 0));
    assertEquals(-result.map().at(4, 4, 7), result.signedMap().at(4, 4, 7));
    assertEquals(-2.0 / 3, result.signedGammaAt(7).orElseThrow(), 1e-6);
  }

  @Test
  void cutoffAndCriterionAreOfTheNormalisationDose() {
    GammaIndex index = INDEX.withNormalisationGy(100);
    GammaResult result = index.compute(flat, Volume.filled(grid, 51));
    assertEquals(1.0 / 3, result.max(), 1e-6);
    assertEquals(10, result.cutoffGy());
    assertEquals(100, result.normalisationGy());
    assertEquals(50, index.withNormalisationToMaximum().compute(flat, flat).normalisationGy());
  }

  @Test
  void gammaIsNotFollowedBeyondItsMaximum() {
    Volume hot = Volume.filled(grid, 60);
    assertEquals(2, INDEX.compute(flat, hot).max());
    assertEquals(512, INDEX.compute(flat, hot).capped());
    GammaResult further = INDEX.withMaxGamma(10).compute(flat, hot);
    assertEquals(10 / 1.5, further.max(), 1e-5);
    assertEquals(0, further.capped());
    assertFalse(further.failedPoints().isEmpty());
  }

  @Test
  void negativeDosesAreComparedAndReported() {
    Volume undershoot = Doses.sampled(grid, (y, x, z) -> z < 2 ? -0.5 : 50);
    GammaResult result = INDEX.withLowDoseCutoffPercent(0).compute(flat, undershoot);
    assertEquals(64, result.negativeEvaluatedVoxels());
    assertEquals(0, result.negativeReferenceVoxels());
    assertEquals(512, result.evaluated());
    GammaResult swapped = INDEX.withLowDoseCutoffPercent(0).compute(undershoot, flat);
    assertEquals(64, swapped.negativeReferenceVoxels());
    assertEquals(448, swapped.points());
  }

  @Test
  void progressGrowsToTheNumberOfPoints() {
    List<Integer> steps = new ArrayList<>();
    INDEX.compute(
        flat,
        flat,
        Mask.full(grid),
        (done, total) -> {
          assertEquals(512, total);
          steps.add(done);
        });
    assertEquals(List.of(256, 512), steps);
  }

  @Test
  void cancelledCalculationThrows() {
    Grid large = Doses.grid(30, 30, 30, 2, 2, 2);
    Volume dose = Volume.filled(large, 50);
    AtomicInteger asked = new AtomicInteger();
    GammaMonitor monitor =
        new GammaMonitor() {
          @Override
          public void update(int done, int total) {
            assertTrue(done < total);
          }

          @Override
          public boolean isCancelled() {
            return asked.incrementAndGet() > 3;
          }
        };
    assertThrows(
        CancellationException.class, () -> INDEX.compute(dose, dose, Mask.full(large), monitor));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void doseThatIsNoNumberIsRefusedWithItsPlace(float bad) {
    float[] doses = flat.data().clone();
    doses[grid.shape().index(1, 2, 3)] = bad;
    Volume damaged = Volume.of(grid, doses);
    DoseDataException reference =
        assertThrows(DoseDataException.class, () -> INDEX.compute(damaged, flat));
    assertEquals("reference dose", reference.subject());
    assertEquals(bad + " Gy at voxel (y 1, x 2, z 3)", reference.found());
    DoseDataException evaluated =
        assertThrows(DoseDataException.class, () -> INDEX.compute(flat, damaged));
    assertEquals("evaluated dose", evaluated.subject());
  }

  @Test
  void disjointGridsAreRefused() {
    Grid away = Doses.grid(8, 8, 8, 2, 2, 2, new PatientPoint(0, 500, 0));
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> INDEX.compute(flat, Volume.filled(away, 50)));
    assertEquals("evaluated dose", error.subject());
    assertTrue(error.found().startsWith("none of 512 reference voxels"));
  }

  @Test
  void referenceWithoutDoseIsRefused() {
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> INDEX.compute(Volume.filled(grid, 0), flat));
    assertEquals("a maximum of 0.0 Gy", error.found());
    assertThrows(DoseDataException.class, () -> INDEX.compute(Volume.filled(grid, -1), flat));
  }

  @Test
  void referenceAllBelowTheCutoffIsRefused() {
    DoseDataException error =
        assertThrows(
            DoseDataException.class, () -> INDEX.withNormalisationGy(501).compute(flat, flat));
    assertTrue(error.found().startsWith("no voxel of the region at or above 50.1"));
  }

  @Test
  void regionThatIsEmptyOrElsewhereIsRefused() {
    assertThrows(DoseDataException.class, () -> INDEX.compute(flat, flat, Mask.empty(grid)));
    Grid shifted = Doses.grid(8, 8, 8, 2, 2, 2, new PatientPoint(0.02, 0, 0));
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> INDEX.compute(flat, flat, Mask.full(shifted)));
    assertEquals("gamma region", error.subject());
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "3, 0", "-1, 3", "3, -1", "NaN, 3", "3, NaN", "Infinity, 3", "3, Infinity"})
  void criteriaThatAreNotPositiveAreRefused(double percent, double mm) {
    assertThrows(IllegalArgumentException.class, () -> GammaIndex.of(percent, mm));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    for (double bad : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
      refused(() -> INDEX.withNormalisationGy(bad));
      refused(() -> INDEX.withLowDoseCutoffPercent(bad));
      refused(() -> INDEX.withMaxGamma(bad));
      refused(() -> GammaMode.certified(bad));
      refused(() -> INDEX.compute(flat, flat).percentile(bad));
      refused(() -> INDEX.compute(flat, flat).histogram(bad));
    }
    refused(() -> INDEX.withNormalisationGy(0));
    refused(() -> INDEX.withLowDoseCutoffPercent(101));
    refused(() -> INDEX.withMaxGamma(1));
    refused(() -> GammaMode.certified(0));
    refused(() -> INDEX.computeAll(List.of(), flat, flat));
    assertThrows(IllegalStateException.class, () -> INDEX.compute(flat, flat).minimumAt(0));
  }

  /** Without a cutoff a point of 0 Gy would be compared with a tolerance of 0 Gy. */
  @Test
  void localGammaWithoutCutoffIsRefused() {
    refused(() -> INDEX.withLocalDifference().withLowDoseCutoffPercent(0));
    refused(() -> INDEX.withLowDoseCutoffPercent(0).withLocalDifference());
  }

  /** A tiny spacing against a wide search must not exhaust the memory. */
  @Test
  void searchOverTooManyVoxelsIsRefused() {
    Grid fine = Doses.grid(150, 150, 150, 0.01, 0.01, 0.01);
    Volume dose = Volume.filled(fine, 50);
    refused(() -> INDEX.compute(flat, dose));
  }

  private static void refused(org.junit.jupiter.api.function.Executable call) {
    assertThrows(IllegalArgumentException.class, call);
  }

  @Test
  void labelsAreThoseOfTheField() {
    assertEquals("3%/3mm", new GammaCriterion(3, 3).label());
    assertEquals("2.5%/1mm", new GammaCriterion(2.5, 1).label());
  }
}

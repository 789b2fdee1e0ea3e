package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Doses whose gamma is known in closed form, in every mode. */
class GammaAnalyticTest {
  /** Gammas are kept as floats, and so are doses of tens of Gy. */
  private static final double FLOAT = 2e-6;

  static Stream<GammaMode> modes() {
    return Stream.of(GammaMode.fast(), GammaMode.exactPassRate(), GammaMode.certified(1e-5));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void equalDosesHaveGammaZero(GammaMode mode) {
    Volume dose = Doses.sampled(Doses.grid(9, 10, 11, 2, 3, 2.5), Doses.blobs(1));
    GammaResult result = GammaIndex.of(3, 3).withMode(mode).compute(dose, dose);
    assertEquals(0, result.max());
    assertEquals(100, result.passRatePercent());
    assertEquals(0, result.ties());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void uniformDoseScaledHasTheScaleOverTheCriterion(GammaMode mode) {
    Grid grid = Doses.grid(6, 7, 8, 2, 2, 2);
    GammaIndex index = GammaIndex.of(4, 3).withMode(mode);
    Volume reference = Volume.filled(grid, 64);
    assertEquals(0.5, gammaOfAll(index.compute(reference, Volume.filled(grid, 65.28f))), FLOAT);
    assertEquals(0.75, gammaOfAll(index.compute(reference, Volume.filled(grid, 62.08f))), FLOAT);
    assertEquals(2, gammaOfAll(index.compute(reference, Volume.filled(grid, 80))), 0);
  }

  @ParameterizedTest
  @MethodSource("modes")
  void doseExactlyAtTheCriterionPassesAndIsATie(GammaMode mode) {
    Grid grid = Doses.grid(4, 4, 4, 2, 2, 2);
    GammaResult result =
        GammaIndex.of(25, 3)
            .withMode(mode)
            .compute(Volume.filled(grid, 64), Volume.filled(grid, 80));
    assertEquals(64, result.passed());
    assertEquals(64, result.ties());
    assertEquals(1, result.max());
  }

  /**
   * In a dose D + g.s the gamma of a dose difference e is e / sqrt(DD^2 + |g|^2 DTA^2), at the foot
   * of the perpendicular, as long as that lies inside.
   */
  @ParameterizedTest
  @MethodSource("modes")
  void shiftedRampOfAnyDirectionHasItsPerpendicularGamma(GammaMode mode) {
    double[][] gradients = {{0, 1, 0}, {0.5, 0, 0}, {0, 0, -1}, {0.5, -1, 0.25}, {1, 1, 1}};
    for (double[] g : gradients) {
      Grid grid = Doses.grid(25, 25, 25, 2, 1.5, 2.5);
      Volume reference = Doses.sampled(grid, ramp(g, 0));
      Volume evaluated = Doses.sampled(grid, ramp(g, 1.5));
      double slope = Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]);
      double expected = 1.5 / Math.hypot(2.5, slope * 3);
      GammaResult result =
          GammaIndex.of(2.5, 3)
              .withNormalisationGy(100)
              .withMode(mode)
              .withMinimumLocations()
              .compute(reference, evaluated, interior(grid));
      assertEquals(expected, result.percentile(0), 10 * FLOAT);
      assertEquals(expected, result.max(), 10 * FLOAT);
      int centre = grid.shape().index(12, 12, 12);
      GammaMinimum minimum = result.minimumAt(centre).orElseThrow();
      double backMm = 1.5 * slope * 9 / (2.5 * 2.5 + slope * slope * 9);
      assertEquals(backMm, minimum.distanceMm(), 1e-4);
      PatientPoint at = grid.toPatient(12, 12, 12);
      assertEquals(at.yMm() - backMm * g[0] / slope, minimum.location().yMm(), 1e-4);
      assertEquals(at.xMm() - backMm * g[1] / slope, minimum.location().xMm(), 1e-4);
      assertEquals(at.zMm() - backMm * g[2] / slope, minimum.location().zMm(), 1e-4);
      assertEquals(1.5 - backMm * slope, minimum.doseDifferenceGy(), 1e-4);
    }
  }

  /** The same closed form holds on an evaluated grid of any place, spacing and orientation. */
  @ParameterizedTest
  @MethodSource("modes")
  void rampIsTheSameOnATurnedGrid(GammaMode mode) {
    double[] g = {0.5, -1, 0.25};
    double slope = Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]);
    Grid grid = Doses.grid(9, 9, 9, 2, 1.5, 2.5, new PatientPoint(-6, -8, -10));
    double c = Math.cos(0.5);
    double s = Math.sin(0.5);
    Grid turned =
        Grid.oriented(
            new GridShape(41, 37, 43),
            new VoxelSpacing(1.7, 1.9, 1.6),
            new PatientPoint(-20, -44, -40),
            new PatientPoint(-s, c, 0),
            new PatientPoint(c, s, 0));
    GammaResult result =
        GammaIndex.of(2.5, 3)
            .withNormalisationGy(100)
            .withMode(mode)
            .compute(Doses.sampled(grid, ramp(g, 0)), Doses.sampled(turned, ramp(g, 1.5)));
    assertEquals(0, result.notEvaluable());
    assertEquals(1.5 / Math.hypot(2.5, slope * 3), result.percentile(0), 10 * FLOAT);
    assertEquals(1.5 / Math.hypot(2.5, slope * 3), result.max(), 10 * FLOAT);
  }

  /**
   * A step of 100 Gy that the interpolant spreads over one voxel, displaced: beside the edge gamma
   * is the least over that ramp, a parabola.
   */
  @ParameterizedTest
  @MethodSource("modes")
  void displacedStepEdgeHasTheParabolasMinimum(GammaMode mode) {
    Grid grid = Doses.grid(5, 40, 5, 2, 1, 2);
    Volume reference = Doses.sampled(grid, (y, x, z) -> x < 20 ? 0 : 100);
    Volume evaluated = Doses.sampled(grid, (y, x, z) -> x < 24 ? 0 : 100);
    GammaResult result =
        GammaIndex.of(3, 3)
            .withLowDoseCutoffPercent(0)
            .withMode(mode)
            .compute(reference, evaluated);
    for (int x = 0; x < 40; x++) {
      double gamma = result.gammaAt(grid.shape().index(2, x, 2)).orElseThrow();
      assertEquals(x < 20 || x >= 24 ? 0 : stepGamma(23 - x), gamma, FLOAT, "x " + x);
    }
    assertTrue(result.signedGammaAt(grid.shape().index(2, 22, 2)).orElseThrow() < 0);
  }

  /** From a voxel of 100 Gy, the dose stays 0 for {@code flatMm} and then rises 100 Gy in 1 mm. */
  private static double stepGamma(double flatMm) {
    double atMm = (flatMm + 1) * 1e4 / (1 + 1e4);
    return Math.min(2, Math.hypot(atMm / 3, (100 - 100 * (atMm - flatMm)) / 3));
  }

  /** Local gamma divides by each point's own dose. */
  @ParameterizedTest
  @MethodSource("modes")
  void localGammaOfAScaledDoseIsTheSameForEveryDose(GammaMode mode) {
    for (float doseGy : new float[] {8, 64}) {
      Grid grid = Doses.grid(5, 5, 5, 2, 2, 2);
      GammaResult result =
          GammaIndex.of(4, 3)
              .withNormalisationGy(70)
              .withLocalDifference()
              .withMode(mode)
              .compute(Volume.filled(grid, doseGy), Volume.filled(grid, doseGy * 1.03125f));
      assertEquals(0.78125, gammaOfAll(result), FLOAT);
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void planesAndProfilesFollowTheSameRamp(GammaMode mode) {
    double[] g = {0.5, -1, 0};
    for (Grid grid :
        List.of(
            Doses.grid(31, 31, 1, 2, 1.5, 2),
            Doses.grid(31, 1, 31, 2, 1.5, 2),
            Doses.grid(1, 31, 31, 2, 1.5, 2),
            Doses.grid(61, 1, 1, 2, 1.5, 2),
            Doses.grid(1, 61, 1, 2, 1.5, 2),
            Doses.grid(1, 1, 61, 2, 1.5, 2))) {
      double gy = grid.shape().ny() == 1 ? 0 : g[0];
      double gx = grid.shape().nx() == 1 ? 0 : g[1];
      double expected = 1.5 / Math.hypot(2.5, Math.hypot(gy, gx) * 3);
      GammaResult result =
          GammaIndex.of(2.5, 3)
              .withNormalisationGy(100)
              .withMode(mode)
              .compute(
                  Doses.sampled(grid, ramp(g, 0)),
                  Doses.sampled(grid, ramp(g, 1.5)),
                  interior(grid));
      assertEquals(expected, result.percentile(0), 10 * FLOAT, grid.toString());
      assertEquals(expected, result.max(), 10 * FLOAT, grid.toString());
    }
  }

  /** A plane of measurements is searched for in the whole volume about it. */
  @Test
  void planarReferenceIsSearchedInAVolume() {
    double[] g = {0.5, 0.25, -1};
    Grid plane = Doses.grid(9, 9, 1, 2, 2, 2, new PatientPoint(10, 10, 21));
    Volume evaluated = Doses.sampled(Doses.grid(20, 20, 20, 2, 2, 2), ramp(g, 1.5));
    GammaResult result =
        GammaIndex.of(2.5, 3)
            .withNormalisationGy(100)
            .compute(Doses.sampled(plane, ramp(g, 0)), evaluated);
    assertEquals(1.5 / Math.hypot(2.5, Math.sqrt(1.3125) * 3), result.max(), 10 * FLOAT);
  }

  /** Of a volume only the voxels in the plane can be compared with a plane. */
  @Test
  void planarEvaluatedDoseLeavesTheRestOfAVolumeNotEvaluable() {
    Grid volume = Doses.grid(6, 6, 6, 2, 2, 2);
    Grid plane = Doses.grid(6, 6, 1, 2, 2, 2, new PatientPoint(0, 0, 4));
    GammaResult result =
        GammaIndex.of(3, 3).compute(Volume.filled(volume, 50), Volume.filled(plane, 51));
    assertEquals(216, result.points());
    assertEquals(36, result.evaluated());
    assertEquals(2.0 / 3, result.max(), FLOAT);
  }

  private static Doses.Field ramp(double[] g, double addedGy) {
    return (y, x, z) -> 50 + g[0] * y + g[1] * x + g[2] * z + addedGy;
  }

  /** Voxels whose search, up to gamma 2 of 3 mm, ends inside. */
  private static Mask interior(Grid grid) {
    GridShape shape = grid.shape();
    return Mask.where(
        grid,
        i ->
            inside(i / shape.nz() / shape.nx(), shape.ny())
                && inside(i / shape.nz() % shape.nx(), shape.nx())
                && inside(i % shape.nz(), shape.nz()));
  }

  private static boolean inside(int index, int size) {
    return size == 1 || (index >= 5 && index < size - 5);
  }

  private static double gammaOfAll(GammaResult result) {
    assertEquals(result.percentile(0), result.max(), FLOAT);
    return result.max();
  }
}

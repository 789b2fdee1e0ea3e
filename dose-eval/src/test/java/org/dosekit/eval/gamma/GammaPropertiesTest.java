package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Resampling;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of every pair of doses, on random smooth ones. */
class GammaPropertiesTest {
  private static final double EPSILON = 1e-5;
  private static final GammaIndex CERTIFIED =
      GammaIndex.of(3, 3).withMode(GammaMode.certified(EPSILON));

  private final Grid grid = Doses.grid(14, 12, 13, 2.5, 3, 2);
  private final Grid other =
      Doses.grid(15, 17, 11, 2.3, 2.1, 3.1, new PatientPoint(-1.1, -0.7, -2.3));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void certifiedIsTheLeastOfADenseSampling(long seed) {
    Volume reference = Doses.sampled(grid, Doses.blobs(seed));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(seed)));
    GammaResult result = CERTIFIED.compute(reference, evaluated);
    int fine = 16;
    Grid samples =
        Doses.grid(
            14 * fine + 1,
            16 * fine + 1,
            10 * fine + 1,
            2.3 / fine,
            2.1 / fine,
            3.1 / fine,
            other.origin());
    Volume dense = Resampling.trilinearClamped(evaluated, samples);
    double ddGy = 0.03 * result.normalisationGy();
    int compared = 0;
    for (int i = 0; i < grid.voxelCount(); i += 37) {
      if (result.gammaAt(i).isPresent()) {
        double gamma = result.gammaAt(i).getAsDouble();
        double sampled = leastOf(reference, i, dense, ddGy);
        assertTrue(gamma <= sampled + EPSILON, "voxel " + i + ": " + gamma + " > " + sampled);
        // The nearest sample is at most half a diagonal, 0.14 mm, from the minimum.
        assertEquals(sampled, gamma, 0.06, "voxel " + i);
        compared++;
      }
    }
    assertTrue(compared > 20, "only " + compared + " compared");
  }

  private double leastOf(Volume reference, int index, Volume dense, double ddGy) {
    GridShape shape = grid.shape();
    int row = index / shape.nz();
    int pointY = row / shape.nx();
    int pointX = row % shape.nx();
    PatientPoint p = grid.toPatient(pointY, pointX, index % shape.nz());
    GridShape samples = dense.grid().shape();
    double least = 2;
    for (int y = 0; y < samples.ny(); y++) {
      double dy = dense.grid().origin().yMm() + y * dense.grid().spacing().yMm() - p.yMm();
      if (Math.abs(dy) > 6) {
        continue;
      }
      for (int x = 0; x < samples.nx(); x++) {
        double dx = dense.grid().origin().xMm() + x * dense.grid().spacing().xMm() - p.xMm();
        if (Math.abs(dx) > 6) {
          continue;
        }
        for (int z = 0; z < samples.nz(); z++) {
          double dz = dense.grid().origin().zMm() + z * dense.grid().spacing().zMm() - p.zMm();
          double dose = dense.data()[samples.index(y, x, z)] - reference.data()[index];
          double squared = (dy * dy + dx * dx + dz * dz) / 9 + dose * dose / (ddGy * ddGy);
          least = Math.min(least, Math.sqrt(squared));
        }
      }
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6, 7})
  void modesAgreeAsFarAsTheyPromise(long seed) {
    Volume reference = Doses.sampled(grid, Doses.blobs(seed));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(seed)));
    GammaResult fast = CERTIFIED.withMode(GammaMode.fast()).compute(reference, evaluated);
    GammaResult exact = CERTIFIED.withMode(GammaMode.exactPassRate()).compute(reference, evaluated);
    GammaResult certified = CERTIFIED.compute(reference, evaluated);
    assertTrue(exact.notEvaluable() > 0 && exact.passed() < exact.evaluated());
    assertEquals(certified.passed(), exact.passed(), certified.ties() + exact.ties());
    assertTrue(fast.passed() <= exact.passed());
    float[] values = certified.map().data();
    assertNotAbove(values, exact.map().data(), EPSILON);
    assertNotAbove(exact.map().data(), fast.map().data(), 0);
    assertNotAbove(
        values,
        CERTIFIED.withMode(GammaMode.certified(1e-2)).compute(reference, evaluated).map().data(),
        EPSILON);
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 9})
  void widerCriteriaNeverRaiseGamma(long seed) {
    Volume reference = Doses.sampled(grid, Doses.blobs(seed));
    Volume evaluated = Doses.sampled(grid, Doses.perturbed(Doses.blobs(seed)));
    List<GammaCriterion> growing =
        List.of(
            new GammaCriterion(1, 1),
            new GammaCriterion(1, 2),
            new GammaCriterion(2, 2),
            new GammaCriterion(3, 2.2),
            new GammaCriterion(3.5, 4));
    List<GammaResult> results = CERTIFIED.computeAll(growing, reference, evaluated);
    for (int i = 1; i < results.size(); i++) {
      assertNotAbove(results.get(i).map().data(), results.get(i - 1).map().data(), EPSILON);
      assertTrue(results.get(i).passed() >= results.get(i - 1).passed());
    }
  }

  @Test
  void severalCriteriaAtOnceAreThoseOneByOne() {
    Volume reference = Doses.sampled(grid, Doses.blobs(10));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(10)));
    List<GammaCriterion> criteria =
        List.of(
            new GammaCriterion(2, 2),
            new GammaCriterion(3, 3),
            new GammaCriterion(3, 2),
            new GammaCriterion(1, 1));
    for (GammaMode mode : List.of(GammaMode.exactPassRate(), GammaMode.certified(EPSILON))) {
      GammaIndex index = GammaIndex.of(9, 9).withMode(mode);
      List<GammaResult> together = index.computeAll(criteria, reference, evaluated);
      for (int i = 0; i < criteria.size(); i++) {
        GammaResult alone = index.withCriterion(criteria.get(i)).compute(reference, evaluated);
        assertEquals(criteria.get(i), together.get(i).index().criterion());
        assertEquals(alone.passed(), together.get(i).passed(), alone.ties());
        assertEquals(alone.mean(), together.get(i).mean(), 1e-4);
        if (mode instanceof GammaMode.Certified) {
          assertArrayEquals(alone.map().data(), together.get(i).map().data(), 2 * (float) EPSILON);
        }
      }
    }
  }

  /** Scaling both criteria by k divides gamma by it. */
  @Test
  void criteriaScaleGamma() {
    Volume reference = Doses.sampled(grid, Doses.blobs(11));
    Volume evaluated = Doses.sampled(grid, Doses.perturbed(Doses.blobs(11)));
    float[] one = CERTIFIED.withMaxGamma(4).compute(reference, evaluated).map().data();
    float[] two =
        CERTIFIED
            .withCriterion(new GammaCriterion(6, 6))
            .compute(reference, evaluated)
            .map()
            .data();
    for (int i = 0; i < one.length; i++) {
      one[i] /= 2;
    }
    assertArrayEquals(one, two, 2 * (float) EPSILON);
  }

  @Test
  void commonTranslationChangesNothing() {
    Volume reference = Doses.sampled(grid, Doses.blobs(12));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(12)));
    float[] here = CERTIFIED.compute(reference, evaluated).map().data();
    float[] there =
        CERTIFIED
            .compute(moved(reference, 123.4, -56.7, 8.9), moved(evaluated, 123.4, -56.7, 8.9))
            .map()
            .data();
    assertArrayEquals(here, there, 2 * (float) EPSILON);
  }

  private static Volume moved(Volume dose, double yMm, double xMm, double zMm) {
    PatientPoint o = dose.grid().origin();
    PatientPoint to = new PatientPoint(o.xMm() + xMm, o.yMm() + yMm, o.zMm() + zMm);
    return Volume.of(Grid.axial(dose.grid().shape(), dose.grid().spacing(), to), dose.data());
  }

  /** (Y, X, Z) of both doses becomes (Z, Y, X), spacing and origin with it. */
  @Test
  void swappingAxesWithTheirSpacingChangesNothing() {
    Volume reference = Doses.sampled(grid, Doses.blobs(13));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(13)));
    Volume expected = rolled(CERTIFIED.compute(reference, evaluated).map());
    Volume found = CERTIFIED.compute(rolled(reference), rolled(evaluated)).map();
    assertArrayEquals(expected.data(), found.data(), 2 * (float) EPSILON);
  }

  private static Volume rolled(Volume dose) {
    GridShape s = dose.grid().shape();
    VoxelSpacing mm = dose.grid().spacing();
    PatientPoint o = dose.grid().origin();
    Grid grid =
        Grid.axial(
            new GridShape(s.nz(), s.ny(), s.nx()),
            new VoxelSpacing(mm.zMm(), mm.yMm(), mm.xMm()),
            new PatientPoint(o.yMm(), o.zMm(), o.xMm()));
    float[] data = new float[dose.data().length];
    for (int i = 0; i < data.length; i++) {
      int z = i % s.nz();
      int x = i / s.nz() % s.nx();
      int y = i / s.nz() / s.nx();
      data[grid.shape().index(z, y, x)] = dose.data()[i];
    }
    return Volume.of(grid, data);
  }

  /** Sampled at half the spacing, a trilinear interpolant is the same dose. */
  @Test
  void finerSamplingOfTheSameInterpolantChangesNothing() {
    Volume reference = Doses.sampled(grid, Doses.blobs(14));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(14)));
    Grid finer = Doses.grid(29, 33, 21, 1.15, 1.05, 1.55, other.origin());
    GammaResult coarse = CERTIFIED.compute(reference, evaluated);
    GammaResult fine = CERTIFIED.compute(reference, evaluated.resampledTo(finer, 0));
    assertArrayEquals(coarse.map().data(), fine.map().data(), 3 * (float) EPSILON);
    assertEquals(coarse.notEvaluable(), fine.notEvaluable());
  }

  @Test
  void mapsAreTheSameOnOneThreadAndOnThree() throws Exception {
    Volume reference = Doses.sampled(grid, Doses.blobs(15));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(15)));
    GammaIndex index = GammaIndex.of(3, 3).withMinimumLocations();
    assertArrayEquals(
        on(1, index, reference, evaluated).signedMap().data(),
        on(3, index, reference, evaluated).signedMap().data());
  }

  private static GammaResult on(int threads, GammaIndex index, Volume reference, Volume evaluated)
      throws Exception {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(() -> index.compute(reference, evaluated)).get(1, TimeUnit.MINUTES);
    } finally {
      pool.shutdown();
    }
  }

  /** What is kept of a minimum is that point: its distance and difference give gamma back. */
  @Test
  void locationsGiveTheirGammaBack() {
    Volume reference = Doses.sampled(grid, Doses.blobs(16));
    Volume evaluated = Doses.sampled(other, Doses.perturbed(Doses.blobs(16)));
    GammaResult result = GammaIndex.of(3, 2).withMinimumLocations().compute(reference, evaluated);
    double ddGy = 0.03 * result.normalisationGy();
    int compared = 0;
    for (int i = 0; i < grid.voxelCount(); i++) {
      double gamma = result.gammaAt(i).orElse(2);
      if (gamma < 2) {
        GammaMinimum at = result.minimumAt(i).orElseThrow();
        double again = Math.hypot(at.distanceMm() / 2, at.doseDifferenceGy() / ddGy);
        assertEquals(gamma, again, 1e-4, "voxel " + i);
        compared++;
      } else {
        assertTrue(result.minimumAt(i).isEmpty());
      }
    }
    assertTrue(compared > 100);
  }

  private static void assertNotAbove(float[] lower, float[] upper, double tolerance) {
    for (int i = 0; i < lower.length; i++) {
      assertEquals(Float.isNaN(lower[i]), Float.isNaN(upper[i]), "voxel " + i);
      assertTrue(
          Float.isNaN(lower[i]) || lower[i] <= upper[i] + tolerance,
          "voxel " + i + ": " + lower[i] + " > " + upper[i]);
    }
  }
}

package org.dosekit.eval.gamma;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

/** Statistics of gammas that are known: doses so far apart that no neighbour is of help. */
class GammaResultTest {
  /** Gammas 0, 0.25, 0.5, 0.75, 1 and 1.25, each in a row of its own on 100 mm voxels. */
  private static GammaResult sixGammas() {
    Grid grid = Doses.grid(1, 1, 6, 100, 100, 100);
    float[] evaluated = {64, 65, 62, 67, 60, 69};
    return GammaIndex.of(6.25, 1).compute(Volume.filled(grid, 64), Volume.of(grid, evaluated));
  }

  @Test
  void statisticsAreThoseOfTheGammas() {
    GammaResult result = sixGammas();
    assertEquals(0.625, result.mean(), 1e-3);
    assertEquals(0.625, result.median(), 1e-3);
    assertEquals(1.25, result.max(), 1e-3);
    assertEquals(100 * 5 / 6.0, result.passRatePercent(), 1e-12);
  }

  /** {@code numpy.percentile([0, .25, .5, .75, 1, 1.25], [10, 95])}: 0.125 and 1.1875. */
  @Test
  void percentilesInterpolateAsNumpyDoes() {
    List<Double> percentiles = sixGammas().percentiles(10, 95);
    assertEquals(0.125, percentiles.get(0), 1e-3);
    assertEquals(1.1875, percentiles.get(1), 1e-3);
  }

  @Test
  void binsUpToOneHoldThePassedPoints() {
    Grid grid = Doses.grid(14, 12, 13, 2.5, 3, 2);
    GammaResult result =
        GammaIndex.of(3, 3)
            .compute(
                Doses.sampled(grid, Doses.blobs(20)),
                Doses.sampled(grid, Doses.perturbed(Doses.blobs(20))));
    for (double width : new double[] {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2}) {
      GammaHistogram histogram = result.histogram(width);
      List<Integer> counts = histogram.counts();
      assertEquals(Math.round(2 / width), counts.size());
      assertEquals(result.evaluated(), counts.stream().mapToInt(Integer::intValue).sum());
      if (width <= 1) {
        int upToOne = (int) Math.round(1 / width);
        assertEquals(
            result.passed(), counts.subList(0, upToOne).stream().mapToInt(Integer::intValue).sum());
      }
    }
  }

  @Test
  void mapsAndCountsAgree() {
    Grid grid = Doses.grid(14, 12, 13, 2.5, 3, 2);
    GammaResult result =
        GammaIndex.of(3, 3)
            .compute(
                Doses.sampled(grid, Doses.blobs(21)),
                Doses.sampled(grid, Doses.perturbed(Doses.blobs(21))));
    int passed = 0;
    for (float gamma : result.map().data()) {
      passed += gamma <= 1 ? 1 : 0;
    }
    assertEquals(result.passed(), passed);
    assertEquals(result.evaluated() - passed, result.failedPoints().count());
    assertTrue(passed > 0 && passed < result.evaluated());
  }

  /** What a region holds does not depend on whether it was searched alone. */
  @Test
  void partOfAResultIsTheResultOfThatPart() {
    Grid grid = Doses.grid(14, 12, 13, 2.5, 3, 2);
    Volume reference = Doses.sampled(grid, Doses.blobs(22));
    Volume evaluated = Doses.sampled(grid, Doses.perturbed(Doses.blobs(22)));
    GammaIndex index = GammaIndex.of(3, 3).withMinimumLocations();
    GammaResult everywhere = index.compute(reference, evaluated);
    Mask region = Mask.where(grid, i -> i % 3 == 0);
    GammaResult alone = index.compute(reference, evaluated, region);
    GammaResult part = everywhere.within(region).orElseThrow();
    assertArrayEquals(alone.signedMap().data(), part.signedMap().data());
    assertEquals(alone.points(), part.points());
    assertEquals(alone.passed(), part.passed());
    assertEquals(alone.ties(), part.ties());
    assertEquals(alone.mean(), part.mean());
    for (int voxel = 0; voxel < grid.voxelCount(); voxel++) {
      assertEquals(alone.minimumAt(voxel), part.minimumAt(voxel));
    }
  }

  @Test
  void tiesAreCountedWhereTheyAre() {
    Grid grid = Doses.grid(1, 1, 6, 100, 100, 100);
    GammaResult result =
        GammaIndex.of(6.25, 1).compute(Volume.filled(grid, 64), Volume.filled(grid, 60));
    assertEquals(6, result.ties());
    assertEquals(2, result.within(Mask.where(grid, i -> i > 3)).orElseThrow().ties());
  }

  @Test
  void partWithoutAPointIsEmptyAndAForeignRegionIsRefused() {
    GammaResult result = sixGammas();
    assertTrue(result.within(Mask.empty(result.grid())).isEmpty());
    Mask foreign = Mask.full(Doses.grid(1, 1, 6, 100, 100, 99));
    assertThrows(IllegalArgumentException.class, () -> result.within(foreign));
  }
}

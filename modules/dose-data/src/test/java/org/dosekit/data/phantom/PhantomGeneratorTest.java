package org.dosekit.data.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.junit.jupiter.api.Test;

class PhantomGeneratorTest {
  private static final int COUNT = 10;
  private static final PhantomGenerator SMALL =
      PhantomGenerator.of(1).withGrid(new GridShape(64, 64, 48), VoxelSpacing.isotropic(5));
  private static final List<Case> COHORT =
      IntStream.range(0, COUNT).mapToObj(SMALL::generate).toList();

  @Test
  void sameSeedGivesTheSameBytesWhateverWasGeneratedBefore() {
    Case again =
        PhantomGenerator.of(1)
            .withGrid(new GridShape(64, 64, 48), VoxelSpacing.isotropic(5))
            .generate(7);
    assertArrayEquals(COHORT.get(7).ctHu().data(), again.ctHu().data());
    assertArrayEquals(COHORT.get(7).requireDoseGy().data(), again.requireDoseGy().data());
    assertEquals(COHORT.get(7).structures(), again.structures());
  }

  @Test
  void everyIndexAndSeedGivesAnotherAnatomy() {
    for (String organ : List.of("Rectum", "Bladder", "Prostate", "Femur_L")) {
      for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < i; j++) {
          double overlap = dice(mask(COHORT.get(i), organ), mask(COHORT.get(j), organ));
          assertTrue(overlap < 0.93, organ + " of " + i + " and " + j + ": " + overlap);
        }
      }
    }
    Case otherSeed = SMALL.withBeams(5).generate(0);
    assertArrayEquals(COHORT.get(0).ctHu().data(), otherSeed.ctHu().data(), "beams do not matter");
    Case other = PhantomAnatomyTest.small(2).generate(0);
    assertTrue(dice(mask(COHORT.get(0), "Bladder"), mask(other, "Bladder")) < 0.93);
  }

  @Test
  void bowelIsPresentInSomeAndAbsentInOthers() {
    Set<Boolean> presences =
        COHORT.stream().map(c -> c.mask("Bowel").isPresent()).collect(Collectors.toSet());
    assertEquals(Set.of(true, false), presences);
    COHORT.forEach(
        c ->
            List.of("PTV70", "PTV56", "Prostate", "Rectum", "Bladder", "Femur_L", "Femur_R", "BODY")
                .forEach(name -> mask(c, name)));
  }

  @Test
  void structuresLieInTheBodyAndTargetsAreNested() {
    for (Case c : COHORT) {
      Structure body = c.structure("BODY").orElseThrow();
      assertEquals(StructureRole.EXTERNAL, body.role());
      for (Structure structure : c.structures()) {
        assertTrue(structure.mask().minus(body.mask()).isEmpty(), c.id() + structure.name());
      }
      assertTrue(mask(c, "Prostate").minus(mask(c, "PTV70")).isEmpty(), c.id());
      assertTrue(mask(c, "PTV70").minus(mask(c, "PTV56")).isEmpty(), c.id());
      assertTrue(mask(c, "PTV70").count() < mask(c, "PTV56").count(), c.id());
    }
  }

  @Test
  void organsLieWhereTheyBelong() {
    for (Case c : COHORT) {
      PatientPoint prostate = centre(mask(c, "Prostate"));
      PatientPoint rectum = centre(mask(c, "Rectum"));
      PatientPoint bladder = centre(mask(c, "Bladder"));
      assertTrue(rectum.yMm() > prostate.yMm() + 15, c.id() + ": rectum behind the prostate");
      assertTrue(bladder.yMm() < prostate.yMm(), c.id() + ": bladder before the prostate");
      assertTrue(bladder.zMm() > prostate.zMm() + 15, c.id() + ": bladder above the prostate");
      assertTrue(centre(mask(c, "Femur_L")).xMm() > prostate.xMm() + 60, c.id() + ": left is +x");
      assertTrue(centre(mask(c, "Femur_R")).xMm() < prostate.xMm() - 60, c.id());
    }
  }

  @Test
  void organsHaveAnatomicalVolumes() {
    for (Case c : COHORT) {
      assertVolume(c, "Prostate", 15, 75);
      assertVolume(c, "Bladder", 50, 380);
      assertVolume(c, "Rectum", 35, 160);
      assertVolume(c, "Femur_L", 60, 180);
      assertVolume(c, "Femur_R", 60, 180);
      assertVolume(c, "BODY", 7_000, 20_000);
    }
  }

  @Test
  void ctHasTissuesInHounsfieldUnits() {
    for (Case c : COHORT) {
      float[] hu = c.ctHu().data();
      Mask body = mask(c, "BODY");
      assertEquals(-1000, median(hu, body.complement()), 15, c.id() + ": air");
      assertEquals(42, median(hu, mask(c, "Prostate")), 15, c.id() + ": prostate");
      assertEquals(10, median(hu, mask(c, "Bladder")), 15, c.id() + ": urine");
      double femur = median(hu, mask(c, "Femur_L"));
      assertTrue(femur > 250 && femur < 950, c.id() + ": bone " + femur);
      double noise = spread(hu, mask(c, "Bladder"));
      assertTrue(noise > 5 && noise < 40, c.id() + ": noise " + noise);
    }
  }

  @Test
  void dosesAreScaledToBothPrescriptions() {
    for (Case c : COHORT) {
      assertEquals(Map.of("PTV70", 70.0, "PTV56", 56.0), c.prescription().doseGyByTarget());
      assertEquals(70, doseAt(c, "PTV70", 0.95), 1e-4, c.id());
      assertEquals(56, doseAt(c, "PTV56", 0.95), 0.1, c.id());
    }
  }

  @Test
  void dosesArePlausible() {
    for (Case c : COHORT) {
      float[] gy = c.requireDoseGy().data();
      double max = IntStream.range(0, gy.length).mapToDouble(i -> gy[i]).max().orElseThrow();
      assertTrue(max > 71 && max < 70 * 1.15, c.id() + ": maximum " + max);
      assertTrue(doseAt(c, "PTV70", 0.98) > 0.95 * 70, c.id() + ": D98 of PTV70");
      assertMean(c, "Rectum", 8, 50);
      assertMean(c, "Bladder", 5, 55);
      assertMean(c, "Femur_L", 1, 30);
      assertMean(c, "Femur_R", 1, 30);
      assertTrue(doseAt(c, "Femur_L", 0.02) < 50, c.id() + ": femur D2");
      assertMean(c, "BODY", 2, 20);
      mask(c, "BODY").complement().indices().forEach(i -> assertEquals(0, gy[i]));
    }
  }

  @Test
  void gridsTooSmallForAPelvisAreRefused() {
    PhantomGenerator generator = PhantomGenerator.of(1);
    GridShape cube = GridShape.cube(32);
    VoxelSpacing spacing = VoxelSpacing.isotropic(4);
    assertThrows(IllegalArgumentException.class, () -> generator.withGrid(cube, spacing));
    assertThrows(IllegalArgumentException.class, () -> generator.withBeams(4));
    assertThrows(IllegalArgumentException.class, () -> generator.generate(-1));
  }

  @Test
  void aCaseOnTheDefaultGridTakesAtMostFiveSecondsOfOneCore() {
    Duration before = cpu();
    Case c = PhantomGenerator.of(9).generate(3);
    Duration spent = cpu().minus(before);
    assertEquals(new GridShape(128, 128, 80), c.grid().shape());
    assertEquals(70, doseAt(c, "PTV70", 0.95), 1e-4);
    assertTrue(spent.toMillis() < 5000, "took " + spent.toMillis() + " ms of CPU");
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  private static Mask mask(Case c, String name) {
    return c.mask(name).orElseThrow(() -> new AssertionError(c.id() + " has no " + name));
  }

  private static void assertVolume(Case c, String name, double min, double max) {
    double cc = mask(c, name).volumeCc();
    assertTrue(cc >= min && cc <= max, c.id() + ": " + name + " of " + cc + " cc");
  }

  private static void assertMean(Case c, String name, double min, double max) {
    double gy =
        mask(c, name)
            .indices()
            .mapToDouble(i -> c.requireDoseGy().data()[i])
            .average()
            .orElseThrow();
    assertTrue(gy >= min && gy <= max, c.id() + ": " + name + " mean " + gy + " Gy");
  }

  /** Dx by its definition, hot to cold; written apart from the code under test. */
  private static double doseAt(Case c, String name, double volume) {
    double[] cold = values(c.requireDoseGy().data(), mask(c, name));
    int n = cold.length;
    for (int i = 1; i < n; i++) {
      double at = (i + 0.5) / n;
      if (at >= volume) {
        double before = (i - 0.5) / n;
        double share = (volume - before) / (at - before);
        return cold[n - i] + share * (cold[n - 1 - i] - cold[n - i]);
      }
    }
    return cold[0];
  }

  private static double median(float[] values, Mask mask) {
    double[] sorted = values(values, mask);
    return sorted[sorted.length / 2];
  }

  /** Half the range of the central 68 %, the sigma of a normal distribution. */
  private static double spread(float[] values, Mask mask) {
    double[] sorted = values(values, mask);
    return (sorted[(int) (0.84 * sorted.length)] - sorted[(int) (0.16 * sorted.length)]) / 2;
  }

  private static double[] values(float[] values, Mask mask) {
    double[] sorted = mask.indices().mapToDouble(i -> values[i]).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double dice(Mask a, Mask b) {
    return 2.0 * a.and(b).count() / (a.count() + b.count());
  }

  private static PatientPoint centre(Mask mask) {
    Grid grid = mask.grid();
    double[] sum = new double[3];
    mask.indices()
        .forEach(
            i -> {
              int column = i / grid.shape().nz();
              sum[0] += Math.floorDiv(column, grid.shape().nx());
              sum[1] += column % grid.shape().nx();
              sum[2] += i % grid.shape().nz();
            });
    int n = mask.count();
    return grid.toPatient(sum[0] / n, sum[1] / n, sum[2] / n);
  }
}

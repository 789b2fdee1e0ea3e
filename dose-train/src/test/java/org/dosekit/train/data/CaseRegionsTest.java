package org.dosekit.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.train.engine.Batch;
import org.dosekit.train.engine.RegionVoxels;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Patches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseRegionsTest {
  private static final GridShape SHAPE = new GridShape(20, 24, 16);
  private static final List<StructureExpression> REGIONS =
      expressions("Femur_L", "PTV70", "Femur_L - PTV70");

  private static List<StructureExpression> expressions(String... texts) {
    return Arrays.stream(texts).map(StructureExpression::parse).toList();
  }

  /**
   * Channel 0 of {@link SyntheticEncodedCase} holds the index of each voxel, so that the patch
   * itself says where its voxels came from.
   */
  @Test
  void voxelsOfThePatchAreThoseOfTheStructure() {
    for (long seed = 0; seed < 20; seed++) {
      Batch batch = sampler(0, false, 3).batch(List.of(source()), new long[] {seed});
      RegionVoxels regions = batch.regions();
      int first = regions.counts()[0];
      for (int i = 0; i < regions.voxels().length; i++) {
        int origin = Math.round(batch.channels()[regions.voxels()[i]]);
        boolean inFemur = isLeftFemur(origin);
        boolean inTarget = isTarget(origin);
        assertTrue(i < first ? inFemur : inTarget || inFemur, "voxel " + origin);
        assertTrue(batch.weight()[regions.voxels()[i]] > 0, "a voxel of the volume");
      }
      long inside =
          IntStream.range(0, batch.target().length)
              .filter(i -> batch.weight()[i] > 0 && isLeftFemur(Math.round(batch.channels()[i])))
              .count();
      assertEquals(inside, first);
    }
  }

  @Test
  void flippedPatchHasTheRightFemurWhereTheLeftIsAsked() {
    boolean flipped = false;
    for (long seed = 0; seed < 20; seed++) {
      Batch batch = sampler(0, true, 0).batch(List.of(source()), new long[] {seed});
      RegionVoxels regions = batch.regions();
      for (int i = 0; i < regions.counts()[0]; i++) {
        int origin = Math.round(batch.channels()[regions.voxels()[i]]);
        boolean right = isRightFemur(origin);
        flipped |= right;
        assertTrue(right || isLeftFemur(origin), "voxel " + origin);
      }
    }
    assertTrue(flipped);
  }

  /**
   * The dose of the case is 1 in the target and 0 elsewhere. Where the nearest voxel is one of the
   * target, its weight in the interpolation is at least 1/2 along each axis, 1/8 in all.
   */
  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "2, false", "2, true"})
  void voxelsOfAMovedStructureAreWhereItsDoseIs(int coarsening, boolean flip) {
    TrainingCase source = doseInTarget(coarsening);
    Augmentation moving =
        new Augmentation(flip, 0, 0).withMotion(new Augmentation.Motion(1, 20, 0.2, 1));
    PatchSampler sampler =
        PatchSampler.of(
            SyntheticEncodedCase.ENCODER,
            new SamplingPlan(new Patches(GridShape.cube(16), 1, 1, 0, 1), moving, false),
            ScoredRegions.of(REGIONS, 0));
    for (long seed = 0; seed < 30; seed++) {
      Batch batch = sampler.batch(List.of(source), new long[] {seed});
      RegionVoxels regions = batch.regions();
      int first = regions.counts()[0];
      int[] target = Arrays.copyOfRange(regions.voxels(), first, first + regions.counts()[1]);
      double insideMean =
          Arrays.stream(target).mapToDouble(i -> batch.target()[i]).average().orElseThrow();
      assertTrue(insideMean > 0.65, () -> "mean dose of the target's voxels " + insideMean);
      Arrays.stream(target).forEach(i -> assertTrue(batch.target()[i] > 0.124));
      assertTrue(regions.meanFraction().orElseThrow() <= 1);
    }
  }

  /** In the middle of a large patch nothing is lost, however the structure is turned. */
  @Test
  void movedStructureInsideThePatchIsWhole() {
    Augmentation moving = Augmentation.NONE.withMotion(new Augmentation.Motion(1, 20, 0.1, 1));
    PatchSampler sampler =
        PatchSampler.of(
            SyntheticEncodedCase.ENCODER,
            new SamplingPlan(new Patches(GridShape.cube(48), 1, 1, 0, 1), moving, false),
            ScoredRegions.of(REGIONS, 0.999));
    TrainingCase source = doseInTarget(1);
    for (long seed = 0; seed < 30; seed++) {
      RegionVoxels regions = sampler.batch(List.of(source), new long[] {seed}).regions();
      assertEquals(1, regions.meanFraction().orElseThrow());
      assertTrue(Arrays.stream(regions.counts()).allMatch(count -> count > 0));
    }
  }

  private static TrainingCase doseInTarget(int coarsening) {
    Grid grid = SyntheticEncodedCase.of(SHAPE).caseGrid();
    Grid coarse = coarsening == 1 ? grid : grid.coarsened(coarsening);
    float[] dose = new float[SHAPE.voxelCount()];
    for (int i = 0; i < dose.length; i++) {
      dose[i] = isTarget(i) ? 1 : 0;
    }
    return TrainingCase.of(
        new EncodedCase(
            "case_1",
            coarse,
            new float[4][coarse.voxelCount()],
            new float[] {1, 2, 3},
            70,
            grid,
            coarsening,
            Optional.of(dose),
            SyntheticEncodedCase.ones(SHAPE)),
        SyntheticEncodedCase.PROTOCOL.channels(),
        CaseRegions.of(patient(), SyntheticEncodedCase.PROTOCOL, ScoredRegions.of(REGIONS, 0)));
  }

  @Test
  void regionIsScoredWhereMoreThanTheLimitIsInside() {
    TrainingCase source = source();
    double whole = source.regions().voxels()[0];
    boolean scored = false;
    boolean cut = false;
    for (long seed = 0; seed < 60; seed++) {
      RegionVoxels all = sampler(0, false, 6).batch(List.of(source), new long[] {seed}).regions();
      RegionVoxels most =
          sampler(0.8, false, 6).batch(List.of(source), new long[] {seed}).regions();
      if (all.counts()[0] / whole > 0.8) {
        assertEquals(all.counts()[0], most.counts()[0]);
        scored = true;
      } else {
        assertEquals(0, most.counts()[0]);
        cut = true;
      }
      assertEquals(all.meanFraction(), most.meanFraction());
      assertEquals(
          Arrays.stream(most.counts()).sum(), most.voxels().length, "no voxels of unscored ones");
    }
    assertTrue(scored && cut);
  }

  @Test
  void patchesCentredOnTargetsHoldThem() {
    SamplingPlan plan =
        new SamplingPlan(new Patches(GridShape.cube(16), 1, 1, 0, 1), Augmentation.NONE, false);
    PatchSampler sampler =
        PatchSampler.of(SyntheticEncodedCase.ENCODER, plan, ScoredRegions.of(REGIONS, 0));
    TrainingCase source = source();
    for (long seed = 0; seed < 10; seed++) {
      Batch batch = sampler.batch(List.of(source), new long[] {seed});
      assertEquals(source.regions().voxels()[1], batch.regions().counts()[1]);
    }
  }

  @Test
  void mirrorsOfRegionsAreKeptBesideThem() {
    ScoredRegions regions = ScoredRegions.of(REGIONS, 0.5);
    assertEquals(
        expressions("Femur_L", "PTV70", "Femur_L - PTV70", "Femur_R", "Femur_R - PTV70"),
        regions.all());
    assertEquals(3, regions.scored());
    assertArrayEquals(new int[] {3, 1, 4}, IntStream.range(0, 3).map(regions::mirrored).toArray());
    assertFalse(regions.isScored(0, 0.5));
    assertTrue(regions.isScored(0, 0.51));
  }

  @Test
  void regionsReadVoxelByVoxelAreThereHoweverLittleIsInside() {
    ScoredRegions regions = ScoredRegions.of(expressions("PTV70"), 0.5).and(expressions("Femur_L"));
    assertEquals(expressions("PTV70", "Femur_L", "Femur_R"), regions.all());
    assertEquals(2, regions.scored());
    assertTrue(regions.isScored(1, 0.1));
    assertFalse(regions.isScored(0, 0.1));
  }

  @Test
  void absentStructureHasNoVoxelsAndNoFraction() {
    ScoredRegions regions = ScoredRegions.of(expressions("Rectum"), 0);
    PatchSampler sampler = PatchSampler.of(SyntheticEncodedCase.ENCODER, plan(false, 0), regions);
    TrainingCase source = source(regions);
    RegionVoxels found = sampler.batch(List.of(source), new long[] {1}).regions();
    assertEquals(0, found.voxels().length);
    assertTrue(found.meanFraction().isEmpty());
  }

  private static PatchSampler sampler(double minimumFraction, boolean flip, int shift) {
    return PatchSampler.of(
        SyntheticEncodedCase.ENCODER,
        plan(flip, shift),
        ScoredRegions.of(REGIONS, minimumFraction));
  }

  private static SamplingPlan plan(boolean flip, int shift) {
    return new SamplingPlan(
        new Patches(GridShape.cube(16), 1, 1, 0), new Augmentation(flip, shift, 0), false);
  }

  private static TrainingCase source() {
    return source(ScoredRegions.of(REGIONS, 0));
  }

  private static TrainingCase source(ScoredRegions regions) {
    return TrainingCase.of(
        SyntheticEncodedCase.encoded(SHAPE, SyntheticEncodedCase.ones(SHAPE)),
        SyntheticEncodedCase.PROTOCOL.channels(),
        CaseRegions.of(patient(), SyntheticEncodedCase.PROTOCOL, regions));
  }

  private static Case patient() {
    Grid grid = SyntheticEncodedCase.of(SHAPE).caseGrid();
    return new Case(
        "case_1",
        "synthetic",
        Volume.of(grid, new float[SHAPE.voxelCount()]),
        List.of(
            structure(grid, "PTV70", StructureRole.TARGET, CaseRegionsTest::isTarget),
            structure(grid, "Femur_L", StructureRole.ORGAN_AT_RISK, CaseRegionsTest::isLeftFemur),
            structure(grid, "Femur_R", StructureRole.ORGAN_AT_RISK, CaseRegionsTest::isRightFemur)),
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static Structure structure(
      Grid grid, String name, StructureRole role, IntPredicate inside) {
    return new Structure(name, role, Mask.where(grid, inside));
  }

  private static boolean isTarget(int i) {
    return isInBox(i, 8, 13, 9, 16, 4, 12);
  }

  private static boolean isLeftFemur(int i) {
    return isInBox(i, 5, 12, 15, 21, 3, 9);
  }

  private static boolean isRightFemur(int i) {
    return isInBox(i, 6, 11, 2, 6, 2, 10);
  }

  private static boolean isInBox(int i, int y0, int y1, int x0, int x1, int z0, int z1) {
    int row = i / SHAPE.nz();
    int y = row / SHAPE.nx();
    int x = row % SHAPE.nx();
    int z = i % SHAPE.nz();
    return y >= y0 && y < y1 && x >= x0 && x < x1 && z >= z0 && z < z1;
  }
}

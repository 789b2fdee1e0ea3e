package org.dosekit.data.phantom;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.data.beam.SibPlanner;
import org.dosekit.data.beam.SibTask;
import org.junit.jupiter.api.Test;

/** The dose follows from the anatomy: what is changed in the patient changes the plan. */
class PhantomAnatomyTest {
  private static final SibPlanner PLANNER = SibPlanner.withBeams(18);
  private static final Grid GRID = small(4).generate(0).grid();
  private static final PhantomAnatomy ANATOMY = PhantomAnatomy.draw(GRID, Draw.of(4, 1));
  private static final Mask RECTUM = ANATOMY.require(PhantomAnatomy.RECTUM);

  static PhantomGenerator small(long seed) {
    return PhantomGenerator.of(seed)
        .withGrid(new GridShape(64, 64, 48), VoxelSpacing.isotropic(5))
        .withBeams(12);
  }

  @Test
  void anOrganAtRiskGetsLessThanIfItWereNone() {
    Mask outside = RECTUM.minus(ANATOMY.require(PhantomAnatomy.PTV56));
    double spared = mean(plan(ANATOMY.ctHu(), List.of(RECTUM)), outside);
    double ignored = mean(plan(ANATOMY.ctHu(), List.of()), outside);
    assertTrue(spared < 0.9 * ignored, spared + " Gy against " + ignored + " Gy");
  }

  @Test
  void theDoseFollowsARectumThatMoves() {
    Mask moved = shiftedLeft(RECTUM, 4);
    Mask left = moved.minus(RECTUM).minus(ANATOMY.require(PhantomAnatomy.PTV56));
    double withRectumHere = mean(plan(ANATOMY.ctHu(), List.of(moved)), left);
    double withRectumThere = mean(plan(ANATOMY.ctHu(), List.of(RECTUM)), left);
    assertTrue(
        withRectumHere < withRectumThere - 1, withRectumHere + " Gy against " + withRectumThere);
  }

  @Test
  void addedBoneChangesTheDose() {
    float[] hu = ANATOMY.ctHu().data().clone();
    Mask body = ANATOMY.body();
    for (int i = 0; i < hu.length; i++) {
      int row = i / (GRID.shape().nx() * GRID.shape().nz());
      if (row < GRID.shape().ny() / 2 - 8 && body.contains(i)) {
        hu[i] = 900;
      }
    }
    Volume plain = plan(ANATOMY.ctHu(), List.of(RECTUM));
    Volume bony = plan(Volume.of(GRID, hu), List.of(RECTUM));
    double change = 0;
    double dose = 0;
    for (int i = body.nextIndex(0); i >= 0; i = body.nextIndex(i + 1)) {
      change += Math.abs(plain.data()[i] - bony.data()[i]);
      dose += plain.data()[i];
    }
    // The same patient planned twice does not change at all.
    assertTrue(change > 0.01 * dose, "changed by " + change / dose + " of the dose");
  }

  private static Volume plan(Volume ctHu, List<Mask> organs) {
    return PLANNER.planGy(
        new SibTask(
            ctHu,
            ANATOMY.body(),
            ANATOMY.require(PhantomAnatomy.PTV70),
            ANATOMY.require(PhantomAnatomy.PTV56),
            70,
            56,
            organs));
  }

  private static Mask shiftedLeft(Mask mask, int voxels) {
    BitSet bits = new BitSet();
    mask.indices().forEach(i -> bits.set(i + voxels * GRID.shape().nz()));
    return Mask.of(GRID, bits).and(ANATOMY.body());
  }

  private static double mean(Volume doseGy, Mask mask) {
    return mask.indices().mapToDouble(i -> doseGy.data()[i]).average().orElseThrow();
  }
}

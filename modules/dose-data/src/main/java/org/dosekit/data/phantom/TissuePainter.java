package org.dosekit.data.phantom;

import java.util.Arrays;
import java.util.BitSet;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/** Paints a CT: tissues over each other from the skin inwards, then noise. */
final class TissuePainter {
  private static final float AIR_HU = -1000;
  private static final float FAT_HU = -100;
  private static final float MUSCLE_HU = 50;
  private static final float PELVIC_FAT_HU = -85;
  private static final float CORTICAL_HU = 850;
  private static final float SPONGY_HU = 320;
  private static final float MARROW_HU = -20;
  private static final float URINE_HU = 10;
  private static final float BOWEL_HU = 25;
  private static final float RECTAL_WALL_HU = 40;
  private static final float GAS_HU = -800;
  private static final float VESICLES_HU = 30;
  private static final float PROSTATE_HU = 42;
  private static final double CORTEX_MM = 3;
  private static final double SHAFT_CORTEX_MM = 6;

  private final Raster raster;
  private final BodyOutline outline;
  private final Mask body;
  private final BitSet bone;
  private final float[] hu;

  TissuePainter(Raster raster, BodyOutline outline) {
    this.raster = raster;
    this.outline = outline;
    body = insideSkin(0);
    bone = new BitSet(raster.grid().voxelCount());
    hu = new float[raster.grid().voxelCount()];
  }

  /** The patient's outline. */
  Mask body() {
    return body;
  }

  /** The bones painted so far. */
  Mask bone() {
    return Mask.of(raster.grid(), bone);
  }

  /** The voxels at least so far under the skin. */
  Mask insideSkin(double insetMm) {
    Grid grid = raster.grid();
    GridShape shape = grid.shape();
    PatientPoint origin = grid.origin();
    BitSet bits = new BitSet(grid.voxelCount());
    int index = 0;
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        for (int z = 0; z < shape.nz(); z++, index++) {
          if (outline.contains(
              origin.xMm() + x * grid.spacing().xMm(),
              origin.yMm() + y * grid.spacing().yMm(),
              origin.zMm() + z * grid.spacing().zMm(),
              insetMm)) {
            bits.set(index);
          }
        }
      }
    }
    return Mask.of(grid, bits);
  }

  /** The CT in HU, in whole numbers. */
  Volume paint(PelvicBones bones, PelvicOrgans organs, Draw draw) {
    Arrays.fill(hu, AIR_HU);
    body.indices().forEach(i -> hu[i] = FAT_HU);
    insideSkin(outline.fatMm()).indices().forEach(i -> hu[i] = MUSCLE_HU);
    paintPelvicFat(
        new Solid.Ellipsoid(organs.prostate().box().centre().plus(0, 0, 40), 62, 56, 110));
    bones.pelvis().forEach(this::paintBone);
    paintBone(bones.leftFemur());
    paintBone(bones.rightFemur());
    paintShaft(bones.leftShaft());
    paintShaft(bones.rightShaft());
    paintOrgans(organs, draw);
    addNoise(draw);
    return Volume.of(raster.grid(), hu);
  }

  private void paintOrgans(PelvicOrgans organs, Draw draw) {
    organs.bowel().ifPresent(bowel -> paintSoft(bowel, BOWEL_HU));
    paintSoft(organs.bladder(), URINE_HU);
    paintSoft(organs.rectum(), RECTAL_WALL_HU);
    paintSoft(organs.rectalLumen(), (float) draw.between(0, 60));
    BitSet lumen = raster.bits(organs.rectalLumen());
    for (Solid bubble : organs.rectalGas()) {
      raster.visit(
          bubble,
          (i, depth) -> {
            if (lumen.get(i) && !bone.get(i)) {
              hu[i] = GAS_HU;
            }
          });
    }
    paintSoft(organs.seminalVesicles(), VESICLES_HU);
    paintSoft(organs.prostate(), PROSTATE_HU);
  }

  private void paintPelvicFat(Solid solid) {
    raster.visit(
        solid,
        (i, depth) -> {
          if (hu[i] == MUSCLE_HU) {
            hu[i] = PELVIC_FAT_HU;
          }
        });
  }

  private void paintSoft(Solid solid, float value) {
    raster.visit(
        solid,
        (i, depth) -> {
          if (body.contains(i) && !bone.get(i)) {
            hu[i] = value;
          }
        });
  }

  /** Spongy bone in a cortex; parts of one bone have no cortex between them. */
  private void paintBone(Solid solid) {
    raster.visit(
        solid,
        (i, depth) -> {
          if (body.contains(i)) {
            float value = depth < CORTEX_MM ? CORTICAL_HU : SPONGY_HU;
            hu[i] = bone.get(i) ? Math.min(hu[i], value) : value;
            bone.set(i);
          }
        });
  }

  private void paintShaft(Solid solid) {
    raster.visit(
        solid,
        (i, depth) -> {
          if (body.contains(i) && !bone.get(i)) {
            hu[i] = depth < SHAFT_CORTEX_MM ? CORTICAL_HU : MARROW_HU;
            bone.set(i);
          }
        });
  }

  private void addNoise(Draw draw) {
    double sigmaHu = draw.between(7, 13);
    for (int i = 0; i < hu.length; i++) {
      double noisy = hu[i] + sigmaHu * draw.gaussian();
      hu[i] = (float) Math.max(AIR_HU, Math.rint(noisy));
    }
  }
}

package org.dosekit.data.phantom;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * A synthetic pelvis on its grid.
 *
 * @param ctHu CT in HU, whole numbers
 * @param body the outline
 * @param structures the masks of {@code prostate-sib} by name, without empty ones; PTV56 contains
 *     PTV70, which contains the prostate, and organs do not overlap each other or the prostate
 */
record PhantomAnatomy(Volume ctHu, Mask body, Map<String, Mask> structures) {
  static final String PTV70 = "PTV70";
  static final String PTV56 = "PTV56";
  static final String RECTUM = "Rectum";

  /** Between a target and the skin. */
  private static final double SKIN_MM = 5;

  /** Room between the patient and the edge of the grid. */
  private static final double AIR_MM = 6;

  /** Draws a patient. */
  static PhantomAnatomy draw(Grid grid, Draw draw) {
    double size = draw.between(0.94, 1.06);
    double halfX = grid.spacing().xMm() * (grid.shape().nx() - 1) / 2;
    double halfY = grid.spacing().yMm() * (grid.shape().ny() - 1) / 2;
    BodyOutline outline = BodyOutline.draw(draw.split(), size, halfX - AIR_MM, halfY - AIR_MM);
    Solid.Point hips =
        outline.centre().plus(draw.between(-3, 3), draw.between(-2, 6), draw.between(-6, 6));
    Solid.Point prostate =
        hips.plus(draw.between(-4, 4), draw.between(2, 8), -draw.between(10, 18));
    PelvicBones bones = PelvicBones.draw(draw.split(), hips, size);
    PelvicOrgans organs = PelvicOrgans.draw(draw.split(), prostate);
    Margins margins =
        new Margins(draw.between(5.0, 7.0), draw.between(7.0, 9.0), draw.between(6.0, 8.0));
    Raster raster = new Raster(grid);
    TissuePainter painter = new TissuePainter(raster, outline);
    Volume ctHu = painter.paint(bones, organs, draw.split());
    return new PhantomAnatomy(
        ctHu, painter.body(), structures(raster, painter, bones, organs, margins));
  }

  /** The mask of a structure that every phantom has. */
  Mask require(String name) {
    return Objects.requireNonNull(structures.get(name), name);
  }

  /**
   * What is added around clinical targets.
   *
   * @param boostMm prostate to PTV70
   * @param electiveMm prostate and seminal vesicles to PTV56; at least {@code boostMm}
   * @param nodesMm nodes to PTV56
   */
  private record Margins(double boostMm, double electiveMm, double nodesMm) {}

  private static Map<String, Mask> structures(
      Raster raster,
      TissuePainter painter,
      PelvicBones bones,
      PelvicOrgans organs,
      Margins margins) {
    Mask skin = painter.insideSkin(SKIN_MM);
    Mask prostate = mask(raster, organs.prostate()).and(skin);
    Mask vesicles = mask(raster, organs.seminalVesicles()).and(skin);
    Mask ptv70 = grown(prostate, margins.boostMm()).and(skin);
    Mask ptv56 = grown(prostate.or(vesicles), margins.electiveMm()).and(skin).or(ptv70);
    if (organs.nodes().isPresent()) {
      Mask nodes = mask(raster, organs.nodes().get());
      ptv56 = ptv56.or(grown(nodes, margins.nodesMm()).and(skin));
    }
    Mask taken = prostate.or(vesicles).or(painter.bone());
    Mask rectum = mask(raster, organs.rectum()).and(skin).minus(taken);
    Mask bladder = mask(raster, organs.bladder()).and(skin).minus(taken).minus(rectum);
    Mask bowel =
        organs
            .bowel()
            .map(solid -> mask(raster, solid).and(skin).minus(taken))
            .orElseGet(() -> Mask.empty(raster.grid()))
            .minus(rectum)
            .minus(bladder);
    Map<String, Mask> structures = new LinkedHashMap<>();
    structures.put(PTV70, ptv70);
    structures.put(PTV56, ptv56);
    structures.put("Prostate", prostate);
    structures.put(RECTUM, rectum);
    structures.put("Bladder", bladder);
    structures.put("Femur_L", mask(raster, bones.leftFemur()).and(skin));
    structures.put("Femur_R", mask(raster, bones.rightFemur()).and(skin));
    structures.put("Bowel", bowel);
    structures.values().removeIf(Mask::isEmpty);
    return structures;
  }

  private static Mask mask(Raster raster, Solid solid) {
    BitSet bits = raster.bits(solid);
    return Mask.of(raster.grid(), bits);
  }

  /** Voxels whose centre lies within the margin of a voxel centre of the mask. */
  private static Mask grown(Mask mask, double marginMm) {
    float[] distanceMm = DistanceField.toMaskMm(mask).data();
    return Mask.where(mask.grid(), i -> distanceMm[i] <= marginMm);
  }
}

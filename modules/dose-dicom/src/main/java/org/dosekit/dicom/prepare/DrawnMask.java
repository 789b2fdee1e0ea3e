package org.dosekit.dicom.prepare;

import java.util.BitSet;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.structure.Contour;
import org.dosekit.core.structure.ContourRasterizer;
import org.dosekit.core.structure.Contours;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * The voxels of drawn contours. Slices skipped between drawn ones are filled by shape (Raya and
 * Udupa 1990): inside is where the mean of the distances to the outlines below and above, weighted
 * by nearness, is negative.
 *
 * @param mask the voxels
 * @param filledSlices how many slices were filled
 */
record DrawnMask(Mask mask, int filledSlices) {
  /** Farther apart, contours are of two parts rather than of a part with slices left out. */
  private static final double LARGEST_GAP_MM = 12;

  /** The voxels of which at least half is inside. */
  static DrawnMask byArea(Contours contours, Grid grid) {
    Contours drawn = contours.withSliceSpacingMm(grid.spacing().zMm());
    Mask mask = ContourRasterizer.onto(grid).fractions(drawn).atLeast(0.5);
    return filled(mask, drawnSlices(contours, grid));
  }

  /** The voxels whose centre is inside, as the original project's. */
  static DrawnMask byCentre(Contours contours, Grid grid) {
    Contours drawn = contours.withSliceSpacingMm(grid.spacing().zMm());
    return filled(ContourRasterizer.onto(grid).centres(drawn), drawnSlices(contours, grid));
  }

  /** The slices of the grid that hold a contour. */
  private static SortedSet<Integer> drawnSlices(Contours contours, Grid grid) {
    SortedSet<Integer> slices = new TreeSet<>();
    for (Contour contour : contours.contours()) {
      int slice = (int) Math.rint(grid.toVoxel(contour.point(0)).z());
      if (slice >= 0 && slice < grid.shape().nz()) {
        slices.add(slice);
      }
    }
    return slices;
  }

  private static DrawnMask filled(Mask mask, SortedSet<Integer> drawn) {
    GridShape shape = mask.grid().shape();
    BitSet bits = mask.toBitSet();
    int filled = 0;
    Integer below = null;
    for (Integer above : drawn) {
      if (below != null && above - below > 1) {
        double gapMm = (above - below) * mask.grid().spacing().zMm();
        for (int z = below + 1; z < above && gapMm <= LARGEST_GAP_MM; z++) {
          if (isEmpty(bits, shape, z)) {
            fill(mask, bits, below, above, z);
            filled++;
          }
        }
      }
      below = above;
    }
    return filled == 0 ? new DrawnMask(mask, 0) : new DrawnMask(Mask.of(mask.grid(), bits), filled);
  }

  private static boolean isEmpty(BitSet bits, GridShape shape, int z) {
    for (int pixel = 0; pixel < shape.ny() * shape.nx(); pixel++) {
      if (bits.get(pixel * shape.nz() + z)) {
        return false;
      }
    }
    return true;
  }

  private static void fill(Mask mask, BitSet bits, int below, int above, int z) {
    int nz = mask.grid().shape().nz();
    float[] distanceBelow = outlineMm(mask, below).data();
    float[] distanceAbove = outlineMm(mask, above).data();
    float nearness = (z - below) / (float) (above - below);
    for (int pixel = 0; pixel < distanceBelow.length; pixel++) {
      float mean = (1 - nearness) * distanceBelow[pixel] + nearness * distanceAbove[pixel];
      if (mean < 0) {
        bits.set(pixel * nz + z);
      }
    }
  }

  /** Signed distances from the outline in a slice, negative inside. */
  private static Volume outlineMm(Mask mask, int z) {
    Grid grid = mask.grid();
    GridShape shape = grid.shape();
    Grid slice =
        Grid.axial(
            new GridShape(shape.ny(), shape.nx(), 1), grid.spacing(), grid.toPatient(0, 0, z));
    Mask outline = Mask.where(slice, pixel -> mask.contains(pixel * shape.nz() + z));
    return DistanceField.signedMm(outline);
  }
}

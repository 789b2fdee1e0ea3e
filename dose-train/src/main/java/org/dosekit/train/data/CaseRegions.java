package org.dosekit.train.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Mask;

/**
 * The {@link ScoredRegions} of a case on its own grid, one bit a voxel, and the middles of its
 * targets.
 *
 * @param grid of the case
 * @param masks of the regions; empty ones where the case lacks them
 * @param voxels of each region
 * @param targetCentres index of the voxel in the middle of each target's bounding box
 */
record CaseRegions(Grid grid, List<BitSet> masks, int[] voxels, int[] targetCentres) {

  /** No regions, no targets. */
  static CaseRegions none(Grid grid) {
    return new CaseRegions(grid, List.of(), new int[0], new int[0]);
  }

  static CaseRegions of(Case patient, Protocol protocol, ScoredRegions regions) {
    List<BitSet> masks = new ArrayList<>();
    regions
        .all()
        .forEach(region -> masks.add(region.evaluate(patient.grid(), patient::mask).toBitSet()));
    int[] centres =
        protocol.prescriptionGy().keySet().stream()
            .flatMap(target -> patient.mask(target).stream())
            .filter(mask -> !mask.isEmpty())
            .mapToInt(CaseRegions::middle)
            .toArray();
    return new CaseRegions(
        patient.grid(), masks, masks.stream().mapToInt(BitSet::cardinality).toArray(), centres);
  }

  /** The memory the bits take. */
  long bytes() {
    return masks.stream().mapToLong(mask -> mask.size() / Byte.SIZE).sum();
  }

  /** A place in the case's grid that counts or does not. */
  @FunctionalInterface
  interface Place {
    boolean counts(int y, int x, int z);
  }

  /** How many of a region's voxels count. */
  int count(int region, Place place) {
    GridShape volume = grid.shape();
    BitSet mask = masks.get(region);
    int count = 0;
    for (int i = mask.nextSetBit(0); i >= 0; i = mask.nextSetBit(i + 1)) {
      int row = i / volume.nz();
      if (place.counts(row / volume.nx(), row % volume.nx(), i % volume.nz())) {
        count++;
      }
    }
    return count;
  }

  /**
   * Hands on a region's voxels inside a patch.
   *
   * @param place of the patch on the case's grid
   * @param flip whether the patch is mirrored along x
   * @param found is given the index of each in the patch, flat
   */
  void forEachInside(int region, GridBox place, boolean flip, IntConsumer found) {
    GridShape volume = grid.shape();
    GridShape patch = place.shape();
    BitSet mask = masks.get(region);
    for (int i = mask.nextSetBit(0); i >= 0; i = mask.nextSetBit(i + 1)) {
      int row = i / volume.nz();
      int y = row / volume.nx() - place.y0();
      int x = row % volume.nx() - place.x0();
      int z = i % volume.nz() - place.z0();
      if (patch.contains(y, x, z)) {
        found.accept(patch.index(y, flip ? patch.nx() - 1 - x : x, z));
      }
    }
  }

  /**
   * Hands on a region's voxels inside a patch whose patient is moved.
   *
   * @param origins for each voxel of the patch the one of the case it comes from, -1 from outside
   * @param flip whether the patch is mirrored along x
   * @param found is given the index of each in the patch, flat
   */
  void forEachOf(int region, int[] origins, GridShape patch, boolean flip, IntConsumer found) {
    BitSet mask = masks.get(region);
    for (int i = 0; i < origins.length; i++) {
      if (origins[i] >= 0 && mask.get(origins[i])) {
        int row = i / patch.nz();
        int x = row % patch.nx();
        int mirrored = flip ? patch.nx() - 1 - x : x;
        found.accept(i + (mirrored - x) * patch.nz());
      }
    }
  }

  private static int middle(Mask mask) {
    GridShape shape = mask.grid().shape();
    int[] lowest = {shape.ny(), shape.nx(), shape.nz()};
    int[] highest = {0, 0, 0};
    mask.indices()
        .forEach(
            i -> {
              int row = i / shape.nz();
              int[] at = {row / shape.nx(), row % shape.nx(), i % shape.nz()};
              for (int axis = 0; axis < at.length; axis++) {
                lowest[axis] = Math.min(lowest[axis], at[axis]);
                highest[axis] = Math.max(highest[axis], at[axis]);
              }
            });
    return shape.index(
        (lowest[0] + highest[0]) / 2, (lowest[1] + highest[1]) / 2, (lowest[2] + highest[2]) / 2);
  }
}

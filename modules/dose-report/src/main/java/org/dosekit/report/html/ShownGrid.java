package org.dosekit.report.html;

import java.util.BitSet;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * The voxels of a case that a viewer shows: those about the body, every one or, where they are too
 * many, every second, third, ... along an axis. None is averaged: what is shown is what a voxel
 * holds.
 *
 * @param grid the case's
 * @param box the voxels about the body
 * @param strideY every how many voxels along y one is shown
 * @param strideX likewise along x
 * @param strideZ likewise along z
 */
record ShownGrid(Grid grid, GridBox box, int strideY, int strideX, int strideZ) {
  private static final int MARGIN_VOXELS = 2;

  /**
   * The voxels about a body.
   *
   * @param body not empty
   * @param most how many may be shown
   */
  static ShownGrid of(Mask body, int most) {
    Grid grid = body.grid();
    GridBox box = body.boundingBox().grown(MARGIN_VOXELS, grid.shape());
    ShownGrid shown = new ShownGrid(grid, box, 1, 1, 1);
    while (shown.voxelCount() > most) {
      shown = shown.coarserAlongFinestAxis();
    }
    return shown;
  }

  private ShownGrid coarserAlongFinestAxis() {
    VoxelSpacing mm = spacing();
    if (mm.yMm() <= mm.xMm() && mm.yMm() <= mm.zMm()) {
      return new ShownGrid(grid, box, strideY + 1, strideX, strideZ);
    }
    return mm.xMm() <= mm.zMm()
        ? new ShownGrid(grid, box, strideY, strideX + 1, strideZ)
        : new ShownGrid(grid, box, strideY, strideX, strideZ + 1);
  }

  /** Whether every voxel of the box is shown. */
  boolean isWhole() {
    return strideY * strideX * strideZ == 1;
  }

  /** How many voxels are shown along each axis. */
  GridShape shape() {
    return new GridShape(
        (box.shape().ny() - 1) / strideY + 1,
        (box.shape().nx() - 1) / strideX + 1,
        (box.shape().nz() - 1) / strideZ + 1);
  }

  /** How many voxels are shown. */
  int voxelCount() {
    return shape().voxelCount();
  }

  /** The distances of shown voxels. */
  VoxelSpacing spacing() {
    VoxelSpacing mm = grid.spacing();
    return new VoxelSpacing(mm.yMm() * strideY, mm.xMm() * strideX, mm.zMm() * strideZ);
  }

  /** Where the first shown voxel is. */
  PatientPoint origin() {
    return grid.toPatient(box.y0(), box.x0(), box.z0());
  }

  /** The codes of a volume, in the order (Y, X, Z) of the shown voxels. */
  byte[] codes(Volume volume, LevelTable levels) {
    byte[] codes = new byte[voxelCount()];
    float[] data = volume.data();
    forEach((place, index) -> codes[place] = (byte) levels.code(data[index]));
    return codes;
  }

  /** The shown voxels of a mask by their place. */
  BitSet bits(Mask mask) {
    BitSet bits = new BitSet(voxelCount());
    forEach((place, index) -> bits.set(place, mask.contains(index)));
    return bits;
  }

  /** Told of each shown voxel. */
  @FunctionalInterface
  interface Visitor {
    /** A voxel by its place among the shown ones and by its index in the grid. */
    void visit(int place, int index);
  }

  private void forEach(Visitor visitor) {
    GridShape shown = shape();
    int place = 0;
    for (int y = 0; y < shown.ny(); y++) {
      for (int x = 0; x < shown.nx(); x++) {
        int row = grid.shape().index(box.y0() + y * strideY, box.x0() + x * strideX, box.z0());
        for (int z = 0; z < shown.nz(); z++) {
          visitor.visit(place++, row + z * strideZ);
        }
      }
    }
  }
}

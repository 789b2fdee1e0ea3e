package org.dosekit.data.beam;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Mask;

/** Patient coordinates of voxels given by array index. */
final class VoxelCentres {
  private VoxelCentres() {}

  static PatientPoint of(Grid grid, int index) {
    GridShape shape = grid.shape();
    int column = index / shape.nz();
    int row = column / shape.nx();
    return grid.toPatient(row, column % shape.nx(), index % shape.nz());
  }

  /** The mean over a mask that is not empty. */
  static PatientPoint mean(Mask mask) {
    double x = 0;
    double y = 0;
    double z = 0;
    for (int i = mask.nextIndex(0); i >= 0; i = mask.nextIndex(i + 1)) {
      PatientPoint point = of(mask.grid(), i);
      x += point.xMm();
      y += point.yMm();
      z += point.zMm();
    }
    int count = mask.count();
    return new PatientPoint(x / count, y / count, z / count);
  }

  /** How far the mask reaches from an axis along z, with a voxel to spare. */
  static double radiusMm(Mask mask, PatientPoint axis) {
    Grid grid = mask.grid();
    double largest = 0;
    for (int i = mask.nextIndex(0); i >= 0; i = mask.nextIndex(i + 1)) {
      PatientPoint p = of(grid, i);
      largest = Math.max(largest, Math.hypot(p.xMm() - axis.xMm(), p.yMm() - axis.yMm()));
    }
    return largest + Math.max(grid.spacing().xMm(), grid.spacing().yMm());
  }
}

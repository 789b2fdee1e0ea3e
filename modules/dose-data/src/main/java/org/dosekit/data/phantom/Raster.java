package org.dosekit.data.phantom;

import java.util.BitSet;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;

/** Visits the voxels of an axial grid whose centres lie in a solid. */
final class Raster {
  /** Takes a voxel and how deep inside, in mm, its centre lies. */
  @FunctionalInterface
  interface Visitor {
    void visit(int index, double depthMm);
  }

  private final Grid grid;

  Raster(Grid grid) {
    this.grid = grid;
  }

  Grid grid() {
    return grid;
  }

  void visit(Solid solid, Visitor visitor) {
    GridShape shape = grid.shape();
    PatientPoint origin = grid.origin();
    Solid.Box box = solid.box();
    double stepY = grid.spacing().yMm();
    double stepX = grid.spacing().xMm();
    double stepZ = grid.spacing().zMm();
    int lastY = last(box.y1(), origin.yMm(), stepY, shape.ny());
    int lastX = last(box.x1(), origin.xMm(), stepX, shape.nx());
    int firstZ = first(box.z0(), origin.zMm(), stepZ);
    int lastZ = last(box.z1(), origin.zMm(), stepZ, shape.nz());
    for (int y = first(box.y0(), origin.yMm(), stepY); y <= lastY; y++) {
      for (int x = first(box.x0(), origin.xMm(), stepX); x <= lastX; x++) {
        for (int z = firstZ; z <= lastZ; z++) {
          double distance =
              solid.distanceMm(
                  origin.xMm() + x * stepX, origin.yMm() + y * stepY, origin.zMm() + z * stepZ);
          if (distance <= 0) {
            visitor.visit(shape.index(y, x, z), -distance);
          }
        }
      }
    }
  }

  /** The voxels inside. */
  BitSet bits(Solid solid) {
    BitSet bits = new BitSet(grid.voxelCount());
    visit(solid, (index, depth) -> bits.set(index));
    return bits;
  }

  private static int first(double from, double origin, double step) {
    return Math.max(0, (int) Math.ceil((from - origin) / step));
  }

  private static int last(double to, double origin, double step, int count) {
    return Math.min(count - 1, (int) Math.floor((to - origin) / step));
  }
}

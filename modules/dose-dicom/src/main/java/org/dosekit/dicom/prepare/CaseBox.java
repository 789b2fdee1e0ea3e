package org.dosekit.dicom.prepare;

import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelPoint;
import org.dosekit.core.structure.Contour;
import org.dosekit.dicom.name.NameTable;
import org.dosekit.dicom.prepare.MappedStructures.Mapped;
import org.dosekit.dicom.rt.Roi;

/** The part of the CT that becomes the case, in millimetres about its structures. */
final class CaseBox {
  private CaseBox() {}

  static GridBox of(String label, Grid ct, MappedStructures mapped, PreparationSettings settings) {
    Roi centre = centre(label, mapped, settings);
    Extent middle = new Extent(ct).include(centre);
    Extent all = new Extent(ct);
    for (Map.Entry<String, Mapped> entry : mapped.byStructure().entrySet()) {
      // The outline of the body spans the whole scan.
      if (!entry.getKey().equals(NameTable.BODY)) {
        all.include(entry.getValue().roi());
      }
    }
    double halfY = settings.halfWidthMm() / ct.spacing().yMm();
    double halfX = settings.halfWidthMm() / ct.spacing().xMm();
    double marginZ = settings.marginZMm() / ct.spacing().zMm();
    GridShape shape = ct.shape();
    int y0 = first(middle.middle(0) - halfY);
    int x0 = first(middle.middle(1) - halfX);
    int z0 = first(all.low[2] - marginZ);
    int y1 = last(middle.middle(0) + halfY, shape.ny());
    int x1 = last(middle.middle(1) + halfX, shape.nx());
    int z1 = last(all.high[2] + marginZ, shape.nz());
    if (y1 < y0 || x1 < x0 || z1 < z0) {
      throw DoseDataException.of(
          label, "structures outside the CT", "structures on the CT", "export the planning CT");
    }
    return new GridBox(new GridShape(y1 - y0 + 1, x1 - x0 + 1, z1 - z0 + 1), y0, x0, z0);
  }

  private static Roi centre(String label, MappedStructures mapped, PreparationSettings settings) {
    Mapped named = mapped.byStructure().get(settings.centre());
    if (named != null) {
      return named.roi();
    }
    for (String target : settings.protocol().targets()) {
      Mapped drawn = mapped.byStructure().get(target);
      if (drawn != null) {
        return drawn.roi();
      }
    }
    throw DoseDataException.of(
        label,
        "neither " + settings.centre() + " nor a target",
        "a structure to centre the case on",
        "name it in a names file (dose names)");
  }

  private static int first(double voxel) {
    return (int) Math.max(0, Math.floor(voxel));
  }

  private static int last(double voxel, int size) {
    return (int) Math.min(size - 1.0, Math.ceil(voxel));
  }

  /** The voxels between which contours lie, along y, x and z. */
  private static final class Extent {
    private final Grid grid;
    final double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    final double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};

    Extent(Grid grid) {
      this.grid = grid;
    }

    Extent include(Roi roi) {
      for (Contour contour : roi.closed()) {
        for (int i = 0; i < contour.size(); i++) {
          VoxelPoint point = grid.toVoxel(contour.point(i));
          include(0, point.y());
          include(1, point.x());
          include(2, point.z());
        }
      }
      return this;
    }

    private void include(int axis, double voxel) {
      low[axis] = Math.min(low[axis], voxel);
      high[axis] = Math.max(high[axis], voxel);
    }

    double middle(int axis) {
      return (low[axis] + high[axis]) / 2;
    }
  }
}

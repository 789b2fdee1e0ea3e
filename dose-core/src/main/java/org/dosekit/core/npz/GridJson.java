package org.dosekit.core.npz;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;

/** A {@link Grid} in a file's JSON; reads back equal. */
final class GridJson {
  private GridJson() {}

  static JsonObject format(Grid grid) {
    GridShape shape = grid.shape();
    VoxelSpacing spacing = grid.spacing();
    return JsonObject.create()
        .putIntegers("shape_yxz", shape.ny(), shape.nx(), shape.nz())
        .putNumbers("spacing_yxz_mm", spacing.yMm(), spacing.xMm(), spacing.zMm())
        .putNumbers("origin_xyz_mm", coordinates(grid.origin()))
        .putNumbers("along_y_xyz", coordinates(grid.alongY()))
        .putNumbers("along_x_xyz", coordinates(grid.alongX()));
  }

  private static double[] coordinates(PatientPoint point) {
    return new double[] {point.xMm(), point.yMm(), point.zMm()};
  }

  static Grid parse(JsonObject json) {
    json.requireOnly("shape_yxz", "spacing_yxz_mm", "origin_xyz_mm", "along_y_xyz", "along_x_xyz");
    long[] shape = json.integers("shape_yxz");
    double[] spacing = json.numbers("spacing_yxz_mm");
    if (shape.length != 3 || spacing.length != 3) {
      throw new IllegalArgumentException("a grid that is not of three dimensions");
    }
    return Grid.oriented(
        new GridShape(voxels(shape[0]), voxels(shape[1]), voxels(shape[2])),
        new VoxelSpacing(spacing[0], spacing[1], spacing[2]),
        point(json.numbers("origin_xyz_mm")),
        point(json.numbers("along_y_xyz")),
        point(json.numbers("along_x_xyz")));
  }

  private static int voxels(long count) {
    if (count < 1 || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a grid of " + count + " voxels along an axis; 1 to 2^31-1");
    }
    return (int) count;
  }

  private static PatientPoint point(double[] xyz) {
    if (xyz.length != 3) {
      throw new IllegalArgumentException("a point of " + xyz.length + " coordinates; 3");
    }
    return new PatientPoint(xyz[0], xyz[1], xyz[2]);
  }
}

package org.dosekit.report.slice;

import java.util.Locale;
import java.util.Objects;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * A plane of voxels, cut to a window, row by row from the top left as it is looked at. Immutable.
 */
public final class Slice {
  private final Grid grid;
  private final SlicePlane plane;
  private final int index;
  private final GridBox window;

  private Slice(Grid grid, SlicePlane plane, int index, GridBox window) {
    this.grid = grid;
    this.plane = Objects.requireNonNull(plane);
    this.index = index;
    this.window = window;
  }

  /**
   * A plane of a grid.
   *
   * @param index of the plane's voxels along the axis across it: z of an axial plane, y of a
   *     coronal one, x of a sagittal one
   * @param window what part of the grid to show, inside it
   * @throws IllegalArgumentException when the window reaches beyond the grid, or the plane lies
   *     outside the grid
   */
  public static Slice of(Grid grid, SlicePlane plane, int index, GridBox window) {
    if (!window.isInside(grid.shape(), 0, 0, 0)
        || !window.isInside(
            grid.shape(),
            window.shape().ny() - 1,
            window.shape().nx() - 1,
            window.shape().nz() - 1)) {
      throw new IllegalArgumentException("window at " + window + " outside " + grid);
    }
    int size =
        switch (plane) {
          case AXIAL -> grid.shape().nz();
          case CORONAL -> grid.shape().ny();
          case SAGITTAL -> grid.shape().nx();
        };
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(plane + " plane " + index + " of " + size);
    }
    return new Slice(grid, plane, index, window);
  }

  /** Which way the plane is looked at. */
  public SlicePlane plane() {
    return plane;
  }

  /** The number of columns. */
  public int columns() {
    return plane == SlicePlane.SAGITTAL ? window.shape().ny() : window.shape().nx();
  }

  /** The number of rows. */
  public int rows() {
    return plane == SlicePlane.AXIAL ? window.shape().ny() : window.shape().nz();
  }

  /** The width of a column in mm. */
  public double columnMm() {
    VoxelSpacing spacing = grid.spacing();
    return plane == SlicePlane.SAGITTAL ? spacing.yMm() : spacing.xMm();
  }

  /** The height of a row in mm. */
  public double rowMm() {
    VoxelSpacing spacing = grid.spacing();
    return plane == SlicePlane.AXIAL ? spacing.yMm() : spacing.zMm();
  }

  /** The width in mm. */
  public double widthMm() {
    return columns() * columnMm();
  }

  /** The height in mm. */
  public double heightMm() {
    return rows() * rowMm();
  }

  /** The place of a row's and column's voxel in the volume's array. */
  public int voxel(int row, int column) {
    int up = window.z0() + window.shape().nz() - 1 - row;
    return switch (plane) {
      case AXIAL -> grid.shape().index(window.y0() + row, window.x0() + column, index);
      case CORONAL -> grid.shape().index(index, window.x0() + column, up);
      case SAGITTAL -> grid.shape().index(window.y0() + column, index, up);
    };
  }

  /**
   * The values of a volume in this plane, row by row.
   *
   * @throws IllegalArgumentException unless the grids {@linkplain Grid#matches(Grid) match}
   */
  public SliceValues values(Volume volume) {
    requireGrid(volume.grid());
    float[] values = new float[rows() * columns()];
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        values[row * columns() + column] = volume.data()[voxel(row, column)];
      }
    }
    return new SliceValues(rows(), columns(), values);
  }

  /**
   * 1 where a mask is, 0 elsewhere, row by row.
   *
   * @throws IllegalArgumentException unless the grids {@linkplain Grid#matches(Grid) match}
   */
  public SliceValues values(Mask mask) {
    requireGrid(mask.grid());
    float[] values = new float[rows() * columns()];
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        values[row * columns() + column] = mask.contains(voxel(row, column)) ? 1 : 0;
      }
    }
    return new SliceValues(rows(), columns(), values);
  }

  /** Which side of the patient each edge is. */
  public EdgeLabels labels() {
    PatientPoint alongX = direction(0, 1, 0);
    PatientPoint alongY = direction(1, 0, 0);
    PatientPoint down = direction(0, 0, -1);
    return switch (plane) {
      case AXIAL -> EdgeLabels.of(alongX, alongY);
      case CORONAL -> EdgeLabels.of(alongX, down);
      case SAGITTAL -> EdgeLabels.of(alongY, down);
    };
  }

  /** The plane's name and place across it in patient coordinates, e.g. {@code Axial, z = 12 mm}. */
  public String title() {
    PatientPoint place =
        switch (plane) {
          case AXIAL -> grid.toPatient(0, 0, index);
          case CORONAL -> grid.toPatient(index, 0, 0);
          case SAGITTAL -> grid.toPatient(0, index, 0);
        };
    double mm =
        switch (plane) {
          case AXIAL -> place.zMm();
          case CORONAL -> place.yMm();
          case SAGITTAL -> place.xMm();
        };
    String axis =
        switch (plane) {
          case AXIAL -> "z";
          case CORONAL -> "y";
          case SAGITTAL -> "x";
        };
    // Adding 0 turns -0 into 0.
    return String.format(Locale.ROOT, "%s, %s = %.0f mm", plane.title(), axis, Math.rint(mm) + 0.0);
  }

  private PatientPoint direction(int y, int x, int z) {
    PatientPoint from = grid.origin();
    PatientPoint to = grid.toPatient(y, x, z);
    return new PatientPoint(to.xMm() - from.xMm(), to.yMm() - from.yMm(), to.zMm() - from.zMm());
  }

  private void requireGrid(Grid other) {
    if (!grid.matches(other)) {
      throw new IllegalArgumentException("grids differ: " + grid + " != " + other);
    }
  }
}

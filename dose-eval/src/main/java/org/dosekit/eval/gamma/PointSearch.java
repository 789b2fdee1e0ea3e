package org.dosekit.eval.gamma;

import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;

/**
 * The search for the gamma of one reference point at a time. Lengths in mm along the evaluated
 * grid's axes; gamma is in mm, see {@link Minimum}. Of one thread.
 */
final class PointSearch {
  /** Every axis of a cell is halved twenty times: a millionth of it. */
  private static final int MAX_DEPTH = 60;

  private final GridShape shape;
  private final float[] dose;
  private final CellBounds bounds;
  private final OffsetTable table;
  private final int strideY;
  private final int strideX;
  private final int strideZ;
  private final double spacingY;
  private final double spacingX;
  private final double spacingZ;
  private final Cell[] cells = new Cell[MAX_DEPTH + 1];
  private final Minimum minimum = new Minimum();
  private final double[] place = new double[3];

  private int cellY;
  private int cellX;
  private int cellZ;
  private CellOffsets offsets;
  private double referenceGy;
  private double mmPerGy;
  private boolean undecided;

  /** The first corner of the cell that was descended in before all others. */
  private int descended;

  PointSearch(Volume evaluatedGy, CellBounds bounds, OffsetTable table) {
    VoxelSpacing spacing = evaluatedGy.grid().spacing();
    this.shape = evaluatedGy.grid().shape();
    this.dose = evaluatedGy.data();
    this.bounds = bounds;
    this.table = table;
    this.offsets = table.at(0, 0, 0);
    strideY = shape.ny() == 1 ? 0 : shape.nx() * shape.nz();
    strideX = shape.nx() == 1 ? 0 : shape.nz();
    strideZ = shape.nz() == 1 ? 0 : 1;
    spacingY = spacing.yMm();
    spacingX = spacing.xMm();
    spacingZ = spacing.zMm();
    for (int i = 0; i < cells.length; i++) {
      cells[i] = new Cell();
    }
  }

  /** Where the point is put, Y, X, Z in voxels of the evaluated grid, before {@link #moveTo}. */
  double[] place() {
    return place;
  }

  /** Makes the point at {@link #place} the one searched for. */
  void moveTo(double pointGy) {
    referenceGy = pointGy;
    minimum.reset(0);
    cellY = (int) place[0];
    cellX = (int) place[1];
    cellZ = (int) place[2];
    offsets = table.at(place[0] - cellY, place[1] - cellX, place[2] - cellZ);
  }

  /** The evaluated dose minus the reference dose at the point itself, in Gy. */
  double differenceGy() {
    double wy = place[0] - cellY;
    double wx = place[1] - cellX;
    double wz = place[2] - cellZ;
    int corner = shape.index(cellY, cellX, cellZ);
    // A neighbour without weight may lie beyond the grid.
    int dy = wy == 0 ? 0 : strideY;
    int dx = wx == 0 ? 0 : strideX;
    int dz = wz == 0 ? 0 : strideZ;
    double near = mix(mix(corner, dz, wz), mix(corner + dx, dz, wz), wx);
    double far = mix(mix(corner + dy, dz, wz), mix(corner + dy + dx, dz, wz), wx);
    return near + wy * (far - near) - referenceGy;
  }

  private double mix(int index, int step, double weight) {
    double first = dose[index];
    return first + weight * (dose[index + step] - first);
  }

  private static double mix(double first, double second, double weight) {
    return first + weight * (second - first);
  }

  /** The best point found since {@link #begin}. */
  Minimum minimum() {
    return minimum;
  }

  /** Whether a cell was given up since {@link #begin}; it never was in any dose tried. */
  boolean isUndecided() {
    return undecided;
  }

  /**
   * Begins with the point's own place, and where the last search for this point ended, by another
   * weight of dose, there too.
   *
   * @param pointMmPerGy how many mm count as one Gy
   * @param largestMm gamma in mm at and above which all is the same
   */
  void begin(double pointMmPerGy, double largestMm, double differenceGy) {
    boolean again = minimum.found;
    double y = minimum.yMm;
    double x = minimum.xMm;
    double z = minimum.zMm;
    double distance = y * y + x * x + z * z;
    double weight = pointMmPerGy / mmPerGy;
    double lastOff = Math.max(0, minimum.squaredMm - distance) * weight * weight;
    mmPerGy = pointMmPerGy;
    undecided = false;
    minimum.reset(largestMm);
    double atPoint = differenceGy * pointMmPerGy;
    minimum.offer(atPoint * atPoint, 0, 0, 0);
    if (again) {
      minimum.offer(distance + lastOff, y, x, z);
    }
  }

  /** Descends in every cell that can hold a better point. */
  void descend() {
    // The likeliest cell first: from a low minimum on, few others are of interest.
    int y = downhill(cellY, place[0], shape.ny(), strideY);
    int x = downhill(cellX, place[1], shape.nx(), strideX);
    int z = downhill(cellZ, place[2], shape.nz(), strideZ);
    setBox(cells[0], y, x, z);
    setCorners(cells[0], shape.index(y, x, z));
    cells[0].descend(minimum);
    descended = shape.index(y, x, z);
    visit(SearchGoal.BEST, false);
  }

  /**
   * The point's own cell along an axis; of two that touch, the one towards which the dose
   * difference becomes smaller.
   */
  private int downhill(int cell, double coordinate, int voxels, int stride) {
    if (coordinate != cell || cell == 0) {
      return cell;
    }
    if (cell == voxels - 1) {
      return cell - 1;
    }
    int corner = shape.index(cellY, cellX, cellZ);
    double rise = (double) dose[corner + stride] - dose[corner - stride];
    return rise * (dose[corner] - referenceGy) < 0 ? cell : cell - 1;
  }

  /** Divides cells until nothing better can be in them, up to the goal. */
  void prove(SearchGoal goal) {
    visit(goal, true);
  }

  private void visit(SearchGoal goal, boolean prove) {
    int cellsX = CellBounds.cells(shape.nx());
    int cellsY = CellBounds.cells(shape.ny());
    int cellsZ = CellBounds.cells(shape.nz());
    Cell cell = cells[0];
    double limit = goal.limit(minimum.squaredMm);
    for (int o = 0; o < offsets.size(); o++) {
      if (offsets.squaredMm(o) >= limit) {
        return;
      }
      int y = cellY + offsets.dy(o);
      int x = cellX + offsets.dx(o);
      int z = cellZ + offsets.dz(o);
      if (y < 0 || x < 0 || z < 0 || y >= cellsY || x >= cellsX || z >= cellsZ) {
        continue;
      }
      int corner = shape.index(y, x, z);
      if (!prove && corner == descended) {
        continue;
      }
      int at = 2 * (x * shape.nz() + z);
      float[] row = bounds.row(y);
      double off = Math.max(0, Math.max(row[at] - referenceGy, referenceGy - row[at + 1]));
      off *= mmPerGy;
      setBox(cell, y, x, z);
      if (cell.squaredDistance() + off * off >= limit) {
        continue;
      }
      setCorners(cell, corner);
      if (prove) {
        divide(0, goal);
      } else {
        cell.descend(minimum);
      }
      limit = goal.limit(minimum.squaredMm);
    }
  }

  private void setBox(Cell cell, int y, int x, int z) {
    cell.lowY = (y - place[0]) * spacingY;
    cell.lowX = (x - place[1]) * spacingX;
    cell.lowZ = (z - place[2]) * spacingZ;
    cell.sizeY = strideY == 0 ? 0 : spacingY;
    cell.sizeX = strideX == 0 ? 0 : spacingX;
    cell.sizeZ = strideZ == 0 ? 0 : spacingZ;
  }

  private void setCorners(Cell cell, int corner) {
    double[] value = cell.value;
    value[0] = (dose[corner] - referenceGy) * mmPerGy;
    value[1] = (dose[corner + strideZ] - referenceGy) * mmPerGy;
    value[2] = (dose[corner + strideX] - referenceGy) * mmPerGy;
    value[3] = (dose[corner + strideX + strideZ] - referenceGy) * mmPerGy;
    int next = corner + strideY;
    value[4] = (dose[next] - referenceGy) * mmPerGy;
    value[5] = (dose[next + strideZ] - referenceGy) * mmPerGy;
    value[6] = (dose[next + strideX] - referenceGy) * mmPerGy;
    value[7] = (dose[next + strideX + strideZ] - referenceGy) * mmPerGy;
  }

  /** Branch and bound in the cell at a depth. */
  private void divide(int depth, SearchGoal goal) {
    Cell cell = cells[depth];
    double limit = goal.limit(minimum.squaredMm);
    double bound = cell.lowerBound(limit);
    if (bound >= limit) {
      return;
    }
    cell.descend(minimum);
    if (bound >= goal.limit(minimum.squaredMm)) {
      return;
    }
    if (depth == MAX_DEPTH) {
      undecided = true;
      return;
    }
    int axis = cell.mostCurvedAxis();
    cell.half(axis, false, cells[depth + 1]);
    divide(depth + 1, goal);
    cell.half(axis, true, cells[depth + 1]);
    divide(depth + 1, goal);
  }
}

package org.dosekit.core.geometry;

import java.util.Arrays;

/**
 * A box of voxels of a volume, or reaching beyond it.
 *
 * @param shape the box's own shape
 * @param y0 the volume's row of the box's first row, negative when the box begins outside
 * @param x0 the same along columns
 * @param z0 the same along slices
 */
public record GridBox(GridShape shape, int y0, int x0, int z0) {

  /** The box that is the whole volume. */
  public static GridBox whole(GridShape volume) {
    return new GridBox(volume, 0, 0, 0);
  }

  /**
   * The smallest box that holds every positive value; the whole volume when there is none.
   *
   * @param values (Y, X, Z) flat of {@code volume}
   */
  public static GridBox aroundPositive(float[] values, GridShape volume) {
    int[] first = {volume.ny(), volume.nx(), volume.nz()};
    int[] last = {-1, -1, -1};
    for (int y = 0; y < volume.ny(); y++) {
      for (int x = 0; x < volume.nx(); x++) {
        int row = volume.index(y, x, 0);
        for (int z = 0; z < volume.nz(); z++) {
          if (values[row + z] > 0) {
            include(first, last, y, x, z);
          }
        }
      }
    }
    return last[0] < 0
        ? whole(volume)
        : new GridBox(
            new GridShape(last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1),
            first[0],
            first[1],
            first[2]);
  }

  private static void include(int[] first, int[] last, int... voxel) {
    for (int axis = 0; axis < voxel.length; axis++) {
      first[axis] = Math.min(first[axis], voxel[axis]);
      last[axis] = Math.max(last[axis], voxel[axis]);
    }
  }

  /** Where a box begins along an axis so that a smaller volume lies in its middle. */
  public static int centredStart(int size, int box) {
    return -((box - size) / 2);
  }

  /**
   * The smallest box that holds this one, of a volume with one voxel for blocks of {@code factor}
   * voxels a side.
   */
  public GridBox coarsened(int factor) {
    int y = Math.floorDiv(y0, factor);
    int x = Math.floorDiv(x0, factor);
    int z = Math.floorDiv(z0, factor);
    return new GridBox(
        new GridShape(
            Math.floorDiv(y0 + shape.ny() - 1, factor) - y + 1,
            Math.floorDiv(x0 + shape.nx() - 1, factor) - x + 1,
            Math.floorDiv(z0 + shape.nz() - 1, factor) - z + 1),
        y,
        x,
        z);
  }

  /** This box and a rim of so many voxels, as far as the volume goes. */
  public GridBox grown(int voxels, GridShape volume) {
    int yFrom = Math.max(0, y0 - voxels);
    int xFrom = Math.max(0, x0 - voxels);
    int zFrom = Math.max(0, z0 - voxels);
    return new GridBox(
        new GridShape(
            Math.min(volume.ny(), y0 + shape.ny() + voxels) - yFrom,
            Math.min(volume.nx(), x0 + shape.nx() + voxels) - xFrom,
            Math.min(volume.nz(), z0 + shape.nz() + voxels) - zFrom),
        yFrom,
        xFrom,
        zFrom);
  }

  /** The same box of a volume with {@code factor} voxels along each axis for one of this one. */
  public GridBox refined(int factor) {
    return new GridBox(
        new GridShape(shape.ny() * factor, shape.nx() * factor, shape.nz() * factor),
        y0 * factor,
        x0 * factor,
        z0 * factor);
  }

  /** Whether the box's voxel lies inside a volume of this shape. */
  public boolean isInside(GridShape volume, int y, int x, int z) {
    return volume.contains(y0 + y, x0 + x, z0 + z);
  }

  /** Reads runs of a volume's voxels along z, however they are kept. */
  @FunctionalInterface
  public interface RowReader {
    /**
     * Reads voxels.
     *
     * @param from the place of the first in the volume
     * @param count how many, all of one row
     * @param target receives them from {@code offset} on
     */
    void read(int from, int count, float[] target, int offset);
  }

  /**
   * Copies the box out of a volume; voxels outside take the value of the nearest voxel inside.
   *
   * @param source (Y, X, Z) flat of {@code volume}
   * @param volume the source's shape
   * @param target receives (Y, X, Z) of the box from {@code offset} on
   * @param offset the place of the box's first voxel in {@code target}
   */
  public void copy(float[] source, GridShape volume, float[] target, int offset) {
    copy(
        (from, count, to, at) -> System.arraycopy(source, from, to, at, count),
        volume,
        target,
        offset);
  }

  /** Like {@link #copy(float[], GridShape, float[], int)}, from a volume that is read by rows. */
  public void copy(RowReader source, GridShape volume, float[] target, int offset) {
    int zFrom = Math.min(shape.nz(), Math.max(0, -z0));
    int zTo = Math.max(zFrom, Math.min(shape.nz(), volume.nz() - z0));
    for (int y = 0; y < shape.ny(); y++) {
      int sourceY = Math.min(volume.ny() - 1, Math.max(0, y0 + y));
      for (int x = 0; x < shape.nx(); x++) {
        int sourceX = Math.min(volume.nx() - 1, Math.max(0, x0 + x));
        int row = volume.index(sourceY, sourceX, 0);
        int to = offset + shape.index(y, x, 0);
        if (zFrom > 0) {
          source.read(row, 1, target, to);
          Arrays.fill(target, to + 1, to + zFrom, target[to]);
        }
        if (zTo > zFrom) {
          source.read(row + z0 + zFrom, zTo - zFrom, target, to + zFrom);
        }
        if (zTo < shape.nz()) {
          source.read(row + volume.nz() - 1, 1, target, to + zTo);
          Arrays.fill(target, to + zTo + 1, to + shape.nz(), target[to + zTo]);
        }
      }
    }
  }

  @Override
  public String toString() {
    return "y " + y0 + ", x " + x0 + ", z " + z0;
  }
}

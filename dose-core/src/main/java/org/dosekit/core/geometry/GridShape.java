package org.dosekit.core.geometry;

/**
 * Voxel counts of a volume (Y, X, Z). Memory order everywhere: {@code data[(y*nx + x)*nz + z]}.
 *
 * @param ny rows, towards posterior in an axial grid; at least 1
 * @param nx columns, towards the patient's left; at least 1
 * @param nz slices, towards superior; at least 1
 */
public record GridShape(int ny, int nx, int nz) {
  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException when a count is below 1 or the product exceeds {@link
   *     Integer#MAX_VALUE}
   */
  public GridShape {
    if (ny < 1 || nx < 1 || nz < 1 || (long) ny * nx > Integer.MAX_VALUE / nz) {
      throw new IllegalArgumentException(
          "a grid of %d x %d x %d voxels; each at least 1, at most 2^31-1 in all"
              .formatted(ny, nx, nz));
    }
  }

  /** A cube of {@code n} voxels a side. */
  public static GridShape cube(int n) {
    return new GridShape(n, n, n);
  }

  /** The number of voxels. */
  public int voxelCount() {
    return ny * nx * nz;
  }

  /** The place of a voxel in the array; the indices are not checked. */
  public int index(int y, int x, int z) {
    return (y * nx + x) * nz + z;
  }

  /** Whether the indices are inside. */
  public boolean contains(int y, int x, int z) {
    return y >= 0 && y < ny && x >= 0 && x < nx && z >= 0 && z < nz;
  }

  @Override
  public String toString() {
    return ny + "x" + nx + "x" + nz;
  }
}

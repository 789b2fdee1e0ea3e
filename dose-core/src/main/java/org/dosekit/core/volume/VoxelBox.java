package org.dosekit.core.volume;

import java.util.BitSet;
import org.dosekit.core.geometry.GridShape;

/**
 * A box of voxels within a grid.
 *
 * @param y first row
 * @param x first column
 * @param z first slice
 * @param shape how many of each
 */
record VoxelBox(int y, int x, int z, GridShape shape) {
  /** The whole grid. */
  static VoxelBox all(GridShape grid) {
    return new VoxelBox(0, 0, 0, grid);
  }

  /**
   * The smallest box around the set bits, widened by {@code margin} voxels where the grid has them.
   *
   * @param bits not empty
   */
  static VoxelBox around(BitSet bits, GridShape grid, int margin) {
    int minY = grid.ny();
    int maxY = -1;
    int minX = grid.nx();
    int maxX = -1;
    int minZ = grid.nz();
    int maxZ = -1;
    int first = bits.nextSetBit(0);
    while (first >= 0) {
      int column = first / grid.nz();
      int start = column * grid.nz();
      int last = bits.previousSetBit(start + grid.nz() - 1);
      minY = Math.min(minY, column / grid.nx());
      maxY = Math.max(maxY, column / grid.nx());
      minX = Math.min(minX, column % grid.nx());
      maxX = Math.max(maxX, column % grid.nx());
      minZ = Math.min(minZ, first - start);
      maxZ = Math.max(maxZ, last - start);
      first = bits.nextSetBit(last + 1);
    }
    int y = Math.max(0, minY - margin);
    int x = Math.max(0, minX - margin);
    int z = Math.max(0, minZ - margin);
    return new VoxelBox(
        y,
        x,
        z,
        new GridShape(
            Math.min(grid.ny(), maxY + 1 + margin) - y,
            Math.min(grid.nx(), maxX + 1 + margin) - x,
            Math.min(grid.nz(), maxZ + 1 + margin) - z));
  }
}

package org.dosekit.core.predict;

import org.dosekit.core.geometry.GridShape;

/**
 * A patch somewhere in a volume, or reaching beyond it: voxels outside take the value of the
 * nearest voxel inside.
 *
 * @param patch the patch's shape
 * @param y0 the volume's row of the patch's first row, negative when the patch begins outside
 * @param x0 the same along columns
 * @param z0 the same along slices
 */
public record PatchPlace(GridShape patch, int y0, int x0, int z0) {

  /** Where a patch begins along an axis so that a smaller volume lies in its middle. */
  public static int centredStart(int size, int patch) {
    return -((patch - size) / 2);
  }

  /** Whether the patch's voxel lies inside a volume of this shape. */
  public boolean isInside(GridShape volume, int y, int x, int z) {
    return volume.contains(y0 + y, x0 + x, z0 + z);
  }

  /**
   * Copies the patch out of a volume.
   *
   * @param source (Y, X, Z) flat of {@code volume}
   * @param volume the source's shape
   * @param target receives (Y, X, Z) of the patch from {@code offset} on
   * @param offset the place of the patch's first voxel in {@code target}
   */
  public void copy(float[] source, GridShape volume, float[] target, int offset) {
    int zFrom = Math.min(patch.nz(), Math.max(0, -z0));
    int zTo = Math.max(zFrom, Math.min(patch.nz(), volume.nz() - z0));
    for (int y = 0; y < patch.ny(); y++) {
      int sourceY = Math.min(volume.ny() - 1, Math.max(0, y0 + y));
      for (int x = 0; x < patch.nx(); x++) {
        int sourceX = Math.min(volume.nx() - 1, Math.max(0, x0 + x));
        int row = volume.index(sourceY, sourceX, 0);
        int to = offset + patch.index(y, x, 0);
        for (int z = 0; z < zFrom; z++) {
          target[to + z] = source[row];
        }
        if (zTo > zFrom) {
          System.arraycopy(source, row + z0 + zFrom, target, to + zFrom, zTo - zFrom);
        }
        for (int z = zTo; z < patch.nz(); z++) {
          target[to + z] = source[row + volume.nz() - 1];
        }
      }
    }
  }

  @Override
  public String toString() {
    return "y " + y0 + ", x " + x0 + ", z " + z0;
  }
}

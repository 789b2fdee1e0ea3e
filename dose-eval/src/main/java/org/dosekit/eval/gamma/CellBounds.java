package org.dosekit.eval.gamma;

import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Volume;

/**
 * The least and the largest dose of every cell between eight voxel centres, which bound the
 * trilinear interpolant in it. Along an axis with one voxel there is one cell without extent.
 *
 * <p>Cell (y, x, z) is at {@code row(y)[2 * (x * nz + z)]} (least) and one after (largest), where
 * {@code nz} is the number of voxels.
 */
final class CellBounds {
  private final float[][] rows;

  private CellBounds(float[][] rows) {
    this.rows = rows;
  }

  /** The number of cells along an axis of so many voxels. */
  static int cells(int voxels) {
    return Math.max(1, voxels - 1);
  }

  static CellBounds of(Volume doseGy) {
    GridShape shape = doseGy.grid().shape();
    float[][] rows = new float[cells(shape.ny())][];
    IntStream.range(0, rows.length).parallel().forEach(y -> rows[y] = row(doseGy, y));
    return new CellBounds(rows);
  }

  float[] row(int y) {
    return rows[y];
  }

  private static float[] row(Volume doseGy, int y) {
    GridShape shape = doseGy.grid().shape();
    float[] dose = doseGy.data();
    int nz = shape.nz();
    int nextY = Math.min(y + 1, shape.ny() - 1);
    float[] least = new float[nz];
    float[] most = new float[nz];
    float[] row = new float[2 * cells(shape.nx()) * nz];
    for (int x = 0; x < cells(shape.nx()); x++) {
      int nextX = Math.min(x + 1, shape.nx() - 1);
      int a = shape.index(y, x, 0);
      int b = shape.index(y, nextX, 0);
      int c = shape.index(nextY, x, 0);
      int d = shape.index(nextY, nextX, 0);
      for (int z = 0; z < nz; z++) {
        least[z] = Math.min(Math.min(dose[a + z], dose[b + z]), Math.min(dose[c + z], dose[d + z]));
        most[z] = Math.max(Math.max(dose[a + z], dose[b + z]), Math.max(dose[c + z], dose[d + z]));
      }
      for (int z = 0; z < cells(nz); z++) {
        int next = Math.min(z + 1, nz - 1);
        int to = 2 * (x * nz + z);
        row[to] = Math.min(least[z], least[next]);
        row[to + 1] = Math.max(most[z], most[next]);
      }
    }
    return row;
  }
}

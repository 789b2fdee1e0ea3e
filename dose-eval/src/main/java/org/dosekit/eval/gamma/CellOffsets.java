package org.dosekit.eval.gamma;

import java.util.Arrays;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;

/**
 * The cells about a point in the order of the least distance they can have from it, as offsets from
 * the cell that holds it. Valid for points within a range of places in that cell.
 */
final class CellOffsets {
  /** A radius of 63 voxels. A table of eight such orders takes 256 MB. */
  private static final long MAX_COUNT = 1L << 21;

  private final int[] dy;
  private final int[] dx;
  private final int[] dz;
  private final float[] squaredMm;

  private CellOffsets(int[] dy, int[] dx, int[] dz, float[] squaredMm) {
    this.dy = dy;
    this.dx = dx;
    this.dz = dz;
    this.squaredMm = squaredMm;
  }

  /**
   * The cells that points can reach.
   *
   * @param from the least place in the cell along Y, X, Z, 0 to 1
   * @param to the largest
   * @throws IllegalArgumentException when the radius reaches more than two million cells
   */
  static CellOffsets within(double radiusMm, Grid evaluated, double[] from, double[] to) {
    GridShape shape = evaluated.shape();
    VoxelSpacing spacing = evaluated.spacing();
    double[] y = axis(radiusMm, shape.ny(), spacing.yMm(), from[0], to[0]);
    double[] x = axis(radiusMm, shape.nx(), spacing.xMm(), from[1], to[1]);
    double[] z = axis(radiusMm, shape.nz(), spacing.zMm(), from[2], to[2]);
    if ((long) y.length * x.length > MAX_COUNT / z.length) {
      throw new IllegalArgumentException(
          "a gamma search of %s mm reaches %d x %d x %d voxels; lower the maximum gamma"
              .formatted(radiusMm, y.length, x.length, z.length));
    }
    long[] keys = new long[y.length * x.length * z.length];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      double squared = y[i / (x.length * z.length)] + x[i / z.length % x.length] + z[i % z.length];
      if (squared < radiusMm * radiusMm) {
        // Bits of floats that are not negative sort as they do. Rounded down, to stay a bound.
        long bits = Float.floatToRawIntBits(Math.max(0, Math.nextDown((float) squared)));
        keys[count++] = bits << 32 | i;
      }
    }
    Arrays.sort(keys, 0, count);
    CellOffsets offsets =
        new CellOffsets(new int[count], new int[count], new int[count], new float[count]);
    for (int o = 0; o < count; o++) {
      int i = (int) keys[o];
      offsets.dy[o] = offset(i / (x.length * z.length));
      offsets.dx[o] = offset(i / z.length % x.length);
      offsets.dz[o] = offset(i % z.length);
      offsets.squaredMm[o] = Float.intBitsToFloat((int) (keys[o] >>> 32));
    }
    return offsets;
  }

  /** The least squared distances of the offsets 0, -1, 1, -2, 2, ... along an axis. */
  private static double[] axis(
      double radiusMm, int voxels, double spacingMm, double from, double to) {
    if (voxels == 1) {
      return new double[] {0};
    }
    int reach = (int) Math.min(voxels - 1.0, Math.floor(radiusMm / spacingMm) + 1);
    double[] squared = new double[2 * reach + 1];
    for (int i = 0; i < squared.length; i++) {
      int offset = offset(i);
      double cells = offset > 0 ? offset - to : offset < 0 ? from - offset - 1 : 0;
      squared[i] = Math.pow(Math.max(0, cells) * spacingMm, 2);
    }
    return squared;
  }

  private static int offset(int i) {
    return (i & 1) == 0 ? i / 2 : -(i + 1) / 2;
  }

  int size() {
    return squaredMm.length;
  }

  int dy(int i) {
    return dy[i];
  }

  int dx(int i) {
    return dx[i];
  }

  int dz(int i) {
    return dz[i];
  }

  /** The least squared distance of this and all later cells. */
  double squaredMm(int i) {
    return squaredMm[i];
  }
}

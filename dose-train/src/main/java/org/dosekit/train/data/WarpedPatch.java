package org.dosekit.train.data;

import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;

/**
 * Where the voxels of a patch come from when its patient is moved by a {@link Warp}: each from a
 * place between voxels of the volume, read in one pass, trilinearly or from the nearest voxel.
 * Beyond the volume the nearest voxel counts.
 *
 * @implNote A turn about z and a scaling keep rows along z together: the four rows about a place
 *     are added with their weights, then the sum is read along z.
 */
final class WarpedPatch {
  private final GridShape patch;
  private final GridBox region;
  // By (y, x) of the patch: the place in the region, from its first voxel.
  private final double[] sourceY;
  private final double[] sourceX;
  private final double[] sourceZ;
  private final GridBox place;
  private final Warp warp;
  private final double yOverX;

  private WarpedPatch(
      GridBox place,
      Warp warp,
      double yOverX,
      GridBox region,
      double[] sourceY,
      double[] sourceX,
      double[] sourceZ) {
    this.place = place;
    this.warp = warp;
    this.yOverX = yOverX;
    this.patch = place.shape();
    this.region = region;
    this.sourceY = sourceY;
    this.sourceX = sourceX;
    this.sourceZ = sourceZ;
  }

  /**
   * A patch of a moved patient.
   *
   * @param place of the patch, about whose middle the patient moves
   */
  static WarpedPatch of(GridBox place, Warp warp, VoxelSpacing spacing) {
    GridShape patch = place.shape();
    double[] sourceY = new double[patch.ny() * patch.nx()];
    double[] sourceX = new double[sourceY.length];
    double[] sourceZ = new double[patch.nz()];
    double middleY = (patch.ny() - 1) / 2.0;
    double middleX = (patch.nx() - 1) / 2.0;
    double middleZ = (patch.nz() - 1) / 2.0;
    double cos = Math.cos(warp.radians()) / warp.scaling();
    double sin = Math.sin(warp.radians()) / warp.scaling();
    double yOverX = spacing.yMm() / spacing.xMm();
    for (int y = 0; y < patch.ny(); y++) {
      double fromY = y - middleY - warp.shiftY();
      for (int x = 0; x < patch.nx(); x++) {
        double fromX = x - middleX - warp.shiftX();
        sourceY[y * patch.nx() + x] = place.y0() + middleY + cos * fromY - sin * fromX / yOverX;
        sourceX[y * patch.nx() + x] = place.x0() + middleX + cos * fromX + sin * fromY * yOverX;
      }
    }
    for (int z = 0; z < sourceZ.length; z++) {
      sourceZ[z] = place.z0() + middleZ + (z - middleZ - warp.shiftZ()) / warp.scaling();
    }
    int y0 = moveToFirst(sourceY);
    int x0 = moveToFirst(sourceX);
    int z0 = moveToFirst(sourceZ);
    GridShape shape = new GridShape(extent(sourceY), extent(sourceX), extent(sourceZ));
    return new WarpedPatch(
        place, warp, yOverX, new GridBox(shape, y0, x0, z0), sourceY, sourceX, sourceZ);
  }

  /** Whether a voxel of the volume is moved to a place within the patch. */
  boolean receives(int y, int x, int z) {
    double middleY = (patch.ny() - 1) / 2.0;
    double middleX = (patch.nx() - 1) / 2.0;
    double middleZ = (patch.nz() - 1) / 2.0;
    double fromY = y - place.y0() - middleY;
    double fromX = x - place.x0() - middleX;
    double cos = Math.cos(warp.radians()) * warp.scaling();
    double sin = Math.sin(warp.radians()) * warp.scaling();
    return isWithin(middleY + warp.shiftY() + cos * fromY + sin * fromX / yOverX, patch.ny())
        && isWithin(middleX + warp.shiftX() + cos * fromX - sin * fromY * yOverX, patch.nx())
        && isWithin(
            middleZ + warp.shiftZ() + warp.scaling() * (z - place.z0() - middleZ), patch.nz());
  }

  private static boolean isWithin(double place, int size) {
    return place >= -0.5 && place < size - 0.5;
  }

  /** The box of the volume that holds all voxels that are read. */
  GridBox region() {
    return region;
  }

  /**
   * Reads trilinearly.
   *
   * @param source the values of the {@link #region}
   * @param target receives the patch from {@code offset} on
   */
  void linear(float[] source, float[] target, int offset) {
    GridShape from = region.shape();
    int[] lowerZ = new int[sourceZ.length];
    float[] weightZ = new float[sourceZ.length];
    for (int z = 0; z < lowerZ.length; z++) {
      lowerZ[z] = (int) sourceZ[z];
      weightZ[z] = (float) (sourceZ[z] - lowerZ[z]);
    }
    float[] row = new float[from.nz()];
    for (int i = 0; i < sourceY.length; i++) {
      int y = (int) sourceY[i];
      int x = (int) sourceX[i];
      float wy = (float) (sourceY[i] - y);
      float wx = (float) (sourceX[i] - x);
      addRows(source, from, from.index(y, x, 0), wy, wx, row);
      int to = offset + i * patch.nz();
      for (int z = 0; z < lowerZ.length; z++) {
        float low = row[lowerZ[z]];
        target[to + z] = low + weightZ[z] * (row[lowerZ[z] + 1] - low);
      }
    }
  }

  private static void addRows(
      float[] source, GridShape from, int first, float wy, float wx, float[] row) {
    int nextX = first + from.nz();
    int nextY = first + from.nx() * from.nz();
    int nextYx = nextY + from.nz();
    float w00 = (1 - wy) * (1 - wx);
    float w01 = (1 - wy) * wx;
    float w10 = wy * (1 - wx);
    float w11 = wy * wx;
    for (int z = 0; z < row.length; z++) {
      row[z] =
          w00 * source[first + z]
              + w01 * source[nextX + z]
              + w10 * source[nextY + z]
              + w11 * source[nextYx + z];
    }
  }

  /**
   * Reads from the nearest voxel.
   *
   * @param source the values of the {@link #region}
   * @param target receives the patch from {@code offset} on
   */
  void nearest(float[] source, float[] target, int offset) {
    GridShape from = region.shape();
    for (int i = 0; i < sourceY.length; i++) {
      int row = from.index((int) (sourceY[i] + 0.5), (int) (sourceX[i] + 0.5), 0);
      int to = offset + i * patch.nz();
      for (int z = 0; z < sourceZ.length; z++) {
        target[to + z] = source[row + (int) (sourceZ[z] + 0.5)];
      }
    }
  }

  /**
   * The place in the volume of the voxel nearest to where each voxel of the patch comes from; -1
   * outside.
   */
  int[] nearestIndices(GridShape volume) {
    int[] indices = new int[patch.voxelCount()];
    for (int i = 0; i < sourceY.length; i++) {
      int y = region.y0() + (int) (sourceY[i] + 0.5);
      int x = region.x0() + (int) (sourceX[i] + 0.5);
      for (int j = 0; j < sourceZ.length; j++) {
        int z = region.z0() + (int) (sourceZ[j] + 0.5);
        indices[i * patch.nz() + j] = volume.contains(y, x, z) ? volume.index(y, x, z) : -1;
      }
    }
    return indices;
  }

  /** Takes the whole voxels of the smallest place off all of them. */
  private static int moveToFirst(double[] places) {
    double smallest = Double.POSITIVE_INFINITY;
    for (double place : places) {
      smallest = Math.min(smallest, place);
    }
    int first = (int) Math.floor(smallest);
    for (int i = 0; i < places.length; i++) {
      places[i] -= first;
    }
    return first;
  }

  /** Voxels up to the one behind the largest place. */
  private static int extent(double[] places) {
    double largest = 0;
    for (double place : places) {
      largest = Math.max(largest, place);
    }
    return (int) largest + 2;
  }
}

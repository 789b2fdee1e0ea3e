package org.dosekit.core.volume;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;

/**
 * Distances in a box of voxels to the nearest voxel of a set, one axis after the other.
 *
 * <p>Distances along z are counted, then each row y takes the lower envelope along x, then each
 * column x along y. Rows and columns without a voxel of the set carry no site, so small structures
 * cost little. Lines are worked in bundles of neighbouring z, as memory runs along z: each cache
 * line is read and written once a pass.
 */
final class DistanceTransform {
  /** Lines in a bundle: the floats of one cache line. */
  private static final int BUNDLE = 16;

  private final BitSet bits;
  private final boolean member;
  private final GridShape grid;
  private final VoxelBox box;
  private final int ny;
  private final int nx;
  private final int nz;
  private final double spacingZMm;
  private final LowerEnvelope alongX;
  private final LowerEnvelope alongY;
  private final float[] data;

  private DistanceTransform(
      BitSet bits, boolean member, GridShape grid, VoxelSpacing spacing, VoxelBox box) {
    this.bits = bits;
    this.member = member;
    this.grid = grid;
    this.box = box;
    ny = box.shape().ny();
    nx = box.shape().nx();
    nz = box.shape().nz();
    spacingZMm = spacing.zMm();
    alongX = new LowerEnvelope(nx, spacing.xMm());
    alongY = new LowerEnvelope(ny, spacing.yMm());
    data = new float[box.shape().voxelCount()];
  }

  /**
   * From each voxel of the box to the nearest voxel in it whose bit is {@code member}, in mm.
   *
   * @param bits over the whole grid, with at least one such voxel in the box
   */
  static float[] distancesMm(
      BitSet bits, boolean member, GridShape grid, VoxelSpacing spacing, VoxelBox box) {
    DistanceTransform transform = new DistanceTransform(bits, member, grid, spacing, box);
    int[] occupiedRows =
        IntStream.range(0, transform.ny).parallel().filter(transform::sweepRow).toArray();
    IntStream.range(0, transform.nx)
        .parallel()
        .forEach(x -> transform.sweepColumn(x, occupiedRows));
    return transform.data;
  }

  /** Squared distances within row y; false, with nothing written, when no voxel is in it. */
  private boolean sweepRow(int y) {
    int[] sites = new int[nx];
    int count = 0;
    for (int x = 0; x < nx; x++) {
      if (countAlongZ(y, x)) {
        sites[count++] = x;
      }
    }
    if (count == 0) {
      return false;
    }
    int row = box.shape().index(y, 0, 0);
    double[] heights = new double[BUNDLE * count];
    double[] lowest = new double[BUNDLE * nx];
    LowerEnvelope envelope = new LowerEnvelope(alongX);
    for (int z = 0; z < nz; z += BUNDLE) {
      int lines = Math.min(BUNDLE, nz - z);
      for (int j = 0; j < count; j++) {
        int from = row + sites[j] * nz + z;
        for (int line = 0; line < lines; line++) {
          double mm = data[from + line] * spacingZMm;
          heights[line * count + j] = mm * mm;
        }
      }
      for (int line = 0; line < lines; line++) {
        envelope.lowest(sites, count, heights, line * count, lowest, line * nx);
      }
      for (int x = 0; x < nx; x++) {
        int to = row + x * nz + z;
        for (int line = 0; line < lines; line++) {
          data[to + line] = (float) lowest[line * nx + x];
        }
      }
    }
    return true;
  }

  /** Distances, from the rows' squared distances, in column x of every row. */
  private void sweepColumn(int x, int[] occupiedRows) {
    int stride = nx * nz;
    int count = occupiedRows.length;
    double[] heights = new double[BUNDLE * count];
    double[] lowest = new double[BUNDLE * ny];
    LowerEnvelope envelope = new LowerEnvelope(alongY);
    for (int z = 0; z < nz; z += BUNDLE) {
      int lines = Math.min(BUNDLE, nz - z);
      int column = x * nz + z;
      for (int j = 0; j < count; j++) {
        int from = column + occupiedRows[j] * stride;
        for (int line = 0; line < lines; line++) {
          heights[line * count + j] = data[from + line];
        }
      }
      for (int line = 0; line < lines; line++) {
        envelope.lowest(occupiedRows, count, heights, line * count, lowest, line * ny);
      }
      for (int y = 0; y < ny; y++) {
        int to = column + y * stride;
        for (int line = 0; line < lines; line++) {
          data[to + line] = (float) Math.sqrt(lowest[line * ny + y]);
        }
      }
    }
  }

  /** Voxels to the nearest member of the same (y, x); false, with nothing written, without one. */
  private boolean countAlongZ(int y, int x) {
    int first = grid.index(box.y() + y, box.x() + x, box.z());
    int end = first + nz;
    int next = member ? bits.nextSetBit(first) : bits.nextClearBit(first);
    if (next < 0 || next >= end) {
      return false;
    }
    int to = box.shape().index(y, x, 0);
    float voxels = nz;
    for (int z = 0; z < nz; z++) {
      voxels = bits.get(first + z) == member ? 0 : voxels + 1;
      data[to + z] = voxels;
    }
    for (int z = nz - 2; z >= 0; z--) {
      data[to + z] = Math.min(data[to + z], data[to + z + 1] + 1);
    }
    return true;
  }
}

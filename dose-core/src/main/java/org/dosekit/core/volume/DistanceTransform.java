package org.dosekit.core.volume;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.GridShape;

/**
 * Signed distances of a mask, one axis after the other: counted along z, then each row y spread
 * along x, then each column x along y.
 *
 * <p>Lines are worked in bundles of neighbouring z, as memory runs along z: each cache line is read
 * and written once a pass. Rows that lie wholly inside or outside are neither read nor written
 * before the last pass.
 */
final class DistanceTransform {
  /** Lines in a bundle: the floats of one cache line. */
  private static final int BUNDLE = 16;

  private final BitSet bits;
  private final GridShape shape;
  private final double squareZMm2;
  private final DistanceLine alongX;
  private final DistanceLine alongY;
  private final float[] data;

  /** Per row y: 0, or the infinite distance of all its voxels from the other sign in that row. */
  private final double[] uniform;

  private DistanceTransform(Mask mask) {
    bits = mask.toBitSet();
    shape = mask.grid().shape();
    double spacingZMm = mask.grid().spacing().zMm();
    squareZMm2 = spacingZMm * spacingZMm;
    alongX = new DistanceLine(shape.nx(), mask.grid().spacing().xMm());
    alongY = new DistanceLine(shape.ny(), mask.grid().spacing().yMm());
    data = new float[shape.voxelCount()];
    uniform = new double[shape.ny()];
  }

  /** See {@link DistanceField#signedMm}. */
  static float[] signedMm(Mask mask) {
    DistanceTransform transform = new DistanceTransform(mask);
    IntStream.range(0, transform.shape.ny()).parallel().forEach(transform::sweepRow);
    IntStream.range(0, transform.shape.nx()).parallel().forEach(transform::sweepColumn);
    return transform.data;
  }

  /** Signed squared distances within row y. */
  private void sweepRow(int y) {
    int nx = shape.nx();
    int nz = shape.nz();
    int row = shape.index(y, 0, 0);
    BitSet rowBits = bits.get(row, row + nx * nz);
    int count = rowBits.cardinality();
    if (count == 0 || count == nx * nz) {
      uniform[y] = count == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      return;
    }
    countAlongZ(rowBits, row);
    double[] signed = new double[BUNDLE * nx];
    DistanceLine line = new DistanceLine(alongX);
    for (int z = 0; z < nz; z += BUNDLE) {
      int lines = Math.min(BUNDLE, nz - z);
      for (int x = 0; x < nx; x++) {
        int at = row + x * nz + z;
        for (int l = 0; l < lines; l++) {
          double voxels = data[at + l];
          signed[l * nx + x] = voxels * Math.abs(voxels) * squareZMm2;
        }
      }
      for (int l = 0; l < lines; l++) {
        line.spread(signed, l * nx);
      }
      for (int x = 0; x < nx; x++) {
        int at = row + x * nz + z;
        for (int l = 0; l < lines; l++) {
          data[at + l] = (float) signed[l * nx + x];
        }
      }
    }
  }

  /** Signed distances, from the rows' signed squared distances, in column x of every row. */
  private void sweepColumn(int x) {
    int ny = shape.ny();
    int nz = shape.nz();
    int stride = shape.nx() * nz;
    double[] signed = new double[BUNDLE * ny];
    DistanceLine line = new DistanceLine(alongY);
    for (int z = 0; z < nz; z += BUNDLE) {
      int lines = Math.min(BUNDLE, nz - z);
      int column = x * nz + z;
      for (int y = 0; y < ny; y++) {
        int at = column + y * stride;
        double infinite = uniform[y];
        for (int l = 0; l < lines; l++) {
          signed[l * ny + y] = infinite == 0 ? data[at + l] : infinite;
        }
      }
      for (int l = 0; l < lines; l++) {
        line.spread(signed, l * ny);
      }
      for (int y = 0; y < ny; y++) {
        int at = column + y * stride;
        for (int l = 0; l < lines; l++) {
          double square = signed[l * ny + y];
          data[at + l] = (float) Math.copySign(Math.sqrt(Math.abs(square)), square);
        }
      }
    }
  }

  /** Signed voxels to the nearest of the other sign in the same (y, x); infinite without one. */
  private void countAlongZ(BitSet rowBits, int row) {
    int nz = shape.nz();
    int end = shape.nx() * nz;
    int change = 0;
    boolean inside = false;
    for (int column = 0; column < end; column += nz) {
      int from = column;
      while (from < column + nz) {
        if (change == from) {
          inside = rowBits.get(from);
          int next = inside ? rowBits.nextClearBit(from) : rowBits.nextSetBit(from);
          change = next < 0 ? end : next;
        }
        int to = Math.min(change, column + nz);
        float before = from == column ? Float.NEGATIVE_INFINITY : from - 1;
        float after = to == column + nz ? Float.POSITIVE_INFINITY : to;
        float sign = inside ? -1 : 1;
        for (int i = from; i < to; i++) {
          data[row + i] = sign * Math.min(i - before, after - i);
        }
        from = to;
      }
    }
  }
}

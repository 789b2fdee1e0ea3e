package org.dosekit.core.volume;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelPoint;

/**
 * Values of a volume between and on other grids.
 *
 * <p>Interpolates in double, so that a constant stays that constant exactly and a linear ramp keeps
 * its values to the last bit of a float or so. NaN and infinite values spread to every target voxel
 * whose interpolant they enter.
 */
public final class Resampling {
  /** What rounding in two affines may add to a voxel coordinate; far below a measurable place. */
  private static final double ROUNDING_VOXELS = 1e-7;

  private Resampling() {}

  /**
   * The trilinear interpolant of {@code volume} at the voxel centres of {@code target}.
   *
   * @param outside the value of target voxels whose centre lies outside the hull of the volume's
   *     voxel centres
   */
  public static Volume trilinear(Volume volume, Grid target, float outside) {
    return interpolate(volume, target, false, outside);
  }

  /** The trilinear interpolant with the nearest edge value outside the hull of voxel centres. */
  public static Volume trilinearClamped(Volume volume, Grid target) {
    return interpolate(volume, target, true, 0);
  }

  /**
   * The mean of each block of {@code factor}^3 voxels, on {@link Grid#coarsened}; a cut block
   * averages what it has.
   *
   * @throws IllegalArgumentException when the factor is below 1
   */
  public static Volume blockMean(Volume volume, int factor) {
    Grid coarse = volume.grid().coarsened(factor);
    GridShape shape = coarse.shape();
    float[] means = new float[coarse.voxelCount()];
    IntStream.range(0, shape.ny())
        .parallel()
        .forEach(y -> blockMeanRow(volume, factor, shape, y, means));
    return Volume.of(coarse, means);
  }

  private static void blockMeanRow(
      Volume volume, int factor, GridShape coarse, int cy, float[] means) {
    GridShape fine = volume.grid().shape();
    float[] data = volume.data();
    double[] sums = new double[coarse.nz()];
    int yEnd = blockEnd(cy, factor, fine.ny());
    for (int cx = 0; cx < coarse.nx(); cx++) {
      Arrays.fill(sums, 0);
      int xEnd = blockEnd(cx, factor, fine.nx());
      for (int y = cy * factor; y < yEnd; y++) {
        for (int x = cx * factor; x < xEnd; x++) {
          int row = fine.index(y, x, 0);
          for (int z = 0; z < fine.nz(); z++) {
            sums[z / factor] += data[row + z];
          }
        }
      }
      int area = (yEnd - cy * factor) * (xEnd - cx * factor);
      int target = coarse.index(cy, cx, 0);
      for (int cz = 0; cz < coarse.nz(); cz++) {
        int depth = blockEnd(cz, factor, fine.nz()) - cz * factor;
        means[target + cz] = (float) (sums[cz] / ((double) area * depth));
      }
    }
  }

  private static int blockEnd(int block, int factor, int size) {
    return (int) Math.min(size, (block + 1L) * factor);
  }

  private static Volume interpolate(Volume volume, Grid target, boolean clamp, float outside) {
    Step step = Step.between(volume.grid(), target);
    GridShape shape = target.shape();
    float[] values = new float[target.voxelCount()];
    if (step.isAxisAligned(shape)) {
      AxisAligned rows = new AxisAligned(volume, step, shape, clamp, outside);
      IntStream.range(0, shape.ny()).parallel().forEach(y -> rows.fill(y, values));
    } else {
      Oblique rows = new Oblique(volume, step, shape, clamp, outside);
      IntStream.range(0, shape.ny()).parallel().forEach(y -> rows.fill(y, values));
    }
    return Volume.of(target, values);
  }

  /** Where target voxel (0, 0, 0) lies in source voxels, and what one target voxel adds to it. */
  private record Step(VoxelPoint origin, VoxelPoint perY, VoxelPoint perX, VoxelPoint perZ) {
    static Step between(Grid source, Grid target) {
      GridShape shape = target.shape();
      VoxelPoint origin = source.toVoxel(target.toPatient(0, 0, 0));
      // Differences over the whole extent, so that their rounding is not multiplied by it.
      return new Step(
          origin,
          slope(origin, source.toVoxel(target.toPatient(shape.ny(), 0, 0)), shape.ny()),
          slope(origin, source.toVoxel(target.toPatient(0, shape.nx(), 0)), shape.nx()),
          slope(origin, source.toVoxel(target.toPatient(0, 0, shape.nz())), shape.nz()));
    }

    private static VoxelPoint slope(VoxelPoint from, VoxelPoint to, int steps) {
      return new VoxelPoint(
          (to.y() - from.y()) / steps, (to.x() - from.x()) / steps, (to.z() - from.z()) / steps);
    }

    boolean isAxisAligned(GridShape shape) {
      double drift =
          Math.max(
              Math.max(
                  shape.ny() * Math.max(Math.abs(perY.x()), Math.abs(perY.z())),
                  shape.nx() * Math.max(Math.abs(perX.y()), Math.abs(perX.z()))),
              shape.nz() * Math.max(Math.abs(perZ.y()), Math.abs(perZ.x())));
      return drift < ROUNDING_VOXELS;
    }
  }

  /**
   * A voxel coordinate without what rounding added: integers are met exactly, and the hull's faces
   * belong to it.
   */
  private static double snapped(double coordinate) {
    double nearest = Math.rint(coordinate);
    return Math.abs(coordinate - nearest) < ROUNDING_VOXELS ? nearest : coordinate;
  }

  private static double lerp(double a, double b, double weight) {
    return a + weight * (b - a);
  }

  /** Neighbours and weights of every target index along one axis. */
  private static final class AxisWeights {
    final int[] lower;
    final int[] upper;
    final double[] weight;
    final boolean[] outside;

    AxisWeights(double origin, double step, int count, int sourceSize, boolean clamp) {
      lower = new int[count];
      upper = new int[count];
      weight = new double[count];
      outside = new boolean[count];
      for (int i = 0; i < count; i++) {
        double place = snapped(origin + i * step);
        double inside = Math.max(0, Math.min(sourceSize - 1.0, place));
        outside[i] = !clamp && inside != place;
        lower[i] = (int) inside;
        weight[i] = inside - lower[i];
        // A neighbour without weight is not read: it may lie beyond the array, or be NaN.
        upper[i] = weight[i] == 0 ? lower[i] : lower[i] + 1;
      }
    }
  }

  /** Rows of a target whose axes are the source's. */
  private static final class AxisAligned {
    private final float[] source;
    private final GridShape sourceShape;
    private final GridShape shape;
    private final float outside;
    private final AxisWeights alongY;
    private final AxisWeights alongX;
    private final AxisWeights alongZ;

    AxisAligned(Volume volume, Step step, GridShape shape, boolean clamp, float outside) {
      this.source = volume.data();
      this.sourceShape = volume.grid().shape();
      this.shape = shape;
      this.outside = outside;
      alongY = new AxisWeights(step.origin.y(), step.perY.y(), shape.ny(), sourceShape.ny(), clamp);
      alongX = new AxisWeights(step.origin.x(), step.perX.x(), shape.nx(), sourceShape.nx(), clamp);
      alongZ = new AxisWeights(step.origin.z(), step.perZ.z(), shape.nz(), sourceShape.nz(), clamp);
    }

    void fill(int y, float[] values) {
      double[] line = new double[sourceShape.nz()];
      for (int x = 0; x < shape.nx(); x++) {
        int to = shape.index(y, x, 0);
        if (alongY.outside[y] || alongX.outside[x]) {
          Arrays.fill(values, to, to + shape.nz(), outside);
          continue;
        }
        mixColumns(y, x, line);
        for (int z = 0; z < shape.nz(); z++) {
          values[to + z] =
              alongZ.outside[z]
                  ? outside
                  : (float) lerp(line[alongZ.lower[z]], line[alongZ.upper[z]], alongZ.weight[z]);
        }
      }
    }

    /** The source's column along z at a target (y, x), interpolated between its four neighbours. */
    private void mixColumns(int y, int x, double[] line) {
      int c00 = sourceShape.index(alongY.lower[y], alongX.lower[x], 0);
      int c01 = sourceShape.index(alongY.lower[y], alongX.upper[x], 0);
      int c10 = sourceShape.index(alongY.upper[y], alongX.lower[x], 0);
      int c11 = sourceShape.index(alongY.upper[y], alongX.upper[x], 0);
      double wy = alongY.weight[y];
      double wx = alongX.weight[x];
      for (int z = 0; z < line.length; z++) {
        double near = lerp(source[c00 + z], source[c01 + z], wx);
        double far = lerp(source[c10 + z], source[c11 + z], wx);
        line[z] = lerp(near, far, wy);
      }
    }
  }

  /** Rows of a target at any angle to the source. */
  private record Oblique(Volume volume, Step step, GridShape shape, boolean clamp, float outside) {
    void fill(int y, float[] values) {
      GridShape source = volume.grid().shape();
      for (int x = 0; x < shape.nx(); x++) {
        double baseY = step.origin.y() + y * step.perY.y() + x * step.perX.y();
        double baseX = step.origin.x() + y * step.perY.x() + x * step.perX.x();
        double baseZ = step.origin.z() + y * step.perY.z() + x * step.perX.z();
        int to = shape.index(y, x, 0);
        for (int z = 0; z < shape.nz(); z++) {
          double vy = snapped(baseY + z * step.perZ.y());
          double vx = snapped(baseX + z * step.perZ.x());
          double vz = snapped(baseZ + z * step.perZ.z());
          double cy = Math.max(0, Math.min(source.ny() - 1.0, vy));
          double cx = Math.max(0, Math.min(source.nx() - 1.0, vx));
          double cz = Math.max(0, Math.min(source.nz() - 1.0, vz));
          boolean inside = clamp || (cy == vy && cx == vx && cz == vz);
          values[to + z] = inside ? at(cy, cx, cz) : outside;
        }
      }
    }

    private float at(double vy, double vx, double vz) {
      GridShape source = volume.grid().shape();
      float[] data = volume.data();
      int y = (int) vy;
      int x = (int) vx;
      int z = (int) vz;
      double wy = vy - y;
      double wx = vx - x;
      double wz = vz - z;
      int c = source.index(y, x, z);
      int dy = wy == 0 ? 0 : source.nx() * source.nz();
      int dx = wx == 0 ? 0 : source.nz();
      int dz = wz == 0 ? 0 : 1;
      double near =
          lerp(lerp(data[c], data[c + dz], wz), lerp(data[c + dx], data[c + dx + dz], wz), wx);
      double far =
          lerp(
              lerp(data[c + dy], data[c + dy + dz], wz),
              lerp(data[c + dy + dx], data[c + dy + dx + dz], wz),
              wx);
      return (float) lerp(near, far, wy);
    }
  }
}

package org.dosekit.core.volume;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelPoint;

/**
 * Interpolation by cubic B-splines between grids whose axes are parallel (Unser, Aldroubi and Eden
 * 1993), with mirror boundaries, as ITK does it. Passes through the voxels' values and overshoots
 * between them at steep edges, unless limited. Immutable.
 */
public final class CubicSpline {
  /** The pole of the cubic B-spline's prefilter. */
  private static final double POLE = Math.sqrt(3) - 2;

  /** The prefilter's gain, (1 - z)(1 - 1/z). */
  private static final double GAIN = 6;

  /** After so many samples the pole's power is below the rounding of a double. */
  private static final int HORIZON = 28;

  /** What rounding in two affines may turn an axis; far below a voxel over any grid. */
  private static final double PARALLEL_VOXELS = 1e-3;

  private final Volume volume;
  private final boolean limited;

  private CubicSpline(Volume volume, boolean limited) {
    this.volume = volume;
    this.limited = limited;
  }

  /** The interpolant of a volume, overshoot and all. */
  public static CubicSpline of(Volume volume) {
    return new CubicSpline(volume, false);
  }

  /** This interpolant, cut to the range of the 4 x 4 x 4 voxels around each place. */
  public CubicSpline withLimitedOvershoot() {
    return new CubicSpline(volume, true);
  }

  /**
   * The interpolant at the voxel centres of another grid.
   *
   * @param outside the value of voxels whose centre lies in none of the volume's voxels
   * @throws IllegalArgumentException when the axes of the grids are not parallel
   */
  public Volume resampledTo(Grid target, float outside) {
    Axes axes = Axes.between(volume.grid(), target);
    GridShape from = volume.grid().shape();
    GridShape to = target.shape();
    double[] coefficients = coefficients();
    float[] result = new float[to.voxelCount()];
    IntStream.range(0, to.ny())
        .parallel()
        .forEach(y -> new Row(axes, from, to, outside, y).fill(coefficients, result));
    if (limited) {
      limit(axes, to, result);
    }
    return Volume.of(target, result);
  }

  private void limit(Axes axes, GridShape to, float[] result) {
    GridShape from = volume.grid().shape();
    float[] lowest = windowed(true);
    float[] highest = windowed(false);
    IntStream.range(0, to.ny() * to.nx())
        .parallel()
        .forEach(
            column -> {
              int y = axes.y.start[column / to.nx()];
              int x = axes.x.start[column % to.nx()];
              for (int z = 0; z < to.nz() && y >= 0 && x >= 0; z++) {
                int start = axes.z.start[z];
                if (start >= 0) {
                  int cell = from.index(y, x, start);
                  int i = column * to.nz() + z;
                  result[i] = Math.max(lowest[cell], Math.min(highest[cell], result[i]));
                }
              }
            });
  }

  /**
   * The voxels of another grid whose centre lies in a voxel of this volume.
   *
   * @throws IllegalArgumentException when the axes of the grids are not parallel
   */
  public Mask coverage(Grid target) {
    Axes axes = Axes.between(volume.grid(), target);
    GridShape to = target.shape();
    return Mask.where(
        target,
        i -> {
          int column = i / to.nz();
          return axes.y.start[column / to.nx()] >= 0
              && axes.x.start[column % to.nx()] >= 0
              && axes.z.start[i % to.nz()] >= 0;
        });
  }

  private double[] coefficients() {
    GridShape shape = volume.grid().shape();
    double[] c = new double[shape.voxelCount()];
    float[] data = volume.data();
    for (int i = 0; i < c.length; i++) {
      c[i] = data[i];
    }
    int nz = shape.nz();
    int plane = shape.nx() * nz;
    IntStream.range(0, shape.ny() * shape.nx())
        .parallel()
        .forEach(column -> prefilter(c, column * nz, 1, nz));
    IntStream.range(0, shape.ny())
        .parallel()
        .forEach(
            y -> {
              for (int z = 0; z < nz; z++) {
                prefilter(c, y * plane + z, nz, shape.nx());
              }
            });
    IntStream.range(0, plane).parallel().forEach(i -> prefilter(c, i, plane, shape.ny()));
    return c;
  }

  private static void prefilter(double[] c, int first, int stride, int count) {
    if (count == 1) {
      return;
    }
    for (int i = 0; i < count; i++) {
      c[first + i * stride] *= GAIN;
    }
    // The causal filter's start: the sum over the mirrored signal, as far as it counts.
    double sum = c[first];
    double power = POLE;
    int period = 2 * count - 2;
    for (int i = 1; i < HORIZON; i++) {
      int folded = i % period;
      int mirrored = folded < count ? folded : period - folded;
      sum += power * c[first + mirrored * stride];
      power *= POLE;
    }
    c[first] = sum;
    for (int i = 1; i < count; i++) {
      c[first + i * stride] += POLE * c[first + (i - 1) * stride];
    }
    int last = first + (count - 1) * stride;
    c[last] = POLE / (POLE * POLE - 1) * (c[last] + POLE * c[last - stride]);
    for (int i = count - 2; i >= 0; i--) {
      int at = first + i * stride;
      c[at] = POLE * (c[at + stride] - c[at]);
    }
  }

  /** The least or the greatest of the 4 x 4 x 4 voxels from one before each voxel on. */
  private float[] windowed(boolean least) {
    GridShape shape = volume.grid().shape();
    float[] alongZ = window(volume.data(), shape.nz(), 1, shape.nz(), least);
    float[] alongX = window(alongZ, shape.nx(), shape.nz(), shape.nx() * shape.nz(), least);
    return window(alongX, shape.ny(), shape.nx() * shape.nz(), shape.voxelCount(), least);
  }

  private static float[] window(float[] data, int count, int stride, int period, boolean least) {
    float[] result = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      int place = i % period / stride;
      float best = data[i];
      for (int step = -1; step <= 2; step++) {
        int neighbour = Math.max(0, Math.min(count - 1, place + step));
        float value = data[i + (neighbour - place) * stride];
        best = least ? Math.min(best, value) : Math.max(best, value);
      }
      result[i] = best;
    }
    return result;
  }

  /** Neighbours and weights along the three axes. */
  private record Axes(Axis y, Axis x, Axis z) {
    static Axes between(Grid from, Grid to) {
      GridShape shape = to.shape();
      VoxelPoint origin = from.toVoxel(to.toPatient(0, 0, 0));
      VoxelPoint endY = from.toVoxel(to.toPatient(shape.ny(), 0, 0));
      VoxelPoint endX = from.toVoxel(to.toPatient(0, shape.nx(), 0));
      VoxelPoint endZ = from.toVoxel(to.toPatient(0, 0, shape.nz()));
      double turned =
          Math.max(
              Math.max(
                  Math.abs(endY.x() - origin.x()) + Math.abs(endY.z() - origin.z()),
                  Math.abs(endX.y() - origin.y()) + Math.abs(endX.z() - origin.z())),
              Math.abs(endZ.y() - origin.y()) + Math.abs(endZ.x() - origin.x()));
      if (!(turned < PARALLEL_VOXELS)) {
        throw new IllegalArgumentException("grids are not parallel: " + from + " and " + to);
      }
      return new Axes(
          new Axis(origin.y(), endY.y(), shape.ny(), from.shape().ny()),
          new Axis(origin.x(), endX.x(), shape.nx(), from.shape().nx()),
          new Axis(origin.z(), endZ.z(), shape.nz(), from.shape().nz()));
    }
  }

  /** Along one axis, for each target voxel: the voxel before it, or -1 outside; four neighbours. */
  private static final class Axis {
    final int[] start;
    final int[][] neighbours;
    final double[][] weights;

    Axis(double origin, double end, int count, int size) {
      start = new int[count];
      neighbours = new int[count][4];
      weights = new double[count][4];
      for (int i = 0; i < count; i++) {
        double place = origin + i * ((end - origin) / count);
        int before = (int) Math.floor(place);
        boolean inside = place >= -0.5 && place <= size - 0.5;
        start[i] = inside ? Math.max(0, Math.min(size - 1, before)) : -1;
        double t = place - before;
        double u = 1 - t;
        weights[i][0] = u * u * u / 6;
        weights[i][1] = 2.0 / 3 - t * t * (2 - t) / 2;
        weights[i][2] = 2.0 / 3 - u * u * (2 - u) / 2;
        weights[i][3] = t * t * t / 6;
        for (int k = 0; k < 4; k++) {
          neighbours[i][k] = mirrored(before - 1 + k, size);
        }
      }
    }

    private static int mirrored(int index, int size) {
      if (size == 1) {
        return 0;
      }
      int folded = Math.floorMod(index, 2 * size - 2);
      return folded < size ? folded : 2 * size - 2 - folded;
    }
  }

  /** One row of the target: first along y and x onto a line of z, then along z. */
  private record Row(Axes axes, GridShape from, GridShape to, float outside, int y) {
    void fill(double[] coefficients, float[] result) {
      double[][] mixed = new double[from.nx()][];
      double[] line = new double[from.nz()];
      for (int x = 0; x < to.nx(); x++) {
        int target = to.index(y, x, 0);
        if (axes.y.start[y] < 0 || axes.x.start[x] < 0) {
          Arrays.fill(result, target, target + to.nz(), outside);
          continue;
        }
        mix(coefficients, x, mixed, line);
        for (int z = 0; z < to.nz(); z++) {
          result[target + z] = axes.z.start[z] < 0 ? outside : (float) along(line, z);
        }
      }
    }

    /** The coefficients' line along z at a place of the row. */
    private void mix(double[] coefficients, int x, double[][] mixed, double[] line) {
      Arrays.fill(line, 0);
      for (int k = 0; k < 4; k++) {
        int column = axes.x.neighbours[x][k];
        double[] alongY = mixed[column];
        if (alongY == null) {
          alongY = alongY(coefficients, column);
          mixed[column] = alongY;
        }
        double weight = axes.x.weights[x][k];
        for (int z = 0; z < line.length; z++) {
          line[z] += weight * alongY[z];
        }
      }
    }

    private double[] alongY(double[] coefficients, int column) {
      double[] sum = new double[from.nz()];
      for (int k = 0; k < 4; k++) {
        int first = from.index(axes.y.neighbours[y][k], column, 0);
        double weight = axes.y.weights[y][k];
        for (int z = 0; z < sum.length; z++) {
          sum[z] += weight * coefficients[first + z];
        }
      }
      return sum;
    }

    private double along(double[] line, int z) {
      double[] weights = axes.z.weights[z];
      int[] neighbours = axes.z.neighbours[z];
      return weights[0] * line[neighbours[0]]
          + weights[1] * line[neighbours[1]]
          + weights[2] * line[neighbours[2]]
          + weights[3] * line[neighbours[3]];
    }
  }
}

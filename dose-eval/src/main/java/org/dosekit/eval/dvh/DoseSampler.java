package org.dosekit.eval.dvh;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelPoint;
import org.dosekit.core.volume.Volume;

/**
 * A dose read at places of another grid by trilinear interpolation; in the outer half of an edge
 * voxel, the dose at its centre plane. Places are in voxel coordinates of that other grid.
 */
final class DoseSampler {
  /** What rounding in two affines may add to a voxel coordinate. */
  private static final double ROUNDING_VOXELS = 1e-6;

  private final float[] doseGy;
  private final GridShape shape;
  private final double[] first;
  private final double[] perY;
  private final double[] perX;
  private final double[] perZ;

  private DoseSampler(Volume doseGy, Grid lattice) {
    this.doseGy = doseGy.data();
    this.shape = doseGy.grid().shape();
    this.first = voxel(doseGy.grid(), lattice, 0, 0, 0);
    this.perY = minus(voxel(doseGy.grid(), lattice, 1, 0, 0), first);
    this.perX = minus(voxel(doseGy.grid(), lattice, 0, 1, 0), first);
    this.perZ = minus(voxel(doseGy.grid(), lattice, 0, 0, 1), first);
  }

  static DoseSampler of(Volume doseGy, Grid lattice) {
    return new DoseSampler(doseGy, lattice);
  }

  /** Whether a place lies within the outer faces of the dose grid. */
  boolean covers(double y, double x, double z) {
    return within(coordinate(0, y, x, z), shape.ny())
        && within(coordinate(1, y, x, z), shape.nx())
        && within(coordinate(2, y, x, z), shape.nz());
  }

  /** The dose in Gy at a place that is covered. */
  float at(double y, double x, double z) {
    double atY = clamped(coordinate(0, y, x, z), shape.ny());
    double atX = clamped(coordinate(1, y, x, z), shape.nx());
    double atZ = clamped(coordinate(2, y, x, z), shape.nz());
    int y0 = (int) atY;
    int x0 = (int) atX;
    double near = alongZ(y0, x0, atZ, atX - x0);
    int y1 = Math.min(y0 + 1, shape.ny() - 1);
    return (float) mix(near, alongZ(y1, x0, atZ, atX - x0), atY - y0);
  }

  private double alongZ(int y, int x0, double atZ, double fractionX) {
    int z0 = (int) atZ;
    int z1 = Math.min(z0 + 1, shape.nz() - 1);
    double fractionZ = atZ - z0;
    int near = shape.index(y, x0, 0);
    int far = shape.index(y, Math.min(x0 + 1, shape.nx() - 1), 0);
    return mix(
        mix(doseGy[near + z0], doseGy[near + z1], fractionZ),
        mix(doseGy[far + z0], doseGy[far + z1], fractionZ),
        fractionX);
  }

  /** A constant stays that constant; a neighbour of no weight, NaN or not, does not matter. */
  private static double mix(double from, double to, double fraction) {
    return fraction == 0 ? from : from + (to - from) * fraction;
  }

  private double coordinate(int axis, double y, double x, double z) {
    return first[axis] + y * perY[axis] + x * perX[axis] + z * perZ[axis];
  }

  private static boolean within(double coordinate, int size) {
    return coordinate >= -0.5 - ROUNDING_VOXELS && coordinate <= size - 0.5 + ROUNDING_VOXELS;
  }

  private static double clamped(double coordinate, int size) {
    return Math.min(Math.max(coordinate, 0), size - 1.0);
  }

  private static double[] voxel(Grid dose, Grid lattice, int y, int x, int z) {
    VoxelPoint point = dose.toVoxel(lattice.toPatient(y, x, z));
    return new double[] {point.y(), point.x(), point.z()};
  }

  private static double[] minus(double[] a, double[] b) {
    return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  }
}

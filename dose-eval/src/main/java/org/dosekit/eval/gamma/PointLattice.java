package org.dosekit.eval.gamma;

import java.util.Optional;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelPoint;

/**
 * The voxel centres of the reference in voxel units of the evaluated grid, which may be placed,
 * spaced and turned in any way.
 */
final class PointLattice {
  /** A centre that far outside the evaluated grid is taken onto its face: rounding in files. */
  private static final double HULL_TOLERANCE_MM = 1e-3;

  /** What rounding in two affines may add to a voxel coordinate. */
  private static final double ROUNDING_VOXELS = 1e-7;

  private final GridShape reference;
  private final int[] lastVoxel;
  private final double[] toleranceVoxels;
  private final double[] origin;

  /** What one voxel of the reference along Y, X and Z adds. */
  private final double[][] steps;

  private PointLattice(
      GridShape reference,
      int[] lastVoxel,
      double[] toleranceVoxels,
      double[] origin,
      double[][] steps) {
    this.reference = reference;
    this.lastVoxel = lastVoxel;
    this.toleranceVoxels = toleranceVoxels;
    this.origin = origin;
    this.steps = steps;
  }

  static PointLattice between(Grid reference, Grid evaluated) {
    GridShape from = reference.shape();
    GridShape to = evaluated.shape();
    double[] origin = coordinates(evaluated.toVoxel(reference.toPatient(0, 0, 0)));
    double[][] steps = {
      slope(origin, evaluated.toVoxel(reference.toPatient(from.ny(), 0, 0)), from.ny()),
      slope(origin, evaluated.toVoxel(reference.toPatient(0, from.nx(), 0)), from.nx()),
      slope(origin, evaluated.toVoxel(reference.toPatient(0, 0, from.nz())), from.nz())
    };
    double[] toleranceVoxels = {
      HULL_TOLERANCE_MM / evaluated.spacing().yMm(),
      HULL_TOLERANCE_MM / evaluated.spacing().xMm(),
      HULL_TOLERANCE_MM / evaluated.spacing().zMm()
    };
    int[] last = {to.ny() - 1, to.nx() - 1, to.nz() - 1};
    return new PointLattice(from, last, toleranceVoxels, origin, steps);
  }

  /** Over the whole extent, so that its rounding is not multiplied by it. */
  private static double[] slope(double[] from, VoxelPoint to, int count) {
    double[] end = coordinates(to);
    for (int axis = 0; axis < end.length; axis++) {
      end[axis] = (end[axis] - from[axis]) / count;
    }
    return end;
  }

  private static double[] coordinates(VoxelPoint point) {
    return new double[] {point.y(), point.x(), point.z()};
  }

  /**
   * Finds a voxel of the reference.
   *
   * @param index its place in the reference's array
   * @param place receives Y, X, Z in voxels of the evaluated grid
   * @return whether the evaluated dose is known there
   */
  boolean locate(int index, double[] place) {
    int z = index % reference.nz();
    int column = index / reference.nz();
    int x = column % reference.nx();
    int y = column / reference.nx();
    boolean inside = true;
    for (int axis = 0; axis < place.length; axis++) {
      double exact =
          snapped(origin[axis] + y * steps[0][axis] + x * steps[1][axis] + z * steps[2][axis]);
      double within = Math.max(0, Math.min(lastVoxel[axis], exact));
      inside &= Math.abs(exact - within) <= toleranceVoxels[axis];
      place[axis] = within;
    }
    return inside;
  }

  /**
   * Where in their cells all points lie (0 to 1 along Y, X, Z), when that is the same for all, as
   * on equal grids and on grids that are shifted against each other.
   */
  Optional<double[]> commonFraction() {
    int[] extent = {reference.ny(), reference.nx(), reference.nz()};
    for (int step = 0; step < steps.length; step++) {
      for (double slope : steps[step]) {
        if (Math.abs(slope - Math.rint(slope)) * extent[step] > ROUNDING_VOXELS) {
          return Optional.empty();
        }
      }
    }
    double[] fraction = new double[origin.length];
    for (int axis = 0; axis < fraction.length; axis++) {
      double snapped = snapped(origin[axis]);
      fraction[axis] = snapped - Math.floor(snapped);
    }
    return Optional.of(fraction);
  }

  private static double snapped(double coordinate) {
    double nearest = Math.rint(coordinate);
    return Math.abs(coordinate - nearest) < ROUNDING_VOXELS ? nearest : coordinate;
  }
}

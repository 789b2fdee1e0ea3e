package org.dosekit.eval.gamma;

import java.util.Arrays;
import java.util.Optional;
import org.dosekit.core.geometry.Grid;

/** The orders in which cells are visited, by the place of a point in its own cell. */
final class OffsetTable {
  private static final double SAME_PLACE = 1e-6;
  private static final double[] NOWHERE = {-1, -1, -1};

  /** Where all points lie in their cells, unless they were moved onto a face of the grid. */
  private final double[] common;

  /** The order for that place. */
  private final CellOffsets atCommon;

  /** By octant of the cell: bit 4 for the upper half along Y, 2 for X, 1 for Z. */
  private final CellOffsets[] octants;

  private OffsetTable(double[] common, CellOffsets atCommon, CellOffsets[] octants) {
    this.common = common;
    this.atCommon = atCommon;
    this.octants = octants;
  }

  static OffsetTable of(double radiusMm, Grid evaluated, PointLattice points) {
    Optional<double[]> fraction = points.commonFraction();
    CellOffsets[] octants = new CellOffsets[8];
    if (fraction.isPresent()) {
      double[] place = fraction.get();
      Arrays.fill(
          octants,
          CellOffsets.within(radiusMm, evaluated, new double[] {0, 0, 0}, new double[] {1, 1, 1}));
      CellOffsets there =
          CellOffsets.within(radiusMm, evaluated, shifted(place, -1), shifted(place, 1));
      return new OffsetTable(place, there, octants);
    }
    for (int octant = 0; octant < octants.length; octant++) {
      double[] from = {(octant >> 2) / 2.0, (octant >> 1 & 1) / 2.0, (octant & 1) / 2.0};
      double[] to = {from[0] + 0.5, from[1] + 0.5, from[2] + 0.5};
      octants[octant] = CellOffsets.within(radiusMm, evaluated, from, to);
    }
    return new OffsetTable(NOWHERE, octants[0], octants);
  }

  private static double[] shifted(double[] fraction, int sign) {
    double[] shifted = fraction.clone();
    for (int axis = 0; axis < shifted.length; axis++) {
      shifted[axis] = Math.max(0, Math.min(1, shifted[axis] + sign * SAME_PLACE));
    }
    return shifted;
  }

  /** The order for a point at this place (0 to 1 along Y, X, Z) of its cell. */
  CellOffsets at(double y, double x, double z) {
    if (Math.abs(y - common[0]) < SAME_PLACE
        && Math.abs(x - common[1]) < SAME_PLACE
        && Math.abs(z - common[2]) < SAME_PLACE) {
      return atCommon;
    }
    return octants[(y < 0.5 ? 0 : 4) | (x < 0.5 ? 0 : 2) | (z < 0.5 ? 0 : 1)];
  }
}

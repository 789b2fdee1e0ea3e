package org.dosekit.eval.dvh;

import java.util.Objects;
import org.dosekit.core.structure.EndCaps;

/**
 * How finely a dose is read inside contours.
 *
 * @param cellMm the largest side of the cells that the structure is cut into, in mm; the dose is
 *     read once in each and weighted by the part of the cell inside
 * @param largestCellCount a structure that would need more gets larger cells, as a whole body does;
 *     about, for the dose grid's voxels are cut into whole parts
 * @param endCaps where the structure ends beyond its first and last contour
 */
public record ContourSampling(double cellMm, int largestCellCount, EndCaps endCaps) {
  /** Cells of 0.5 mm, 4 million at most, caps of half a slice. */
  public static final ContourSampling DEFAULT =
      new ContourSampling(0.5, 4_000_000, EndCaps.HALF_SLICE);

  /** Checks the ranges. */
  public ContourSampling {
    if (!(cellMm > 0) || !Double.isFinite(cellMm)) {
      throw new IllegalArgumentException("cells of " + cellMm + " mm; positive");
    }
    if (largestCellCount < 1) {
      throw new IllegalArgumentException("at most " + largestCellCount + " cells; at least 1");
    }
    Objects.requireNonNull(endCaps);
  }

  /** This sampling with cells of another size. */
  public ContourSampling withCellMm(double mm) {
    return new ContourSampling(mm, largestCellCount, endCaps);
  }

  /** This sampling with other ends of structures. */
  public ContourSampling withEndCaps(EndCaps other) {
    return new ContourSampling(cellMm, largestCellCount, other);
  }

  /** The side of the cells for a structure of this volume. */
  double cellMm(double volumeMm3) {
    return Math.max(cellMm, Math.cbrt(volumeMm3 / largestCellCount));
  }
}

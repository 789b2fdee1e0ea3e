package org.dosekit.eval.gamma;

import org.dosekit.core.DoseDataException;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;

/** The voxels in and about a structure, over which gamma is often reported for targets. */
public final class GammaRegion {
  private GammaRegion() {}

  /**
   * The voxels whose centre is at most a margin away from the nearest voxel centre of a structure,
   * by exact Euclidean distance with the grid's own spacing: round about the structure, not a box.
   *
   * @param marginMm 0 for the structure itself
   * @throws DoseDataException when the structure is empty
   * @throws IllegalArgumentException when the margin is negative or not finite
   */
  public static Mask around(Mask structure, double marginMm) {
    if (!(marginMm >= 0) || marginMm == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("margin " + marginMm + " mm; 0 or more, and finite");
    }
    if (structure.isEmpty()) {
      throw DoseDataException.of(
          "gamma region", "an empty structure", "a structure with voxels", "choose another region");
    }
    if (marginMm == 0) {
      return structure;
    }
    return DistanceField.within(structure, marginMm);
  }
}

package org.dosekit.train.data;

/**
 * A small motion of a patient about the middle of a patch: turned about z, made larger or smaller,
 * moved by less than a voxel.
 *
 * @param radians of the turn, from +x (left) towards +y (posterior)
 * @param scaling above 1 the patient grows
 * @param shiftY along y, in voxels of the network's grid
 * @param shiftX along x, the same
 * @param shiftZ along z, the same
 */
record Warp(double radians, double scaling, double shiftY, double shiftX, double shiftZ) {
  Warp {
    if (!(scaling > 0) || !Double.isFinite(radians + scaling + shiftY + shiftX + shiftZ)) {
      throw new IllegalArgumentException(
          "a turn of %s, a scaling of %s, shifts of %s, %s, %s; finite, the scaling positive"
              .formatted(radians, scaling, shiftY, shiftX, shiftZ));
    }
  }

  /** The motion on a grid with {@code refinement} voxels along each axis for one. */
  Warp refined(int refinement) {
    return new Warp(
        radians, scaling, shiftY * refinement, shiftX * refinement, shiftZ * refinement);
  }
}

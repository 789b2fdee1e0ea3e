package org.dosekit.train.engine;

import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;

/** The spatial shapes a network takes. */
final class PatchShapes {
  private PatchShapes() {}

  /**
   * Checks a patch.
   *
   * @throws IllegalArgumentException when a size is not a multiple of 16
   */
  static void require(GridShape patch) {
    int multiple = NetworkSpec.SPATIAL_MULTIPLE;
    if (patch.ny() % multiple != 0 || patch.nx() % multiple != 0 || patch.nz() % multiple != 0) {
      throw new IllegalArgumentException(
          "a patch of " + patch + " voxels; each size a multiple of " + multiple);
    }
  }
}

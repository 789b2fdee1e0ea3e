package org.dosekit.eval.score;

import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;

/** The voxels over which a case's dose error is taken. */
public enum VoxelRegion {
  /** The patient: {@link Case#body()}. */
  BODY("body"),

  /** Every voxel of the grid, air too, as the original project does; lowers every mean. */
  AS_ORIGINAL("all_voxels");

  private final String label;

  VoxelRegion(String label) {
    this.label = label;
  }

  /** The word for it in result files. */
  public String label() {
    return label;
  }

  Mask of(Case patient) {
    return this == BODY ? patient.body() : Mask.full(patient.grid());
  }
}

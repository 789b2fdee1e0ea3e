package org.dosekit.train.data;

import java.util.Objects;
import org.dosekit.train.settings.Augmentation;
import org.dosekit.train.settings.Patches;

/**
 * How patches are drawn from cases.
 *
 * @param patches which
 * @param augmentation how they are varied
 * @param restrictToDoseRegion whether voxels outside the case's dose region have no weight
 */
public record SamplingPlan(
    Patches patches, Augmentation augmentation, boolean restrictToDoseRegion) {
  /** Checks that nothing is missing. */
  public SamplingPlan {
    Objects.requireNonNull(patches);
    Objects.requireNonNull(augmentation);
  }
}

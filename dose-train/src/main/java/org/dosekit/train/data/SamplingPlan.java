package org.dosekit.train.data;

import org.dosekit.core.geometry.GridShape;

/**
 * How patches are drawn from cases.
 *
 * @param patch shape of a patch, each size a multiple of 16
 * @param patchesPerCase patches of each case an epoch, at least 1
 * @param batchSize patches a training step, at least 1
 * @param highDoseFraction the fraction of patches centred on a voxel of high dose, 0..1
 * @param restrictToDoseRegion whether voxels outside the case's dose region have no weight
 * @param flipLeftRight whether half of the patches are mirrored
 * @param shiftVoxels patches are moved by up to so many voxels along each axis, at least 0
 * @param ctNoiseSigma noise added to the normalised CT of some patches, at least 0
 * @param targetFraction the fraction of patches centred on a target, 0..1
 */
public record SamplingPlan(
    GridShape patch,
    int patchesPerCase,
    int batchSize,
    double highDoseFraction,
    boolean restrictToDoseRegion,
    boolean flipLeftRight,
    int shiftVoxels,
    double ctNoiseSigma,
    double targetFraction) {
  /** A plan without patches centred on targets. */
  SamplingPlan(
      GridShape patch,
      int patchesPerCase,
      int batchSize,
      double highDoseFraction,
      boolean restrictToDoseRegion,
      boolean flipLeftRight,
      int shiftVoxels,
      double ctNoiseSigma) {
    this(
        patch,
        patchesPerCase,
        batchSize,
        highDoseFraction,
        restrictToDoseRegion,
        flipLeftRight,
        shiftVoxels,
        ctNoiseSigma,
        0);
  }

  /** Checks the ranges. */
  public SamplingPlan {
    if (patchesPerCase < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          patchesPerCase + " patches a case, " + batchSize + " a batch; each at least 1");
    }
    if (!(highDoseFraction >= 0 && highDoseFraction <= 1)) {
      throw new IllegalArgumentException("high-dose fraction " + highDoseFraction + "; 0 to 1");
    }
    if (!(targetFraction >= 0 && targetFraction + highDoseFraction <= 1)) {
      throw new IllegalArgumentException(
          "target fraction %s, high-dose fraction %s; 0 to 1 together"
              .formatted(targetFraction, highDoseFraction));
    }
    if (shiftVoxels < 0 || !(ctNoiseSigma >= 0 && ctNoiseSigma <= 1)) {
      throw new IllegalArgumentException(
          "shift of %d voxels, CT noise %s; at least 0, and the noise at most 1"
              .formatted(shiftVoxels, ctNoiseSigma));
    }
  }
}

package org.dosekit.train.settings;

import java.util.Objects;
import org.dosekit.core.geometry.GridShape;

/**
 * What the network is trained on.
 *
 * @param shape of a patch on the encoded grid, each size a multiple of 16; a case that is smaller
 *     is padded, so the shape of the whole encoded grid trains on whole volumes
 * @param perCase patches of each case an epoch, at least 1
 * @param batchSize patches a step, at least 1
 * @param highDoseFraction the fraction of patches centred on a voxel above 0.1 of the prescription,
 *     0..1
 * @param targetFraction the fraction of patches centred on a target, so that dose-volume terms see
 *     it whole; 0..1, with the fraction above at most 1
 * @param loaderThreads that prepare patches beside the training, 1..64; which patches come does not
 *     depend on their number
 */
public record Patches(
    GridShape shape,
    int perCase,
    int batchSize,
    double highDoseFraction,
    double targetFraction,
    int loaderThreads) {
  /** Checks the ranges. */
  public Patches {
    Objects.requireNonNull(shape);
    Ranges.require(perCase >= 1 && perCase <= 1000, "%s patches a case; 1 to 1000", perCase);
    Ranges.require(
        batchSize >= 1 && batchSize <= 1000, "batches of %s patches; 1 to 1000", batchSize);
    Ranges.require(
        highDoseFraction >= 0 && highDoseFraction <= 1,
        "high-dose fraction %s; 0 to 1",
        highDoseFraction);
    Ranges.require(
        targetFraction >= 0 && targetFraction <= 1 && targetFraction + highDoseFraction <= 1,
        "target fraction %s; 0 to 1, with the high-dose fraction at most 1",
        targetFraction);
    Ranges.require(
        loaderThreads >= 1 && loaderThreads <= 64, "%s loader threads; 1 to 64", loaderThreads);
  }

  /** Patches that one thread prepares: enough where the CPU does the training. */
  public Patches(
      GridShape shape, int perCase, int batchSize, double highDoseFraction, double targetFraction) {
    this(shape, perCase, batchSize, highDoseFraction, targetFraction, 1);
  }

  /** Patches of which none is centred on a target on purpose. */
  public Patches(GridShape shape, int perCase, int batchSize, double highDoseFraction) {
    this(shape, perCase, batchSize, highDoseFraction, 0);
  }

  /** These patches with another fraction that is centred on targets. */
  public Patches withTargetFraction(double value) {
    return new Patches(shape, perCase, batchSize, highDoseFraction, value, loaderThreads);
  }

  /** These patches prepared by another number of threads. */
  public Patches withLoaderThreads(int value) {
    return new Patches(shape, perCase, batchSize, highDoseFraction, targetFraction, value);
  }
}

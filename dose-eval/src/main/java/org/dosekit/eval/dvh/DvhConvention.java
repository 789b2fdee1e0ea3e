package org.dosekit.eval.dvh;

/**
 * How a dose is read from sorted voxel doses. Mean, maximum, minimum and Vx (voxels of at least the
 * dose) are the same in all; Dx differs, by up to the step between neighbouring voxel doses.
 */
public enum DvhConvention {
  /**
   * Each voxel's dose stands at the middle of its own volume on the cumulative curve; linear in
   * between, clamped at the ends. For x % this is the Hazen quantile.
   */
  EXACT,

  /**
   * The evaluator of the OpenKBP challenge (Babier et al. 2021): {@code Dx%} is NumPy's {@code
   * percentile(100 - x)}, linear; {@code Dxcc} is the percentile {@code 100 - 100 k/n} with k
   * voxels to x cc, rounded half to even, at least 1.
   */
  OPENKBP,

  /**
   * The original project: {@code Dx%} is NumPy's {@code percentile(100 - x, method='lower')}. It
   * has no {@code Dxcc}; here x cc are the percentage they are of the structure.
   */
  NEAREST_RANK_LOWER
}

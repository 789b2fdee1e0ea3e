package org.dosekit.train.loss;

/** How the error of a voxel counts. */
public enum VoxelLoss {
  /** Squared error: the original's. */
  MSE,
  /** Absolute error: what the OpenKBP dose score measures. */
  L1
}

package org.dosekit.train.run;

/** How the error of a voxel counts in the training loss. */
public enum VoxelError {
  /** Squared error: the original's. */
  MSE,
  /** Absolute error: what the OpenKBP dose score measures. */
  L1
}

package org.dosekit.train.settings;

/** How the error of a voxel counts in the training loss. */
public enum VoxelLoss {
  /** Squared error: the original's. */
  MSE("mse"),
  /** Absolute error: what the OpenKBP dose score measures. */
  L1("l1");

  private final String label;

  VoxelLoss(String label) {
    this.label = label;
  }

  /** The name in files and among the terms of a loss. */
  public String label() {
    return label;
  }
}

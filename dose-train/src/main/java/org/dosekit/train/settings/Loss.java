package org.dosekit.train.settings;

import java.util.Objects;

/**
 * What is minimised: the voxel error, plus the other terms times their factors.
 *
 * @param voxel the error of a voxel
 * @param negativeDose factor of the mean negative dose, at least 0
 * @param gradient factor of the difference of Sobel gradients, at least 0; 0 is off
 * @param restrictToDoseRegion whether voxels outside the case's dose region do not count
 */
public record Loss(
    VoxelLoss voxel, double negativeDose, double gradient, boolean restrictToDoseRegion) {
  /** Checks the factors. */
  public Loss {
    Objects.requireNonNull(voxel);
    Ranges.require(isFactor(negativeDose), "negative-dose factor %s; 0 to 1e6", negativeDose);
    Ranges.require(isFactor(gradient), "gradient factor %s; 0 to 1e6", gradient);
  }

  private static boolean isFactor(double factor) {
    return factor >= 0 && factor <= 1e6;
  }
}

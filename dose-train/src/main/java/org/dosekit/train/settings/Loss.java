package org.dosekit.train.settings;

import java.util.List;
import java.util.Objects;
import org.dosekit.core.protocol.StructureExpression;

/**
 * What is minimised: the voxel error, plus the other terms times their factors.
 *
 * @param voxel the error of a voxel
 * @param negativeDose factor of the mean negative dose, at least 0
 * @param gradient factor of the difference of Sobel gradients, at least 0; 0 is off
 * @param restrictToDoseRegion whether voxels outside the case's dose region do not count
 * @param dvh the dose-volume terms
 */
public record Loss(
    VoxelLoss voxel,
    double negativeDose,
    double gradient,
    boolean restrictToDoseRegion,
    DvhLoss dvh) {
  /** Checks the factors. */
  public Loss {
    Objects.requireNonNull(voxel);
    Objects.requireNonNull(dvh);
    Ranges.require(isFactor(negativeDose), "negative-dose factor %s; 0 to 1e6", negativeDose);
    Ranges.require(isFactor(gradient), "gradient factor %s; 0 to 1e6", gradient);
  }

  /** A loss of voxels only. */
  public Loss(VoxelLoss voxel, double negativeDose, double gradient, boolean restrictToDoseRegion) {
    this(voxel, negativeDose, gradient, restrictToDoseRegion, DvhLoss.OFF);
  }

  /** This loss with other dose-volume terms. */
  public Loss withDvh(DvhLoss value) {
    return new Loss(voxel, negativeDose, gradient, restrictToDoseRegion, value);
  }

  /** The regions whose voxels the loss needs to know, none twice. */
  public List<StructureExpression> regions() {
    return dvh.regions();
  }

  private static boolean isFactor(double factor) {
    return factor >= 0 && factor <= 1e6;
  }
}

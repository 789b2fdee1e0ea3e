package org.dosekit.train.loss;

import java.util.Objects;
import org.dosekit.train.settings.VoxelLoss;

/**
 * The terms of the training loss and their factors. Doses are normalised to 1 at the prescription;
 * terms are weighted means over voxels, but for the gradient's.
 *
 * @param voxel the error a voxel: {@code sum(w e) / sum(w)}
 * @param negativeDose factor of the mean of {@code max(-dose, 0)}, at least 0; the original's is
 *     0.1
 * @param gradient factor of the L1 difference of the Sobel gradients, at least 0; 0 is off
 */
public record LossTerms(VoxelLoss voxel, double negativeDose, double gradient) {
  /** Checks the factors. */
  public LossTerms {
    Objects.requireNonNull(voxel);
    requireFactor("negativeDose", negativeDose);
    requireFactor("gradient", gradient);
  }

  private static void requireFactor(String name, double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(name + " " + factor + "; finite and at least 0");
    }
  }
}

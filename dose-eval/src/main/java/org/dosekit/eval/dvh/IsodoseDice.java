package org.dosekit.eval.dvh;

import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.volume.Volume;

/**
 * How far the isodoses of two doses overlap (Dice 1945). A voxel belongs to an isodose when its
 * dose is at least that.
 *
 * @param levelGy the dose of the isodoses
 * @param referenceVoxels of the reference's isodose
 * @param evaluatedVoxels of the evaluated dose's
 * @param commonVoxels in both
 */
public record IsodoseDice(
    double levelGy, long referenceVoxels, long evaluatedVoxels, long commonVoxels) {
  /** Checks that the isodoses hold what they share. */
  public IsodoseDice {
    if (!(levelGy > 0) || !Double.isFinite(levelGy)) {
      throw new IllegalArgumentException("isodose " + levelGy + " Gy; positive");
    }
    if (commonVoxels < 0 || commonVoxels > Math.min(referenceVoxels, evaluatedVoxels)) {
      throw new IllegalArgumentException(
          commonVoxels + " voxels shared of " + referenceVoxels + " and " + evaluatedVoxels);
    }
  }

  /**
   * Compares the isodoses of a level.
   *
   * @param referenceGy in Gy
   * @param evaluatedGy on the same grid, in Gy
   * @param levelGy positive
   * @throws IllegalArgumentException unless the grids match
   * @throws DoseDataException when a dose is not finite
   */
  public static IsodoseDice of(Volume referenceGy, Volume evaluatedGy, double levelGy) {
    if (!referenceGy.grid().matches(evaluatedGy.grid())) {
      throw new IllegalArgumentException(
          "grids differ: " + referenceGy.grid() + " != " + evaluatedGy.grid());
    }
    float[] reference = referenceGy.data();
    float[] evaluated = evaluatedGy.data();
    long inReference = 0;
    long inEvaluated = 0;
    long inBoth = 0;
    for (int i = 0; i < reference.length; i++) {
      if (!Float.isFinite(reference[i]) || !Float.isFinite(evaluated[i])) {
        throw DoseDataException.of(
            "dose", "NaN or infinity", "finite doses in Gy", "check where the dose comes from");
      }
      boolean a = reference[i] >= levelGy;
      boolean b = evaluated[i] >= levelGy;
      inReference += a ? 1 : 0;
      inEvaluated += b ? 1 : 0;
      inBoth += a && b ? 1 : 0;
    }
    return new IsodoseDice(levelGy, inReference, inEvaluated, inBoth);
  }

  /** Twice the shared volume over the sum of both, 0 to 1; absent when neither dose has any. */
  public OptionalDouble dice() {
    long sum = referenceVoxels + evaluatedVoxels;
    return sum == 0 ? OptionalDouble.empty() : OptionalDouble.of(2.0 * commonVoxels / sum);
  }
}

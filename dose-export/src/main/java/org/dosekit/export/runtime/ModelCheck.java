package org.dosekit.export.runtime;

import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.predict.PatchModel;

/**
 * How far two forms of one network are apart, the exported one from the trained one say.
 *
 * @param voxels how many voxels were compared, at least 1
 * @param maxDifferenceGy the largest absolute difference
 * @param meanDifferenceGy the mean absolute difference
 */
public record ModelCheck(long voxels, double maxDifferenceGy, double meanDifferenceGy) {

  /**
   * An input both models are given.
   *
   * @param channels (C, Y, X, Z) flat
   * @param patch its spatial shape, each size a multiple of 16
   * @param constraints the constraint vector
   */
  public record Sample(float[] channels, GridShape patch, float[] constraints) {}

  /** Checks that there are numbers. */
  public ModelCheck {
    if (voxels < 1 || !(maxDifferenceGy >= meanDifferenceGy) || !(meanDifferenceGy >= 0)) {
      throw new IllegalArgumentException(
          "differences of %s Gy at most and %s Gy on average over %d voxels"
              .formatted(maxDifferenceGy, meanDifferenceGy, voxels));
    }
  }

  /**
   * Runs both models on the same inputs. Neither is closed.
   *
   * @param doseScaleGy the dose that is 1 in the models' output, positive
   * @throws DoseDataException when an output holds NaN or infinity
   * @throws IllegalArgumentException when there is no sample, or the scale is not positive
   */
  public static ModelCheck compare(
      PatchModel reference, PatchModel candidate, List<Sample> samples, double doseScaleGy) {
    if (samples.isEmpty() || !(doseScaleGy > 0) || Double.isInfinite(doseScaleGy)) {
      throw new IllegalArgumentException(
          samples.size() + " samples, dose scale " + doseScaleGy + " Gy; one, and positive");
    }
    long voxels = 0;
    double max = 0;
    double sum = 0;
    for (Sample sample : samples) {
      float[] expected = run(reference, sample, "the reference model");
      float[] actual = run(candidate, sample, "the model under test");
      for (int i = 0; i < expected.length; i++) {
        double difference = Math.abs((double) actual[i] - expected[i]) * doseScaleGy;
        max = Math.max(max, difference);
        sum += difference;
      }
      voxels += expected.length;
    }
    // Rounding must not lift the mean of equal differences above them.
    return new ModelCheck(voxels, max, Math.min(sum / voxels, max));
  }

  private static float[] run(PatchModel model, Sample sample, String subject) {
    float[] dose = model.predict(sample.channels(), sample.patch(), sample.constraints());
    if (dose.length != sample.patch().voxelCount()) {
      throw new IllegalStateException(
          "%s gave %d voxels for a patch of %s".formatted(subject, dose.length, sample.patch()));
    }
    for (float value : dose) {
      if (!Float.isFinite(value)) {
        throw DoseDataException.of(
            subject, "a dose of " + value, "finite doses", "check the weights and the input");
      }
    }
    return dose;
  }

  /** Whether every voxel is within the gate. */
  public boolean within(double gateGy) {
    return maxDifferenceGy <= gateGy;
  }
}

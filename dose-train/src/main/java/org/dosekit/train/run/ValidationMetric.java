package org.dosekit.train.run;

import java.util.OptionalDouble;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;

/**
 * A number that the full-volume prediction of a validation case is judged by. Its mean over the
 * cases is a column of {@code metrics.csv}, and the best epoch can be selected by it.
 */
public interface ValidationMetric {
  /** Which values are better. */
  enum Better {
    /** An error. */
    LOWER,
    /** A rate of agreement. */
    HIGHER;

    /** Whether a value is better than another; an equal one is not. */
    boolean isBetter(double value, double other) {
      return this == LOWER ? value < other : value > other;
    }
  }

  /** The name in configurations and files, with its unit: {@code ptv_d95_error_gy}. */
  String name();

  /** Which values are better. */
  Better better();

  /**
   * Judges a prediction.
   *
   * @param patient a case with a planned dose
   * @param predictedGy on the case's grid, in Gy
   * @return a finite number; empty when the case has nothing to judge, e.g. lacks the structure
   */
  OptionalDouble measure(Case patient, Volume predictedGy);
}

package org.dosekit.eval.score;

import org.dosekit.eval.dvh.TargetConformity;

/**
 * How well the isodose of a target's prescription follows it under both doses.
 *
 * @param reference under the planned dose
 * @param predicted under the predicted dose; the same target and prescription
 */
public record ConformityComparison(TargetConformity reference, TargetConformity predicted) {
  /** Checks that both are of one target and prescription. */
  public ConformityComparison {
    if (reference.prescriptionGy() != predicted.prescriptionGy()
        || reference.targetCc() != predicted.targetCc()) {
      throw new IllegalArgumentException("conformities differ: " + reference + " != " + predicted);
    }
  }
}

package org.dosekit.core.protocol;

import java.util.Objects;

/**
 * What a plan is judged by: a metric of a structure held to a limit. Not what the network is told:
 * see {@link ConstraintEntry}.
 *
 * @param region the structure, or structures combined
 * @param metric what is read from its dose
 * @param direction on which side of the limit the plan must be
 * @param limit in the metric's unit
 */
public record ClinicalGoal(
    StructureExpression region, DoseMetric metric, Direction direction, double limit) {
  /** On which side of the limit a plan must be. */
  public enum Direction {
    /** The metric is at least the limit. */
    AT_LEAST,
    /** The metric is at most the limit. */
    AT_MOST
  }

  /** Checks the limit. */
  public ClinicalGoal {
    Objects.requireNonNull(region);
    Objects.requireNonNull(metric);
    Objects.requireNonNull(direction);
    if (!(limit >= 0) || !Double.isFinite(limit)) {
      throw new IllegalArgumentException("goal limit " + limit + "; finite and at least 0");
    }
  }

  /** Whether a value of the metric meets the goal. */
  public boolean isMetBy(double value) {
    return direction == Direction.AT_LEAST ? value >= limit : value <= limit;
  }
}

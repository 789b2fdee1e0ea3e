package org.dosekit.core.protocol;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a plan is judged by: a metric of a region held to a goal and, where the clinic has one, to a
 * looser limit that is still acceptable. Not what the network is told: see {@link ConstraintEntry}.
 *
 * @param region the structure, or structures combined
 * @param metric what is read from its dose
 * @param direction on which side of the goal the plan must be
 * @param limit the goal, in the metric's unit
 * @param acceptable the looser limit, in the metric's unit
 * @param priority 1 (highest) to 9
 */
public record ClinicalGoal(
    StructureExpression region,
    DoseMetric metric,
    Direction direction,
    double limit,
    OptionalDouble acceptable,
    int priority) {
  /** On which side of the limit a plan must be. */
  public enum Direction {
    /** The metric is at least the limit. */
    AT_LEAST(">="),
    /** The metric is at most the limit. */
    AT_MOST("<=");

    private final String sign;

    Direction(String sign) {
      this.sign = sign;
    }

    /** {@code >=} or {@code <=}. */
    public String sign() {
      return sign;
    }

    private boolean allows(double value, double limit) {
      return this == AT_LEAST ? value >= limit : value <= limit;
    }
  }

  /** How well a plan keeps a goal. */
  public enum Grade {
    /** The goal is met. */
    MET,
    /** The goal is missed, the acceptable limit is met. */
    ACCEPTABLE,
    /** The goal and, if there is one, the acceptable limit are missed. */
    MISSED
  }

  private static final int LOWEST_PRIORITY = 9;

  /** Checks that limits are finite, not negative, the acceptable one the looser; the priority. */
  public ClinicalGoal {
    Objects.requireNonNull(region);
    Objects.requireNonNull(metric);
    Objects.requireNonNull(direction);
    requireLimit("goal limit", limit);
    if (acceptable.isPresent()) {
      requireLimit("acceptable limit", acceptable.getAsDouble());
      if (acceptable.getAsDouble() == limit || direction.allows(acceptable.getAsDouble(), limit)) {
        throw new IllegalArgumentException(
            "acceptable limit %s is not looser than the goal %s %s"
                .formatted(acceptable.getAsDouble(), direction.sign(), limit));
      }
    }
    if (priority < 1 || priority > LOWEST_PRIORITY) {
      throw new IllegalArgumentException("priority " + priority + "; 1 to " + LOWEST_PRIORITY);
    }
  }

  /** A goal of priority 1 without an acceptable limit. */
  public static ClinicalGoal of(
      StructureExpression region, DoseMetric metric, Direction direction, double limit) {
    return new ClinicalGoal(region, metric, direction, limit, OptionalDouble.empty(), 1);
  }

  /** This goal with a looser limit that is still acceptable. */
  public ClinicalGoal withAcceptable(double looserLimit) {
    return new ClinicalGoal(
        region, metric, direction, limit, OptionalDouble.of(looserLimit), priority);
  }

  /** This goal with another priority, 1 (highest) to 9. */
  public ClinicalGoal withPriority(int other) {
    return new ClinicalGoal(region, metric, direction, limit, acceptable, other);
  }

  /**
   * How well a value of the metric keeps the goal; a value equal to a limit meets it.
   *
   * @throws IllegalArgumentException when the value is NaN
   */
  public Grade grade(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(label() + " judged by a value of NaN");
    }
    if (direction.allows(value, limit)) {
      return Grade.MET;
    }
    return acceptable.isPresent() && direction.allows(value, acceptable.getAsDouble())
        ? Grade.ACCEPTABLE
        : Grade.MISSED;
  }

  /** The goal as a line of text, e.g. {@code PTV56 - PTV70 D95%[Gy] >= 53.2}. */
  public String label() {
    return "%s %s %s %s"
        .formatted(
            region,
            metric.label(),
            direction.sign(),
            BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString());
  }

  private static void requireLimit(String what, double limit) {
    if (!(limit >= 0) || !Double.isFinite(limit)) {
      throw new IllegalArgumentException(what + " " + limit + "; finite and at least 0");
    }
  }
}

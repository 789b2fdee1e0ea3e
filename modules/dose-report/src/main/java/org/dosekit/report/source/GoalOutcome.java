package org.dosekit.report.source;

import java.util.Locale;
import java.util.Objects;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.ClinicalGoal.Direction;
import org.dosekit.core.protocol.ClinicalGoal.Grade;

/**
 * A goal held against the planned and the predicted dose of a case.
 *
 * @param label the goal as a line of text, as {@code PTV70 D95%[Gy] >= 66.5}
 * @param region the structure, or expression of structures, it is about
 * @param metric the label of its metric
 * @param direction on which side of the limit a plan must be
 * @param limit in the metric's unit
 * @param judgement how both doses keep it; missing where the case has no such structure
 */
public record GoalOutcome(
    String label,
    String region,
    String metric,
    Direction direction,
    double limit,
    Found<Judgement> judgement) {
  /**
   * How both doses keep a goal.
   *
   * @param planned the metric under the planned dose
   * @param predicted the metric under the predicted dose
   * @param plannedGrade how well the plan keeps it
   * @param predictedGrade how well the prediction keeps it
   */
  public record Judgement(
      double planned, double predicted, Grade plannedGrade, Grade predictedGrade) {
    /** Checks for nulls. */
    public Judgement {
      Objects.requireNonNull(plannedGrade);
      Objects.requireNonNull(predictedGrade);
    }

    /** Whether the prediction keeps the goal less well than the plan. */
    public boolean charged() {
      return predictedGrade.compareTo(plannedGrade) > 0;
    }

    /** Whether the prediction keeps the goal better than the plan. */
    public boolean optimistic() {
      return predictedGrade.compareTo(plannedGrade) < 0;
    }
  }

  /** Checks for nulls. */
  public GoalOutcome {
    Objects.requireNonNull(label);
    Objects.requireNonNull(region);
    Objects.requireNonNull(metric);
    Objects.requireNonNull(direction);
    Objects.requireNonNull(judgement);
  }

  static GoalOutcome of(JsonObject check) {
    return new GoalOutcome(
        check.string("goal"),
        check.string("region"),
        check.string("metric"),
        word(check, "direction", Direction.class),
        check.number("limit"),
        check.has("not_judged")
            ? Found.missing(check.string("not_judged"))
            : Found.of(
                new Judgement(
                    check.number("target"),
                    check.number("pred"),
                    word(check, "target_grade", Grade.class),
                    word(check, "pred_grade", Grade.class))));
  }

  private static <E extends Enum<E>> E word(JsonObject json, String name, Class<E> type) {
    try {
      return Enum.valueOf(type, json.string(name).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }
}

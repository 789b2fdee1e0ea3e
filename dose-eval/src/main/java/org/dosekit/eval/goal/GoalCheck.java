package org.dosekit.eval.goal;

import java.util.List;
import java.util.Objects;
import org.dosekit.core.protocol.ClinicalGoal;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.dosekit.eval.dvh.MetricValue;

/** A goal held against the planned and the predicted dose. */
public sealed interface GoalCheck {
  /** The goal. */
  ClinicalGoal goal();

  /**
   * A goal that both doses were judged by.
   *
   * @param goal the goal
   * @param reference the metric under the planned dose; has a value
   * @param predicted the metric under the predicted dose; has a value
   * @param absent structures that the region names and the case lacks: they counted as empty
   */
  record Judged(
      ClinicalGoal goal, MetricValue reference, MetricValue predicted, List<String> absent)
      implements GoalCheck {
    /** Checks that both are values of the goal's metric. */
    public Judged {
      Objects.requireNonNull(goal);
      absent = List.copyOf(absent);
      for (MetricValue value : new MetricValue[] {reference, predicted}) {
        if (!value.metric().equals(goal.metric()) || value.value().isEmpty()) {
          throw new IllegalArgumentException(goal.label() + " judged by " + value);
        }
      }
    }

    /** How well the plan keeps the goal. */
    public Grade referenceGrade() {
      return goal.grade(reference.value().getAsDouble());
    }

    /** How well the prediction keeps the goal. */
    public Grade predictedGrade() {
      return goal.grade(predicted.value().getAsDouble());
    }

    /**
     * Whether the prediction keeps the goal less well than the plan: what is held against the
     * model. A goal that the plan itself misses never is.
     */
    public boolean charged() {
      return predictedGrade().compareTo(referenceGrade()) > 0;
    }

    /** Whether the prediction keeps the goal better than the plan that was delivered could. */
    public boolean optimistic() {
      return predictedGrade().compareTo(referenceGrade()) < 0;
    }
  }

  /**
   * A goal that could not be judged.
   *
   * @param goal the goal
   * @param reason why, for people: a structure is absent, the region is empty or too small
   */
  record NotJudged(ClinicalGoal goal, String reason) implements GoalCheck {
    /** Checks for nulls. */
    public NotJudged {
      Objects.requireNonNull(goal);
      Objects.requireNonNull(reason);
    }
  }
}

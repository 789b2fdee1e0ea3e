package org.dosekit.core.protocol;

import java.util.List;
import java.util.Objects;

/**
 * Goals that are judged together, under a name.
 *
 * @param name unique in a protocol
 * @param description one line for people: whose goals these are
 * @param goals at least one, in order
 */
public record GoalSet(String name, String description, List<ClinicalGoal> goals) {
  /** Copies the list. */
  public GoalSet {
    Objects.requireNonNull(name);
    Objects.requireNonNull(description);
    goals = List.copyOf(goals);
    if (goals.isEmpty()) {
      throw new IllegalArgumentException("goal set '" + name + "' without a goal");
    }
  }
}

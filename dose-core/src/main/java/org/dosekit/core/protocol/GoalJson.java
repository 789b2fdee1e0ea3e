package org.dosekit.core.protocol;

import java.util.OptionalDouble;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.ClinicalGoal.Direction;

/** The JSON form of goals in a {@link Protocol}. */
final class GoalJson {
  private GoalJson() {}

  static GoalSet readSet(JsonObject json) {
    json.requireOnly("name", "description", "goals");
    try {
      return new GoalSet(
          json.string("name"), json.string("description"), json.objects("goals", GoalJson::read));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  static JsonObject format(GoalSet set) {
    return JsonObject.create()
        .put("name", set.name())
        .put("description", set.description())
        .putObjects("goals", set.goals().stream().map(GoalJson::format).toList());
  }

  static ClinicalGoal read(JsonObject json) {
    boolean atLeast = json.has("at_least");
    String limit = atLeast ? "at_least" : "at_most";
    json.requireOnly("region", "metric", limit, "acceptable", "priority");
    try {
      return new ClinicalGoal(
          StructureExpression.parse(json.string("region")),
          DoseMetric.parse(json.string("metric")),
          atLeast ? Direction.AT_LEAST : Direction.AT_MOST,
          json.number(limit),
          json.has("acceptable")
              ? OptionalDouble.of(json.number("acceptable"))
              : OptionalDouble.empty(),
          json.has("priority") ? json.integer("priority") : 1);
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  static JsonObject format(ClinicalGoal goal) {
    JsonObject json =
        JsonObject.create()
            .put("region", goal.region().toString())
            .put("metric", goal.metric().label())
            .put(goal.direction() == Direction.AT_LEAST ? "at_least" : "at_most", goal.limit());
    goal.acceptable().ifPresent(looser -> json.put("acceptable", looser));
    return json.put("priority", goal.priority());
  }
}

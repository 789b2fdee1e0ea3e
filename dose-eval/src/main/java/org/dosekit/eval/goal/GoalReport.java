package org.dosekit.eval.goal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.ClinicalGoal;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.dosekit.eval.dvh.MetricValue;
import org.dosekit.eval.goal.GoalCheck.Judged;
import org.dosekit.eval.goal.GoalCheck.NotJudged;

/**
 * All goals of one case, each held against the planned and the predicted dose. Immutable.
 *
 * @param checks in the order of the goals
 */
public record GoalReport(List<GoalCheck> checks) {
  /** Copies the list. */
  public GoalReport {
    checks = List.copyOf(checks);
  }

  /**
   * Holds goals against both doses. A goal whose region has no voxel in the case, or less than the
   * metric asks for, is not judged and says why; it is never met or missed silently.
   */
  public static GoalReport of(List<ClinicalGoal> goals, PlanPair plans) {
    RegionReader reader = new RegionReader(plans);
    List<GoalCheck> checks = new ArrayList<>();
    for (ClinicalGoal goal : goals) {
      RegionReader.Reading reading = reader.read(goal.region(), goal.metric());
      checks.add(
          reading instanceof RegionReader.Values values
              ? new Judged(
                  goal, values.reference(), values.predicted(), plans.absent(goal.region()))
              : new NotJudged(goal, ((RegionReader.NoValue) reading).reason()));
    }
    return new GoalReport(checks);
  }

  /** The goals that were judged. */
  public List<Judged> judged() {
    return checks.stream().filter(Judged.class::isInstance).map(Judged.class::cast).toList();
  }

  /** The goals that were not judged. */
  public List<NotJudged> notJudged() {
    return checks.stream().filter(NotJudged.class::isInstance).map(NotJudged.class::cast).toList();
  }

  /** The goals that the prediction keeps less well than the plan. */
  public List<Judged> charged() {
    return judged().stream().filter(Judged::charged).toList();
  }

  /** The goals that the prediction keeps better than the plan. */
  public List<Judged> optimistic() {
    return judged().stream().filter(Judged::optimistic).toList();
  }

  /** How many goals the prediction meets. */
  public int met() {
    return count(judged -> judged.predictedGrade() == Grade.MET);
  }

  /** How many goals the plan meets: those that are attainable. */
  public int metByReference() {
    return count(judged -> judged.referenceGrade() == Grade.MET);
  }

  /** How many goals both meet. */
  public int metByBoth() {
    return count(
        judged -> judged.referenceGrade() == Grade.MET && judged.predictedGrade() == Grade.MET);
  }

  /** Of the goals judged, the percentage the prediction meets; absent when none was judged. */
  public OptionalDouble metPercent() {
    return percent(met(), judged().size());
  }

  /**
   * Of the goals the plan meets, the percentage the prediction meets too; absent when it meets
   * none. What models are compared by: goals that the plan misses do not count.
   */
  public OptionalDouble metOfAttainablePercent() {
    return percent(metByBoth(), metByReference());
  }

  private int count(Predicate<Judged> which) {
    return Math.toIntExact(judged().stream().filter(which).count());
  }

  private static OptionalDouble percent(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * part / whole);
  }

  /** The report as JSON: counts, then every check. */
  public String toJson() {
    JsonObject json =
        JsonObject.create()
            .put("n_judged", judged().size())
            .put("n_met", met())
            .put("n_met_by_reference", metByReference())
            .put("n_charged", charged().size())
            .put("n_optimistic", optimistic().size());
    json.put("met_percent", metPercent());
    json.put("met_of_attainable_percent", metOfAttainablePercent());
    return json.putObjects("checks", checks.stream().map(GoalReport::json).toList()).toText();
  }

  private static JsonObject json(GoalCheck check) {
    ClinicalGoal goal = check.goal();
    JsonObject json =
        JsonObject.create()
            .put("goal", goal.label())
            .put("region", goal.region().toString())
            .put("metric", goal.metric().label())
            .put("direction", goal.direction().name().toLowerCase(Locale.ROOT))
            .put("limit", goal.limit());
    json.put("acceptable", goal.acceptable());
    json.put("priority", goal.priority());
    if (check instanceof NotJudged notJudged) {
      return json.put("not_judged", notJudged.reason());
    }
    Judged judged = (Judged) check;
    return json.put("target", judged.reference().value().getAsDouble())
        .put("pred", judged.predicted().value().getAsDouble())
        .put("target_grade", judged.referenceGrade().name().toLowerCase(Locale.ROOT))
        .put("pred_grade", judged.predictedGrade().name().toLowerCase(Locale.ROOT))
        .put("charged", judged.charged())
        .putStrings("absent", judged.absent())
        .putStrings("flags", flags(judged));
  }

  private static List<String> flags(Judged judged) {
    return Stream.of(judged.reference(), judged.predicted())
        .map(MetricValue::flags)
        .flatMap(Set::stream)
        .distinct()
        .sorted()
        .map(flag -> flag.name().toLowerCase(Locale.ROOT))
        .toList();
  }
}

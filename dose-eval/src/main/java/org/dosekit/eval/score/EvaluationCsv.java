package org.dosekit.eval.score;

import java.util.OptionalDouble;
import org.dosekit.core.io.Csv;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.eval.goal.GoalCheck.Judged;
import org.dosekit.eval.goal.ScorecardResult;
import org.dosekit.eval.goal.ScorecardResult.Scored;

/**
 * The CSV form of a {@link CohortEvaluation}: a line a case, structure and quantity, in the order
 * of cases, structures and metrics. Numbers as Java writes a double; what does not exist is empty.
 */
final class EvaluationCsv {
  private static final String HEADER = "case_id,structure,quantity,unit,target,pred,difference\n";

  private final StringBuilder text = new StringBuilder(HEADER);

  private EvaluationCsv() {}

  static String of(CohortEvaluation cohort) {
    EvaluationCsv csv = new EvaluationCsv();
    cohort.cases().forEach(csv::add);
    return csv.text.toString();
  }

  private void add(CaseEvaluation one) {
    String id = one.caseId();
    error(id, "", one.error());
    one.gamma()
        .ifPresent(
            gamma -> {
              gamma.everywhere().forEach(g -> gamma(id, "", g));
              gamma.targets().forEach(g -> gamma(id, "targets", g));
            });
    for (StructureEvaluation structure : one.structures()) {
      error(id, structure.structure(), structure.error());
      for (MetricComparison compared : structure.metrics()) {
        DoseMetric metric = compared.metric();
        line(
            id,
            structure.structure(),
            metric.label(),
            metric.unit(),
            compared.reference().value(),
            compared.predicted().value(),
            compared.difference());
      }
    }
    for (Judged goal : one.goals().judged()) {
      DoseMetric metric = goal.goal().metric();
      compared(
          id,
          goal.goal().region().toString(),
          goal.goal().label(),
          metric.unit(),
          goal.reference().value().orElseThrow(),
          goal.predicted().value().orElseThrow());
    }
    one.scorecard().ifPresent(card -> scores(id, card));
    line(
        id,
        "",
        "goals met of attainable",
        "%",
        OptionalDouble.empty(),
        one.goals().metOfAttainablePercent(),
        OptionalDouble.empty());
  }

  private void scores(String id, ScorecardResult card) {
    for (ScorecardResult.Item item : card.items()) {
      if (item instanceof Scored scored) {
        compared(
            id,
            item.item().region().toString(),
            "score of " + item.item().metric().label(),
            "points",
            scored.referenceScore(),
            scored.predictedScore());
      }
    }
    compared(
        id,
        "",
        "score of " + card.scorecard(),
        "points",
        card.referenceScore(),
        card.predictedScore());
  }

  private void compared(
      String id, String structure, String quantity, String unit, double target, double predicted) {
    line(
        id,
        structure,
        quantity,
        unit,
        OptionalDouble.of(target),
        OptionalDouble.of(predicted),
        OptionalDouble.of(predicted - target));
  }

  private void error(String id, String structure, DoseError error) {
    difference(id, structure, "MAE", error.maeGy());
    difference(id, structure, "RMSE", error.rmseGy());
    difference(id, structure, "bias", error.biasGy());
  }

  private void difference(String id, String structure, String quantity, double gy) {
    line(
        id,
        structure,
        quantity,
        "Gy",
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(gy));
  }

  private void gamma(String id, String structure, GammaSummary gamma) {
    line(
        id,
        structure,
        "gamma pass rate " + gamma.criterion().label(),
        "%",
        OptionalDouble.empty(),
        OptionalDouble.of(gamma.passRatePercent()),
        OptionalDouble.empty());
  }

  private void line(
      String id,
      String structure,
      String quantity,
      String unit,
      OptionalDouble target,
      OptionalDouble predicted,
      OptionalDouble difference) {
    text.append(id)
        .append(',')
        .append(Csv.field(structure))
        .append(',')
        .append(Csv.field(quantity));
    text.append(',').append(unit).append(',').append(number(target)).append(',');
    text.append(number(predicted)).append(',').append(number(difference)).append('\n');
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
  }
}

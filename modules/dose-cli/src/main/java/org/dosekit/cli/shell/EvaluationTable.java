package org.dosekit.cli.shell;

import java.util.List;
import java.util.Optional;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureMetric;
import org.dosekit.eval.score.CaseEvaluation;
import org.dosekit.eval.score.CohortEvaluation;
import org.dosekit.eval.score.Summary;

/**
 * An evaluation as text: errors by case, then the protocol's metrics, each beside the lookup
 * baseline.
 */
public final class EvaluationTable {
  private EvaluationTable() {}

  /** The text of an evaluation; the baseline, if any, is of the same cases in the same order. */
  public static String of(
      Protocol protocol, CohortEvaluation model, Optional<CohortEvaluation> lookup) {
    String separator = System.lineSeparator();
    String text = errors(model, lookup) + separator + metrics(protocol, model, lookup);
    return text + separator + goals(model, lookup);
  }

  private static String errors(CohortEvaluation model, Optional<CohortEvaluation> lookup) {
    TextTable table = new TextTable("case", "MAE Gy", "RMSE Gy", "bias Gy", "lookup MAE Gy");
    List<CaseEvaluation> cases = model.cases();
    for (int i = 0; i < cases.size(); i++) {
      CaseEvaluation c = cases.get(i);
      int index = i;
      table.row(
          c.caseId(),
          gy(c.error().maeGy()),
          gy(c.error().rmseGy()),
          gy(c.error().biasGy()),
          lookup.map(l -> gy(l.cases().get(index).error().maeGy())).orElse("-"));
    }
    table.row(
        "mean of " + cases.size(),
        gy(model.maeGy().mean()),
        gy(model.rmseGy().mean()),
        gy(model.biasGy().mean()),
        lookup.map(l -> gy(l.maeGy().mean())).orElse("-"));
    return table.toString();
  }

  private static String metrics(
      Protocol protocol, CohortEvaluation model, Optional<CohortEvaluation> lookup) {
    TextTable table =
        new TextTable("metric", "cases", "mean difference", "mean |difference|", "of lookup");
    for (StructureMetric reported : protocol.metrics()) {
      Optional<Summary> difference = model.difference(reported.structure(), reported.metric());
      Optional<Summary> absolute =
          model.absoluteDifference(reported.structure(), reported.metric());
      if (difference.isPresent() && absolute.isPresent()) {
        table.row(
            reported.structure() + " " + reported.metric().label(),
            String.valueOf(difference.get().count()),
            gy(difference.get().mean()),
            gy(absolute.get().mean()),
            lookup
                .flatMap(l -> l.absoluteDifference(reported.structure(), reported.metric()))
                .map(s -> gy(s.mean()))
                .orElse("-"));
      }
    }
    return table.toString();
  }

  /**
   * Pass rates and goals. A goal that the plan itself misses is not held against the prediction:
   * "kept" counts those that both meet among those the plan meets.
   */
  private static String goals(CohortEvaluation model, Optional<CohortEvaluation> lookup) {
    TextTable table = new TextTable("rate in % (mean of cases)", "cases", "model", "lookup");
    model.cases().get(0).gamma().stream()
        .flatMap(gamma -> gamma.settings().criteria().stream())
        .forEach(
            criterion -> {
              rate(
                  table,
                  "gamma " + criterion.label(),
                  model.gammaPassRatePercent(criterion),
                  lookup.flatMap(l -> l.gammaPassRatePercent(criterion)));
              rate(
                  table,
                  "gamma " + criterion.label() + " at targets",
                  model.targetGammaPassRatePercent(criterion),
                  lookup.flatMap(l -> l.targetGammaPassRatePercent(criterion)));
            });
    rate(
        table,
        "goals kept that the plan meets",
        model.goalsMetOfAttainablePercent(),
        lookup.flatMap(CohortEvaluation::goalsMetOfAttainablePercent));
    return table.toString();
  }

  private static void rate(
      TextTable table, String name, Optional<Summary> model, Optional<Summary> lookup) {
    model.ifPresent(
        rate ->
            table.row(
                name,
                String.valueOf(rate.count()),
                gy(rate.mean()),
                lookup.map(l -> gy(l.mean())).orElse("-")));
  }

  private static String gy(double value) {
    return TextTable.number(value, 2);
  }
}

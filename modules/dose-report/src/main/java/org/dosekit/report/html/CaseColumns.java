package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.dosekit.core.io.JsonObject;
import org.dosekit.report.source.EvaluatedCase;
import org.dosekit.report.source.Evaluation;
import org.dosekit.report.source.GoalOutcome;
import org.dosekit.report.source.GoalOutcome.Judgement;

/** The columns of the table of cases, and the table as data. */
final class CaseColumns {
  private static final String COLDEST = "D95";

  private CaseColumns() {}

  /**
   * A column.
   *
   * @param label its head
   * @param unit may be empty
   * @param decimals shown
   * @param signed whether positive values get a plus
   * @param bar whether a bar shows the size
   * @param value of a case
   */
  record Column(
      String label,
      String unit,
      int decimals,
      boolean signed,
      boolean bar,
      Function<EvaluatedCase, OptionalDouble> value) {
    static Column at(String label, String unit, int decimals, String path) {
      return new Column(label, unit, decimals, false, false, one -> one.number(path));
    }

    Column withBar() {
      return new Column(label, unit, decimals, signed, true, value);
    }

    Column withSign() {
      return new Column(label, unit, decimals, true, bar, value);
    }

    private JsonObject json() {
      return JsonObject.create()
          .put("key", MetricNames.key(label))
          .put("label", label)
          .put("unit", unit)
          .put("digits", decimals)
          .put("signed", signed)
          .put("bar", bar);
    }
  }

  /** The columns for which a case has a number. */
  static List<Column> of(Evaluation evaluation) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.at("MAE", "Gy", 2, EvaluatedCase.MAE_GY).withBar());
    columns.add(Column.at("RMSE", "Gy", 2, "dose_metrics.rmse_gy"));
    columns.add(Column.at("bias", "Gy", 2, "dose_metrics.bias_gy").withSign());
    for (String gamma : evaluation.gammas()) {
      columns.add(Column.at(MetricNames.gamma(gamma), "%", 1, Evaluation.gammaPassRatePath(gamma)));
    }
    evaluation.metricKeys().entrySet().stream()
        .filter(structure -> structure.getValue().contains(COLDEST))
        .forEach(structure -> columns.add(gap(structure.getKey())));
    columns.add(Column.at("goals kept", "%", 0, EvaluatedCase.GOALS_KEPT_PERCENT));
    columns.add(new Column("goals worse", "", 0, false, false, CaseColumns::charged));
    columns.removeIf(
        column -> evaluation.cases().stream().noneMatch(c -> column.value().apply(c).isPresent()));
    return columns;
  }

  private static Column gap(String structure) {
    return new Column(
        structure + " " + COLDEST + " error",
        "Gy",
        2,
        true,
        false,
        one -> one.error(structure, COLDEST));
  }

  /** How many goals the prediction keeps less well than the plan. */
  private static OptionalDouble charged(EvaluatedCase one) {
    if (one.goals().isEmpty()) {
      return OptionalDouble.empty();
    }
    double charged = 0;
    for (GoalOutcome goal : one.goals()) {
      charged += goal.judgement().value().filter(Judgement::charged).isPresent() ? 1 : 0;
    }
    return OptionalDouble.of(charged);
  }

  /**
   * The table as data.
   *
   * @param pages whether each case has a page of its own
   */
  static JsonObject table(Evaluation evaluation, boolean pages) {
    List<Column> columns = of(evaluation);
    return JsonObject.create()
        .put("first", "case")
        .put("pages", pages)
        .putObjects("columns", columns.stream().map(Column::json).toList())
        .putObjects("rows", evaluation.cases().stream().map(c -> row(c, columns)).toList());
  }

  private static JsonObject row(EvaluatedCase one, List<Column> columns) {
    JsonObject values = JsonObject.create();
    for (Column column : columns) {
      OptionalDouble value = column.value().apply(one);
      // Four decimals are more than any column shows, and half the bytes of a double.
      value.ifPresent(
          number -> values.put(MetricNames.key(column.label()), Math.round(number * 1e4) / 1e4));
    }
    return JsonObject.create().put("id", one.id()).put("values", values);
  }
}

package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.Csv;
import org.dosekit.core.io.JsonObject;
import org.dosekit.eval.stats.CaseStatistics;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.eval.stats.ExperimentComparison.Row;
import org.dosekit.eval.stats.Interval;
import org.dosekit.eval.stats.PairedComparison;
import org.dosekit.eval.stats.PairedComparison.Refused;
import org.dosekit.eval.stats.PairedComparison.Tested;

/** An {@link ExperimentComparison} for machines, as JSON and CSV, with every number in full. */
final class ComparisonFiles {
  private static final String FORMAT = "dosekit-comparison/1";
  private static final String CSV_HEAD =
      "experiment,metric,unit,n_cases,mean,std,ci_low,ci_high,median,q1,q3,n_pairs,"
          + "mean_difference,p,p_holm,cohens_dz,rank_biserial,not_tested\n";

  private ComparisonFiles() {}

  /** Whether the name of a file says how to write it. */
  static boolean canWrite(Path file) {
    return hasEnding(file, ".json") || hasEnding(file, ".csv");
  }

  /** Writes the comparison as the file's ending says. */
  static void write(ExperimentComparison comparison, Path file) {
    if (hasEnding(file, ".json")) {
      json(comparison).write(file);
    } else {
      AtomicFile.writeText(file, csv(comparison));
    }
  }

  private static boolean hasEnding(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  /** The comparison as JSON. */
  static JsonObject json(ExperimentComparison comparison) {
    return JsonObject.create()
        .put("format", FORMAT)
        .put("baseline", comparison.baseline())
        .put(
            "bootstrap",
            JsonObject.create()
                .put("method", "BCa")
                .put("seed", comparison.bootstrap().seed())
                .put("resamples", comparison.bootstrap().resamples())
                .put("confidence", comparison.bootstrap().confidence()))
        .put("n_tests", comparison.tests())
        .putObjects(
            "experiments",
            comparison.experiments().stream().map(ComparisonFiles::experiment).toList())
        .putStrings(
            "absent_metrics",
            comparison.absentMetrics().stream().map(ComparedMetric::label).toList())
        .putObjects("rows", comparison.rows().stream().map(ComparisonFiles::row).toList());
  }

  private static JsonObject experiment(Experiment experiment) {
    return JsonObject.create()
        .put("name", experiment.name())
        .put("n_seeds", experiment.seeds())
        .put("n_cases", experiment.caseIds().size())
        .put("n_incomplete_cases", experiment.incompleteCases());
  }

  private static JsonObject row(Row row) {
    CaseStatistics statistics = row.statistics();
    JsonObject json =
        JsonObject.create()
            .put("experiment", row.experiment())
            .put("metric", row.metric().label())
            .put("unit", row.metric().unit())
            .put("better", row.metric().better().name().toLowerCase(Locale.ROOT))
            .put("n_cases", statistics.count())
            .put("mean", statistics.mean());
    json.put("std", statistics.std());
    statistics.meanInterval().ifPresent(ci -> put(json, "mean_ci", ci));
    json.put("median", statistics.median());
    put(json, "quartiles", statistics.quartiles());
    row.agreement()
        .ifPresent(
            agreement -> {
              JsonObject limits = JsonObject.create();
              limits.put("bias", agreement.bias()).put("std", agreement.std());
              put(limits, "bias_ci", agreement.biasInterval());
              put(limits, "limits", agreement.limits());
              put(limits, "low_limit_ci", agreement.lowLimitInterval());
              put(limits, "high_limit_ci", agreement.highLimitInterval());
              json.put("agreement", limits);
            });
    row.againstBaseline()
        .ifPresent(paired -> json.put("against_baseline", paired(paired, row.holmPValue())));
    return json;
  }

  private static JsonObject paired(PairedComparison paired, OptionalDouble holmPValue) {
    JsonObject json = JsonObject.create().put("n_pairs", paired.pairs());
    if (paired instanceof Refused refused) {
      return json.put("not_tested", refused.reason());
    }
    Tested tested = (Tested) paired;
    json.put("n_differing", tested.differing()).put("mean_difference", tested.meanDifference());
    put(json, "mean_difference_ci", tested.meanDifferenceInterval());
    json.put("w_plus", tested.positiveRankSum())
        .put("p", tested.pValue())
        .put("exact", tested.exact());
    json.put("p_holm", holmPValue);
    json.put("cohens_dz", tested.cohensDz());
    return json.put("rank_biserial", tested.rankBiserial());
  }

  private static void put(JsonObject json, String name, Interval interval) {
    json.putNumbers(name, interval.low(), interval.high());
  }

  /** One line a row; an empty field where there is no number. */
  private static String csv(ExperimentComparison comparison) {
    StringBuilder csv = new StringBuilder(CSV_HEAD);
    for (Row row : comparison.rows()) {
      csv.append(String.join(",", csvCells(row))).append('\n');
    }
    return csv.toString();
  }

  private static List<String> csvCells(Row row) {
    CaseStatistics statistics = row.statistics();
    List<String> cells =
        new ArrayList<>(
            List.of(
                Csv.field(row.experiment()),
                Csv.field(row.metric().label()),
                Csv.field(row.metric().unit()),
                String.valueOf(statistics.count()),
                String.valueOf(statistics.mean()),
                full(statistics.std()),
                statistics.meanInterval().map(ci -> String.valueOf(ci.low())).orElse(""),
                statistics.meanInterval().map(ci -> String.valueOf(ci.high())).orElse(""),
                String.valueOf(statistics.median()),
                String.valueOf(statistics.quartiles().low()),
                String.valueOf(statistics.quartiles().high()),
                row.againstBaseline().map(paired -> String.valueOf(paired.pairs())).orElse("")));
    if (row.againstBaseline().orElse(null) instanceof Tested tested) {
      cells.addAll(
          List.of(
              String.valueOf(tested.meanDifference()),
              String.valueOf(tested.pValue()),
              full(row.holmPValue()),
              full(tested.cohensDz()),
              String.valueOf(tested.rankBiserial()),
              ""));
    } else {
      cells.addAll(List.of("", "", "", "", ""));
      cells.add(
          row.againstBaseline().orElse(null) instanceof Refused refused
              ? Csv.field(refused.reason())
              : "");
    }
    return cells;
  }

  private static String full(OptionalDouble value) {
    return value.isPresent() ? String.valueOf(value.getAsDouble()) : "";
  }
}

package org.dosekit.eval.score;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.eval.gamma.GammaCriterion;

/**
 * The evaluations of several cases by one evaluator. Immutable.
 *
 * <p>Written as {@code evaluation_results.json}, which keeps the names of the original project
 * ({@code n_cases}, {@code aggregate_metrics.mae_gy_mean}, {@code per_case_results[].case_id},
 * {@code dose_metrics.mae_gy}, {@code dvh_metrics}) and adds to them. A value that does not exist
 * is null.
 */
public final class CohortEvaluation {
  /** The name of the file in a run's or a prediction's folder. */
  public static final String FILE_NAME = "evaluation_results.json";

  private final List<CaseEvaluation> cases;

  private CohortEvaluation(List<CaseEvaluation> cases) {
    this.cases = cases;
  }

  /**
   * Collects evaluations.
   *
   * @param cases at least one, each of another case, all by the same protocol, voxel region, DVH
   *     convention, gamma settings, goals and scorecard
   * @throws IllegalArgumentException when not
   */
  public static CohortEvaluation of(List<CaseEvaluation> cases) {
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("a cohort's evaluation without a case");
    }
    CaseEvaluation first = cases.get(0);
    Set<String> ids = new HashSet<>();
    for (CaseEvaluation one : cases) {
      if (!ids.add(one.caseId())) {
        throw new IllegalArgumentException("case " + one.caseId() + " is there twice");
      }
      if (!howEvaluated(one).equals(howEvaluated(first))) {
        throw new IllegalArgumentException(
            "evaluations differ: " + howEvaluated(first) + " != " + howEvaluated(one));
      }
    }
    return new CohortEvaluation(List.copyOf(cases));
  }

  /** The evaluations, in the order given. */
  public List<CaseEvaluation> cases() {
    return cases;
  }

  /** The cases' mean absolute errors in Gy. */
  public Summary maeGy() {
    return summary(c -> c.error().maeGy());
  }

  /** The cases' root mean squared errors in Gy. */
  public Summary rmseGy() {
    return summary(c -> c.error().rmseGy());
  }

  /** The cases' mean differences in Gy. */
  public Summary biasGy() {
    return summary(c -> c.error().biasGy());
  }

  /** The pass rates in % by a gamma criterion, over the cases it was asked for. */
  public Optional<Summary> gammaPassRatePercent(GammaCriterion criterion) {
    return passRates(gamma -> gamma.everywhere(criterion));
  }

  /** The pass rates in % in and about the targets, over the cases that have them. */
  public Optional<Summary> targetGammaPassRatePercent(GammaCriterion criterion) {
    return passRates(gamma -> gamma.targets(criterion));
  }

  /**
   * Of the goals that a case's plan meets, the percentage its prediction meets too, over the cases
   * whose plan meets any.
   */
  public Optional<Summary> goalsMetOfAttainablePercent() {
    return optional(
        cases.stream()
            .map(c -> c.goals().metOfAttainablePercent())
            .flatMapToDouble(OptionalDouble::stream)
            .toArray());
  }

  private Optional<Summary> passRates(Function<GammaEvaluation, Optional<GammaSummary>> of) {
    return optional(
        cases.stream()
            .flatMap(c -> c.gamma().stream())
            .flatMap(gamma -> of.apply(gamma).stream())
            .mapToDouble(GammaSummary::passRatePercent)
            .toArray());
  }

  /** The mean absolute errors in Gy inside a structure, over the cases that have it. */
  public Optional<Summary> structureMaeGy(String structure) {
    double[] values =
        cases.stream()
            .flatMap(c -> c.structure(structure).stream())
            .mapToDouble(s -> s.error().maeGy())
            .toArray();
    return optional(values);
  }

  /** Predicted minus planned metric, over the cases in which both exist. */
  public Optional<Summary> difference(String structure, DoseMetric metric) {
    return optional(differences(structure, metric));
  }

  /** The absolute difference of planned and predicted metric, over the cases that have both. */
  public Optional<Summary> absoluteDifference(String structure, DoseMetric metric) {
    double[] values = differences(structure, metric);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return optional(values);
  }

  /** The evaluation as JSON. */
  public String toJson() {
    return EvaluationJson.of(this).toText();
  }

  /**
   * Writes the evaluation as JSON, atomically.
   *
   * @throws org.dosekit.core.DoseDataException when the file cannot be written
   */
  public void write(Path file) {
    EvaluationJson.of(this).write(file);
  }

  /**
   * Writes the evaluation as CSV, atomically: a line a case, structure and quantity.
   *
   * @throws org.dosekit.core.DoseDataException when the file cannot be written
   */
  public void writeCsv(Path file) {
    AtomicFile.writeText(file, EvaluationCsv.of(this));
  }

  private Summary summary(ToDoubleFunction<CaseEvaluation> value) {
    return Summary.of(cases.stream().mapToDouble(value).toArray());
  }

  private double[] differences(String structure, DoseMetric metric) {
    return cases.stream()
        .flatMap(c -> c.structure(structure).stream())
        .flatMap(s -> s.metric(metric).stream())
        .map(MetricComparison::difference)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .toArray();
  }

  private static Optional<Summary> optional(double[] values) {
    return values.length == 0 ? Optional.empty() : Optional.of(Summary.of(values));
  }

  private static String howEvaluated(CaseEvaluation one) {
    return one.protocol()
        + " over "
        + one.region().label()
        + " by "
        + one.convention()
        + one.gamma().map(gamma -> ", gamma " + gamma.settings().label()).orElse("")
        + ", goals "
        + one.goalSet()
        + one.scorecard().map(card -> ", scorecard " + card.scorecard()).orElse("");
  }
}

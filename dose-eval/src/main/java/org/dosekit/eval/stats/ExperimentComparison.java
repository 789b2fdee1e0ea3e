package org.dosekit.eval.stats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.dosekit.eval.stats.ComparedMetric.Better;
import org.dosekit.eval.stats.PairedComparison.Tested;

/**
 * Experiments beside each other, each tested against a baseline on the cases both have. Immutable.
 *
 * <p>All tests of one comparison are one family of Holm's correction.
 */
public final class ExperimentComparison {
  private final List<Experiment> experiments;
  private final String baseline;
  private final List<ComparedMetric> metrics;
  private final Bootstrap bootstrap;
  private final List<Row> rows;

  private ExperimentComparison(
      List<Experiment> experiments,
      String baseline,
      List<ComparedMetric> metrics,
      Bootstrap bootstrap,
      List<Row> rows) {
    this.experiments = experiments;
    this.baseline = baseline;
    this.metrics = metrics;
    this.bootstrap = bootstrap;
    this.rows = rows;
  }

  /**
   * One experiment in one metric.
   *
   * @param experiment its name
   * @param metric the metric
   * @param statistics over the cases that have it
   * @param agreement of a signed error: prediction against plan; absent for other metrics and for
   *     fewer than 3 cases
   * @param againstBaseline experiment minus baseline; absent for the baseline itself
   * @param holmPValue the p value corrected for all tests of the comparison; absent without a test
   */
  public record Row(
      String experiment,
      ComparedMetric metric,
      CaseStatistics statistics,
      Optional<BlandAltman> agreement,
      Optional<PairedComparison> againstBaseline,
      OptionalDouble holmPValue) {
    /** Checks for nulls. */
    public Row {
      Objects.requireNonNull(experiment);
      Objects.requireNonNull(metric);
      Objects.requireNonNull(statistics);
      Objects.requireNonNull(agreement);
      Objects.requireNonNull(againstBaseline);
      Objects.requireNonNull(holmPValue);
    }

    private Row withHolmPValue(double p) {
      return new Row(
          experiment, metric, statistics, agreement, againstBaseline, OptionalDouble.of(p));
    }
  }

  /**
   * Compares experiments.
   *
   * @param experiments at least one, names unique, all evaluated in the same way
   * @param baseline the name of one of them
   * @param metrics what to compare by; one that an experiment lacks is left out for it
   * @throws IllegalArgumentException when names repeat or the baseline is none of them
   * @throws org.dosekit.core.DoseDataException when they were evaluated in different ways
   */
  public static ExperimentComparison of(
      List<Experiment> experiments,
      String baseline,
      List<ComparedMetric> metrics,
      Bootstrap bootstrap) {
    Set<String> names = new HashSet<>();
    for (Experiment experiment : experiments) {
      if (!names.add(experiment.name())) {
        throw new IllegalArgumentException("experiment '" + experiment.name() + "' is there twice");
      }
      Experiment.requireSame(experiments.get(0).firstSeed(), experiment.firstSeed());
    }
    Experiment reference =
        experiments.stream()
            .filter(e -> e.name().equals(baseline))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "baseline '" + baseline + "' is none of " + names));
    List<Row> rows = new ArrayList<>();
    for (ComparedMetric metric : metrics) {
      for (Experiment experiment : experiments) {
        row(experiment, reference, metric, bootstrap).ifPresent(rows::add);
      }
    }
    return new ExperimentComparison(
        List.copyOf(experiments),
        baseline,
        List.copyOf(metrics),
        bootstrap,
        List.copyOf(corrected(rows)));
  }

  private static Optional<Row> row(
      Experiment experiment, Experiment baseline, ComparedMetric metric, Bootstrap bootstrap) {
    Map<String, Double> values = experiment.byCase(metric);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Double> before = baseline.byCase(metric);
    List<String> common = values.keySet().stream().filter(before::containsKey).toList();
    return Optional.of(
        new Row(
            experiment.name(),
            metric,
            CaseStatistics.of(array(values, List.copyOf(values.keySet())), bootstrap),
            agreement(experiment, metric),
            experiment == baseline
                ? Optional.empty()
                : Optional.of(
                    PairedComparison.of(array(values, common), array(before, common), bootstrap)),
            OptionalDouble.empty()));
  }

  private static Optional<BlandAltman> agreement(Experiment experiment, ComparedMetric metric) {
    Map<String, Double> errors = experiment.signedByCase(metric);
    return metric.better() == Better.NEARER_ZERO && errors.size() >= BlandAltman.LEAST_PAIRS
        ? Optional.of(BlandAltman.ofDifferences(array(errors, List.copyOf(errors.keySet()))))
        : Optional.empty();
  }

  private static double[] array(Map<String, Double> values, List<String> ids) {
    return ids.stream().mapToDouble(id -> Objects.requireNonNull(values.get(id))).toArray();
  }

  private static List<Row> corrected(List<Row> rows) {
    List<Row> result = new ArrayList<>(rows);
    List<Integer> places = new ArrayList<>();
    List<Double> pValues = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).againstBaseline().orElse(null) instanceof Tested tested) {
        places.add(i);
        pValues.add(tested.pValue());
      }
    }
    double[] adjusted =
        HolmCorrection.adjusted(pValues.stream().mapToDouble(Double::doubleValue).toArray());
    for (int i = 0; i < adjusted.length; i++) {
      int place = places.get(i);
      result.set(place, rows.get(place).withHolmPValue(adjusted[i]));
    }
    return result;
  }

  /** The experiments, in the order given. */
  public List<Experiment> experiments() {
    return experiments;
  }

  /** The name of the experiment that the others are tested against. */
  public String baseline() {
    return baseline;
  }

  /** The metrics asked for that no experiment has in any case. */
  public List<ComparedMetric> absentMetrics() {
    return metrics.stream()
        .filter(metric -> rows.stream().noneMatch(row -> row.metric().equals(metric)))
        .toList();
  }

  /** How intervals were drawn. */
  public Bootstrap bootstrap() {
    return bootstrap;
  }

  /** How many tests the family of the correction has. */
  public int tests() {
    return Math.toIntExact(rows.stream().filter(r -> r.holmPValue().isPresent()).count());
  }

  /** Metric by metric, in each the experiments; those that lack the metric are not there. */
  public List<Row> rows() {
    return rows;
  }

  /** The row of an experiment in a metric, if it has it. */
  public Optional<Row> row(String experiment, ComparedMetric metric) {
    return rows.stream()
        .filter(r -> r.experiment().equals(experiment) && r.metric().equals(metric))
        .findFirst();
  }
}

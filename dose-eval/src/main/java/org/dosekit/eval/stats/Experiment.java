package org.dosekit.eval.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.dosekit.core.DoseDataException;

/**
 * One way of predicting, evaluated once a seed. Immutable.
 *
 * <p>A case has a value of a metric when it has one in every seed: the mean over the seeds. A case
 * that a seed lacks would otherwise be averaged over fewer draws than its neighbours.
 */
public final class Experiment {
  private final String name;
  private final List<EvaluationResults> seeds;

  private Experiment(String name, List<EvaluationResults> seeds) {
    this.name = name;
    this.seeds = seeds;
  }

  /**
   * An experiment.
   *
   * @param name for people, not blank
   * @param seeds one evaluation a seed, at least one, all evaluated in the same way
   * @throws DoseDataException when they were evaluated in different ways, or no case is in all
   */
  public static Experiment of(String name, List<EvaluationResults> seeds) {
    if (name.isBlank() || seeds.isEmpty()) {
      throw new IllegalArgumentException("experiment '" + name + "' of " + seeds.size() + " seeds");
    }
    for (EvaluationResults seed : seeds) {
      requireSame(seeds.get(0), seed);
    }
    Experiment experiment = new Experiment(name, List.copyOf(seeds));
    if (experiment.caseIds().isEmpty()) {
      throw DoseDataException.of(
          "experiment " + name,
          "no case that all " + seeds.size() + " seeds have",
          "the same cases in every seed",
          "evaluate every seed on the same part of the cohort");
    }
    return experiment;
  }

  static void requireSame(EvaluationResults first, EvaluationResults other) {
    if (!other.howEvaluated().equals(first.howEvaluated())) {
      throw DoseDataException.of(
          other.source(),
          "an evaluation by " + other.howEvaluated(),
          "one by " + first.howEvaluated() + ", as in " + first.source(),
          "evaluate both in the same way");
    }
  }

  /** The experiment's name. */
  public String name() {
    return name;
  }

  /** How many seeds it has. */
  public int seeds() {
    return seeds.size();
  }

  /** The cases that every seed has, in the first seed's order. */
  public List<String> caseIds() {
    return seeds.get(0).cases().keySet().stream()
        .filter(id -> seeds.stream().allMatch(seed -> seed.cases().containsKey(id)))
        .toList();
  }

  /** How many cases are left out because a seed lacks them. */
  public int incompleteCases() {
    long all = seeds.stream().flatMap(seed -> seed.cases().keySet().stream()).distinct().count();
    return Math.toIntExact(all) - caseIds().size();
  }

  /** The metric of each case that has it in every seed, averaged over the seeds. */
  public Map<String, Double> byCase(ComparedMetric metric) {
    return byCase(metric::compared);
  }

  /** Like {@link #byCase}, with the sign of an error kept. */
  Map<String, Double> signedByCase(ComparedMetric metric) {
    return byCase(metric::signed);
  }

  private Map<String, Double> byCase(Function<Map<String, Double>, OptionalDouble> value) {
    Map<String, Double> result = new LinkedHashMap<>();
    for (String id : caseIds()) {
      List<Double> draws = new ArrayList<>();
      for (EvaluationResults seed : seeds) {
        value.apply(Objects.requireNonNull(seed.cases().get(id))).ifPresent(draws::add);
      }
      if (draws.size() == seeds.size()) {
        result.put(id, Sample.mean(draws.stream().mapToDouble(Double::doubleValue).toArray()));
      }
    }
    return Collections.unmodifiableMap(result);
  }

  EvaluationResults firstSeed() {
    return seeds.get(0);
  }
}

package org.dosekit.report.figure;

import java.util.List;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.eval.stats.Experiment;

/**
 * An experiment that is compared, with its seeds one by one.
 *
 * @param name for people
 * @param seeds one evaluation a seed, at least one
 */
public record ComparedExperiment(String name, List<EvaluationResults> seeds) {
  /** Copies the list. */
  public ComparedExperiment {
    seeds = List.copyOf(seeds);
    if (name.isBlank() || seeds.isEmpty()) {
      throw new IllegalArgumentException("experiment '" + name + "' of " + seeds.size() + " seeds");
    }
  }

  /**
   * Its seeds averaged within each case.
   *
   * @throws org.dosekit.core.DoseDataException when they do not belong together
   */
  Experiment averaged() {
    return Experiment.of(name, seeds);
  }

  /** Each seed as an experiment of its own. */
  List<Experiment> apart() {
    return seeds.stream().map(seed -> Experiment.of(name, List.of(seed))).toList();
  }
}

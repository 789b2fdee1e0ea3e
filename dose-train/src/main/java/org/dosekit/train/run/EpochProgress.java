package org.dosekit.train.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.io.JsonObject;
import org.dosekit.train.engine.StepLosses;

/**
 * What an epoch has done so far: its batches and the sums of their losses. A term that a step does
 * not have does not count for it.
 */
final class EpochProgress {
  private final Map<String, Double> termSums = new LinkedHashMap<>();
  private final Map<String, Double> termSteps = new LinkedHashMap<>();
  private double totalSum;
  private int steps;
  private int skipped;

  void add(StepLosses losses) {
    totalSum += losses.total();
    losses
        .terms()
        .forEach(
            (term, value) -> {
              termSums.merge(term, value, Double::sum);
              termSteps.merge(term, 1.0, Double::sum);
            });
    steps++;
  }

  /** A batch changed nothing. */
  void skip() {
    skipped++;
  }

  /** Batches done or skipped. */
  int batches() {
    return steps + skipped;
  }

  int steps() {
    return steps;
  }

  int skipped() {
    return skipped;
  }

  /** Mean total loss of the steps. */
  double meanTotal() {
    return totalSum / steps;
  }

  /** Mean of each term over the steps that have it. */
  Map<String, Double> meanTerms() {
    Map<String, Double> means = new LinkedHashMap<>(termSums);
    means.replaceAll((term, sum) -> sum / termSteps.getOrDefault(term, 1.0));
    return means;
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("steps", steps)
        .put("skipped", skipped)
        .put("total", totalSum)
        .putNumberMap("terms", termSums)
        .putNumberMap("term_steps", termSteps);
  }

  static EpochProgress fromJson(JsonObject json) {
    EpochProgress progress = new EpochProgress();
    progress.steps = json.integer("steps");
    progress.skipped = json.integer("skipped");
    progress.totalSum = json.number("total");
    progress.termSums.putAll(json.numberMap("terms"));
    progress.termSteps.putAll(json.numberMap("term_steps"));
    return progress;
  }
}

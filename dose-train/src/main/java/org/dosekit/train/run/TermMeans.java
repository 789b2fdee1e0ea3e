package org.dosekit.train.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.train.engine.StepLosses;

/** Means of the losses over the steps of an epoch; of a term, over the steps that had it. */
final class TermMeans {
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private double totalSum;
  private int steps;

  void add(StepLosses losses) {
    totalSum += losses.total();
    losses
        .terms()
        .forEach(
            (term, value) -> {
              sums.merge(term, value, Double::sum);
              counts.merge(term, 1, Integer::sum);
            });
    steps++;
  }

  double total() {
    return totalSum / steps;
  }

  Map<String, Double> terms() {
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((term, sum) -> means.put(term, sum / counts.getOrDefault(term, 1)));
    return means;
  }
}

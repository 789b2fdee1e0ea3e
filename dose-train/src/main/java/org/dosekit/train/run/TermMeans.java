package org.dosekit.train.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.train.engine.StepLosses;

/** Means of the losses over the steps of an epoch. */
final class TermMeans {
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private double totalSum;
  private int steps;

  void add(StepLosses losses) {
    totalSum += losses.total();
    losses.terms().forEach((term, value) -> sums.merge(term, value, Double::sum));
    steps++;
  }

  double total() {
    return totalSum / steps;
  }

  Map<String, Double> terms() {
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((term, sum) -> means.put(term, sum / steps));
    return means;
  }
}

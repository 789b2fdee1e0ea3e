package org.dosekit.eval.score;

import java.util.OptionalDouble;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.eval.dvh.MetricValue;

/**
 * A DVH metric of a structure under the planned and the predicted dose.
 *
 * @param reference of the planned dose
 * @param predicted of the predicted dose; the same metric
 */
public record MetricComparison(MetricValue reference, MetricValue predicted) {
  /** Checks that both are of one metric. */
  public MetricComparison {
    if (!reference.metric().equals(predicted.metric())) {
      throw new IllegalArgumentException(
          "metrics differ: " + reference.metric().label() + " != " + predicted.metric().label());
    }
  }

  /** The metric compared. */
  public DoseMetric metric() {
    return reference.metric();
  }

  /** Predicted minus reference, in the metric's unit; absent when a value is. */
  public OptionalDouble difference() {
    if (reference.value().isEmpty() || predicted.value().isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(predicted.value().getAsDouble() - reference.value().getAsDouble());
  }
}

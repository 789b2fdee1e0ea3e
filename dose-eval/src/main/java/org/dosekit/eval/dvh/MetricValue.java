package org.dosekit.eval.dvh;

import java.util.Objects;
import java.util.OptionalDouble;
import org.dosekit.core.protocol.DoseMetric;

/**
 * A metric of one dose in one structure.
 *
 * @param metric what was asked
 * @param value finite, in the metric's unit; absent when the asked volume exceeds the structure
 */
public record MetricValue(DoseMetric metric, OptionalDouble value) {
  /** Checks that a value that is there is finite. */
  public MetricValue {
    Objects.requireNonNull(metric);
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(metric.label() + " is " + value.getAsDouble());
    }
  }

  /** The unit of the value: {@code Gy}, {@code %} or {@code cc}. */
  public String unit() {
    return metric.unit();
  }

  /** Whether there is no value because the structure is smaller than the asked volume. */
  public boolean volumeExceedsStructure() {
    return value.isEmpty();
  }
}

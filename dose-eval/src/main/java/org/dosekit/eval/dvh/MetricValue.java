package org.dosekit.eval.dvh;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.dosekit.core.protocol.DoseMetric;

/**
 * A metric of one dose in one structure.
 *
 * @param metric what was asked
 * @param value finite, in the metric's unit; absent when a flag says why
 * @param flags what limits the value's meaning; empty for a plain answer
 */
public record MetricValue(DoseMetric metric, OptionalDouble value, Set<MetricFlag> flags) {
  /** Checks that a value is finite, and there unless a flag denies it. */
  public MetricValue {
    Objects.requireNonNull(metric);
    flags = Set.copyOf(flags);
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(metric.label() + " is " + value.getAsDouble());
    }
    if (value.isPresent() != flags.stream().allMatch(MetricFlag::hasValue)) {
      throw new IllegalArgumentException(metric.label() + " is " + value + " but flagged " + flags);
    }
  }

  /** The unit of the value: {@code Gy}, {@code %}, {@code cc}, or empty for a bare number. */
  public String unit() {
    return metric.unit();
  }

  /** Whether a flag is set. */
  public boolean is(MetricFlag flag) {
    return flags.contains(flag);
  }

  /** Whether there is no value because the structure is smaller than the asked volume. */
  public boolean volumeExceedsStructure() {
    return is(MetricFlag.VOLUME_EXCEEDS_STRUCTURE);
  }
}

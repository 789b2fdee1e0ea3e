package org.dosekit.core.protocol;

import java.util.Objects;

/**
 * A metric of a structure, as a protocol reports it.
 *
 * @param structure the structure's name
 * @param metric what is read from its dose
 */
public record StructureMetric(String structure, DoseMetric metric) {
  /** Checks for nulls. */
  public StructureMetric {
    Objects.requireNonNull(structure);
    Objects.requireNonNull(metric);
  }
}

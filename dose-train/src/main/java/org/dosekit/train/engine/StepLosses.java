package org.dosekit.train.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The losses of one training step, before its update.
 *
 * @param total what was minimised
 * @param terms each term by its name, without its factor, in the order of the loss
 */
public record StepLosses(double total, Map<String, Double> terms) {
  /** Copies the map, keeping its order. */
  public StepLosses {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }
}

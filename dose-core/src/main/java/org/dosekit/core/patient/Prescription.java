package org.dosekit.core.patient;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The prescribed dose of each target the case has.
 *
 * @param doseGyByTarget target name to Gy, at least one, each positive and finite
 */
public record Prescription(Map<String, Double> doseGyByTarget) {
  /** Copies and checks the map. */
  public Prescription {
    doseGyByTarget = Collections.unmodifiableMap(new LinkedHashMap<>(doseGyByTarget));
    if (doseGyByTarget.isEmpty()
        || doseGyByTarget.values().stream().anyMatch(d -> !(d > 0) || !Double.isFinite(d))) {
      throw new IllegalArgumentException(
          "prescription " + doseGyByTarget + "; at least one target, each dose positive");
    }
  }

  /** The highest prescribed dose in Gy: what the encoding divides doses by. */
  public double highestGy() {
    return Collections.max(doseGyByTarget.values());
  }
}

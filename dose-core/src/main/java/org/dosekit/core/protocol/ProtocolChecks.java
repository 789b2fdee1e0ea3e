package org.dosekit.core.protocol;

import java.util.List;
import java.util.Map;

/** The consistency of a {@link Protocol}. */
final class ProtocolChecks {
  private ProtocolChecks() {}

  static void check(
      String name,
      List<StructureDefinition> structures,
      List<Channel> channels,
      Map<String, Double> prescriptionGy,
      List<ConstraintEntry> constraints,
      List<StructureMetric> metrics,
      List<ClinicalGoal> goals) {
    throw new UnsupportedOperationException("to be written");
  }
}

package org.dosekit.eval.score;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.protocol.DoseMetric;

/**
 * A prediction judged inside one structure.
 *
 * @param structure its name in the protocol
 * @param volumeCc its volume in cc
 * @param error the dose error over its voxels
 * @param metrics the protocol's metrics of it, in the protocol's order
 * @param conformity of the isodose of its prescription, when it has one of its own
 */
public record StructureEvaluation(
    String structure,
    double volumeCc,
    DoseError error,
    List<MetricComparison> metrics,
    Optional<ConformityComparison> conformity) {
  /** Voxels below which the original project calls a structure's DVH unreliable. */
  public static final int RELIABLE_VOXELS = 100;

  /** Copies the list. */
  public StructureEvaluation {
    Objects.requireNonNull(structure);
    Objects.requireNonNull(error);
    metrics = List.copyOf(metrics);
  }

  /** One metric, if the protocol reports it for this structure. */
  public Optional<MetricComparison> metric(DoseMetric metric) {
    return metrics.stream().filter(m -> m.metric().equals(metric)).findFirst();
  }

  /** Whether the structure has at least {@link #RELIABLE_VOXELS} voxels. */
  public boolean dvhReliable() {
    return error.voxels() >= RELIABLE_VOXELS;
  }
}

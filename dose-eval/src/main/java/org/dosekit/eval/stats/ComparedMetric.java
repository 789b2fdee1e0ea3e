package org.dosekit.eval.stats;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A number of a case by which experiments are compared.
 *
 * @param label its short name, for tables
 * @param unit of the number, for tables; may be empty
 * @param paths where {@code evaluation_results.json} holds it in a case: field names joined by
 *     dots; the first that a case has counts
 * @param better which values are better
 */
public record ComparedMetric(String label, String unit, List<String> paths, Better better) {
  /** Which values of a metric are better. */
  public enum Better {
    /** Lower ones. */
    LOWER,
    /** Higher ones. */
    HIGHER,
    /**
     * Those nearer to 0, as of a signed error. The magnitude is taken before seeds are averaged, so
     * that opposite errors of two seeds do not cancel.
     */
    NEARER_ZERO
  }

  /** Checks that there is a label and a path. */
  public ComparedMetric {
    Objects.requireNonNull(unit);
    Objects.requireNonNull(better);
    paths = List.copyOf(paths);
    if (label.isBlank() || paths.isEmpty()) {
      throw new IllegalArgumentException("metric '" + label + "' in " + paths);
    }
  }

  /**
   * What is compared unless asked otherwise: MAE, gamma global and in the region of the PTVs, the
   * gap of the target's D95, goals met of those that the plan meets. A file that lacks one is
   * compared by the others.
   *
   * @param target the target whose D95 is compared, e.g. {@code PTV70}
   */
  public static List<ComparedMetric> standard(String target) {
    return List.of(
        new ComparedMetric("MAE", "Gy", List.of("dose_metrics.mae_gy"), Better.LOWER),
        new ComparedMetric(
            "gamma 3%/3mm", "%", List.of("gamma.global_3mm3pct.gamma_pass_rate"), Better.HIGHER),
        new ComparedMetric(
            "PTV gamma 3%/3mm",
            "%", List.of("gamma.ptv_region_3mm3pct.gamma_pass_rate"), Better.HIGHER),
        new ComparedMetric(
            "|" + target + " D95 gap|",
            "Gy",
            List.of("dvh_metrics." + target + ".D95_error"),
            Better.NEARER_ZERO),
        new ComparedMetric(
            "goals met",
            "%",
            List.of("goals.met_of_attainable_percent", "clinical_constraints.compliance_rate"),
            Better.HIGHER));
  }

  /** The number as the file holds it, with its sign. */
  OptionalDouble signed(Map<String, Double> values) {
    return paths.stream()
        .filter(values::containsKey)
        .mapToDouble(path -> Objects.requireNonNull(values.get(path)))
        .findFirst();
  }

  /** The number to compare by. */
  OptionalDouble compared(Map<String, Double> values) {
    OptionalDouble signed = signed(values);
    return signed.isPresent() && better == Better.NEARER_ZERO
        ? OptionalDouble.of(Math.abs(signed.getAsDouble()))
        : signed;
  }
}

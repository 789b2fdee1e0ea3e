package org.dosekit.train.settings;

import java.util.Objects;
import java.util.OptionalDouble;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.StructureExpression;

/**
 * A dose-volume metric of a region as a part of the loss. Doses are in units of the case's highest
 * prescription there, volumes in parts of the region, so that weights of different metrics compare.
 *
 * @param region the structure, or structures combined
 * @param metric what is read from its dose
 * @param form what counts as an error
 * @param limit in the metric's unit; present just when the form has one
 * @param weight of the error, positive
 */
public record DvhTerm(
    StructureExpression region,
    DoseMetric metric,
    DvhForm form,
    OptionalDouble limit,
    double weight) {
  /**
   * Checks the range of limit and weight.
   *
   * @throws IllegalArgumentException when they are out of range, or limit and form do not fit
   */
  public DvhTerm {
    Objects.requireNonNull(region);
    Objects.requireNonNull(metric);
    Ranges.require(
        limit.isPresent() == form.hasLimit(),
        "a DVH term of form %s; a limit just where the form has one",
        form.label());
    double value = limit.orElse(0);
    Ranges.require(value >= 0 && value <= 1e6, "limit %s of a DVH term; 0 to 1e6", value);
    Ranges.require(weight > 0 && weight <= 1e6, "weight %s of a DVH term; up to 1e6", weight);
  }

  /** A term that compares with the plan. */
  public static DvhTerm againstPlan(
      StructureExpression region, DoseMetric metric, DvhForm form, double weight) {
    return new DvhTerm(region, metric, form, OptionalDouble.empty(), weight);
  }

  /** A term that compares with a limit in the metric's unit. */
  public static DvhTerm againstLimit(
      StructureExpression region, DoseMetric metric, DvhForm form, double limit, double weight) {
    return new DvhTerm(region, metric, form, OptionalDouble.of(limit), weight);
  }

  /** The name in logs and columns, e.g. {@code PTV70 D95%[Gy] shortfall}; without commas. */
  public String label() {
    String text = region + " " + metric.label() + " " + form.label();
    if (limit.isPresent()) {
      text += " " + limit.getAsDouble();
    }
    return text.replaceAll("[^A-Za-z0-9 .%()\\[\\]|&~+_-]", "_");
  }
}

package org.dosekit.eval.goal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DvhConvention;

/** The planned and the predicted dose of one anatomy, on one grid. Immutable. */
public final class PlanPair {
  private final String subject;
  private final Map<String, Mask> structures;
  private final Map<String, Double> prescriptionGy;
  private final Volume referenceGy;
  private final Volume predictedGy;
  private final DvhConvention convention;

  private PlanPair(
      String subject,
      Map<String, Mask> structures,
      Map<String, Double> prescriptionGy,
      Volume referenceGy,
      Volume predictedGy,
      DvhConvention convention) {
    this.subject = subject;
    this.structures = structures;
    this.prescriptionGy = prescriptionGy;
    this.referenceGy = referenceGy;
    this.predictedGy = predictedGy;
    this.convention = Objects.requireNonNull(convention);
  }

  /**
   * The doses of a case.
   *
   * @param patient a case with a planned dose
   * @param predictedGy on the case's grid, in Gy
   * @throws DoseDataException when the case has no dose, or the prediction lies on another grid or
   *     is not finite
   */
  public static PlanPair of(Case patient, Volume predictedGy) {
    Map<String, Mask> masks = new LinkedHashMap<>();
    for (Structure structure : patient.structures()) {
      masks.put(structure.name(), structure.mask());
    }
    return of(
        patient.id(),
        masks,
        patient.prescription().doseGyByTarget(),
        patient.requireDoseGy(),
        predictedGy);
  }

  /**
   * Doses without a case.
   *
   * @param subject named in errors: a case id, never a patient's name
   * @param structures by name, on the grid of the doses
   * @param prescriptionGy of each target in Gy, positive; may be empty when no metric asks for a
   *     percentage of it
   * @param referenceGy the planned dose in Gy
   * @param predictedGy the predicted dose in Gy
   * @throws DoseDataException when grids differ or a dose is not finite
   */
  public static PlanPair of(
      String subject,
      Map<String, Mask> structures,
      Map<String, Double> prescriptionGy,
      Volume referenceGy,
      Volume predictedGy) {
    requireFinite(subject, "planned", referenceGy);
    requireFinite(subject, "predicted", predictedGy);
    requireGrid(subject, "a predicted dose", referenceGy.grid(), predictedGy.grid());
    structures.forEach(
        (name, mask) -> requireGrid(subject, "structure " + name, referenceGy.grid(), mask.grid()));
    prescriptionGy.forEach((name, doseGy) -> requirePrescription(subject, name, doseGy));
    return new PlanPair(
        subject,
        Collections.unmodifiableMap(new LinkedHashMap<>(structures)),
        Collections.unmodifiableMap(new LinkedHashMap<>(prescriptionGy)),
        referenceGy,
        predictedGy,
        DvhConvention.EXACT);
  }

  /**
   * This pair with DVH metrics read by another convention; {@link DvhConvention#EXACT} at first.
   */
  public PlanPair withDvhConvention(DvhConvention other) {
    return new PlanPair(subject, structures, prescriptionGy, referenceGy, predictedGy, other);
  }

  Volume referenceGy() {
    return referenceGy;
  }

  Volume predictedGy() {
    return predictedGy;
  }

  DvhConvention convention() {
    return convention;
  }

  Optional<Mask> mask(String structure) {
    return Optional.ofNullable(structures.get(structure));
  }

  /** The structures that an expression names and that are not here. */
  List<String> absent(StructureExpression expression) {
    return expression.structures().stream().filter(name -> mask(name).isEmpty()).toList();
  }

  Mask region(StructureExpression expression) {
    return expression.evaluate(referenceGy.grid(), this::mask);
  }

  /**
   * What percentages of dose in a region refer to: the prescription of the first structure named in
   * it that has one, else the highest.
   */
  OptionalDouble prescriptionGy(StructureExpression region) {
    for (String name : region.structures()) {
      Double doseGy = prescriptionGy.get(name);
      if (doseGy != null) {
        return OptionalDouble.of(doseGy);
      }
    }
    return prescriptionGy.values().stream().mapToDouble(Double::doubleValue).max();
  }

  private static void requireFinite(String subject, String which, Volume doseGy) {
    if (!doseGy.isFinite()) {
      throw DoseDataException.of(
          subject,
          "NaN or infinity in the " + which + " dose",
          "finite doses in Gy",
          "check where the dose comes from");
    }
  }

  private static void requireGrid(String subject, String what, Grid expected, Grid found) {
    if (!expected.matches(found)) {
      throw DoseDataException.of(
          subject,
          what + " on " + found,
          "the grid of the planned dose, " + expected,
          "resample it to that grid");
    }
  }

  private static void requirePrescription(String subject, String target, double doseGy) {
    if (!(doseGy > 0) || !Double.isFinite(doseGy)) {
      throw DoseDataException.of(
          subject,
          "a prescription of " + doseGy + " Gy to " + target,
          "a positive dose in Gy",
          "correct the prescription");
    }
  }
}

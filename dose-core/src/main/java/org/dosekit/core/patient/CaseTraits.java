package org.dosekit.core.patient;

import java.util.List;
import java.util.Objects;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;

/**
 * What of a case a stratified {@link Split} spreads evenly over its parts.
 *
 * @param id the case
 * @param variant its protocol and the targets it has: plans with a third dose level are another
 *     variant than those with two
 * @param targetVolumeCc volume of the union of its targets in cc, finite and at least 0
 */
public record CaseTraits(String id, String variant, double targetVolumeCc) {
  /**
   * Checks the values.
   *
   * @throws org.dosekit.core.DoseDataException when the id is malformed
   * @throws IllegalArgumentException when the volume is negative or not finite
   */
  public CaseTraits {
    Case.requireId(id);
    Objects.requireNonNull(variant);
    if (!(targetVolumeCc >= 0) || Double.isInfinite(targetVolumeCc)) {
      throw new IllegalArgumentException(
          "a target volume of " + targetVolumeCc + " cc; finite and at least 0");
    }
  }

  /** The traits of a case. */
  public static CaseTraits of(Case patient) {
    List<Structure> targets =
        patient.structures().stream().filter(s -> s.role() == StructureRole.TARGET).toList();
    String names = String.join("+", targets.stream().map(Structure::name).sorted().toList());
    Mask union = targets.stream().map(Structure::mask).reduce(Mask.empty(patient.grid()), Mask::or);
    return new CaseTraits(patient.id(), patient.protocol() + " " + names, union.volumeCc());
  }

  /**
   * The traits of every case of a cohort; reads every case.
   *
   * @throws org.dosekit.core.DoseDataException when a case is damaged
   */
  public static List<CaseTraits> of(Cohort cohort) {
    return cohort.ids().stream().map(id -> of(cohort.load(id))).toList();
  }
}

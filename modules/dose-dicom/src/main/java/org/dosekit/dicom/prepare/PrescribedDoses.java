package org.dosekit.dicom.prepare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.dicom.name.NameMatch;
import org.dosekit.dicom.name.NameTable;
import org.dosekit.dicom.rt.Roi;
import org.dosekit.dicom.rt.RtPlan;
import org.dosekit.dicom.rt.RtPlan.TargetDose;

/**
 * The prescription of a case: every level of the plan matched to a target of the protocol that the
 * case has, and every such target to a level.
 *
 * @param prescription dose by target
 * @param source where it comes from: {@code RTPLAN} or {@code command line}
 */
public record PrescribedDoses(Prescription prescription, String source) {
  /** Levels are told apart by more, and written to a hundredth. */
  private static final double SAME_LEVEL_GY = 0.6;

  /** More than any course of radiotherapy. */
  private static final double MAX_GY = 200;

  /**
   * The prescription given by hand, for the targets that the case has.
   *
   * @throws DoseDataException when it leaves out one of them, names what is no target of the
   *     protocol, or a dose is not positive
   */
  static PrescribedDoses given(
      String label, Protocol protocol, Set<String> present, Map<String, Double> doseGyByTarget) {
    doseGyByTarget.forEach(
        (target, gy) -> {
          if (!protocol.prescriptionGy().containsKey(target) || !isDose(gy)) {
            throw DoseDataException.of(
                label,
                "--prescription " + target + "=" + gy,
                "one of %s and a dose up to %s Gy"
                    .formatted(protocol.prescriptionGy().keySet(), MAX_GY),
                "correct it");
          }
        });
    Map<String, Double> doses = new LinkedHashMap<>(doseGyByTarget);
    doses.keySet().retainAll(present);
    requireAll(label, protocol, present, doses);
    return new PrescribedDoses(new Prescription(doses), "command line");
  }

  private static boolean isDose(double gy) {
    return gy > 0 && gy <= MAX_GY;
  }

  /**
   * The prescription of a plan.
   *
   * @param present the protocol's structures that the case has
   * @throws DoseDataException when the plan has none, a level fits no target or is no dose, or a
   *     target has no level
   */
  static PrescribedDoses of(
      String label, Protocol protocol, NameTable names, PlanStudy study, Set<String> present) {
    RtPlan plan =
        study
            .plan()
            .orElseThrow(
                () ->
                    DoseDataException.of(
                        label,
                        "no RT plan",
                        "the plan that says what was prescribed",
                        "export it, or give --prescription TARGET=GY,..."));
    if (plan.targetDoses().isEmpty()) {
      throw DoseDataException.of(
          label,
          "a plan without a target prescription dose",
          "the dose of every target",
          "give --prescription TARGET=GY,...");
    }
    Map<String, Double> doses = new LinkedHashMap<>();
    for (TargetDose dose : plan.targetDoses()) {
      String target = target(label, protocol, names, study, plan, dose);
      Double other = doses.put(target, dose.doseGy());
      if (other != null && other != dose.doseGy()) {
        throw DoseDataException.of(
            label,
            other + " and " + dose.doseGy() + " Gy for " + target,
            "one dose for a target",
            "give --prescription TARGET=GY,...");
      }
      if (!present.contains(target)) {
        throw DoseDataException.of(
            label,
            dose.doseGy() + " Gy prescribed to " + target + ", which is not drawn",
            "a structure for every prescribed level",
            "name it in a names file (dose names), or give --prescription TARGET=GY,...");
      }
    }
    requireAll(label, protocol, present, doses);
    return new PrescribedDoses(new Prescription(doses), "RTPLAN");
  }

  private static String target(
      String label,
      Protocol protocol,
      NameTable names,
      PlanStudy study,
      RtPlan plan,
      TargetDose dose) {
    List<String> targets = new ArrayList<>();
    protocol
        .prescriptionGy()
        .forEach(
            (target, gy) -> {
              if (Math.abs(gy - dose.doseGy()) <= SAME_LEVEL_GY) {
                targets.add(target);
              }
            });
    Optional<String> named =
        study.structures().rois().stream()
            .filter(roi -> OptionalInt.of(roi.number()).equals(dose.roiNumber()))
            .map(Roi::name)
            .map(names::match)
            .findFirst()
            .flatMap(NameMatch::structure)
            .filter(protocol.prescriptionGy()::containsKey);
    if (named.isEmpty() && targets.size() == 1) {
      return targets.get(0);
    }
    boolean otherLevel = !targets.isEmpty() && named.filter(targets::contains).isEmpty();
    if (named.isPresent()
        && !otherLevel
        && isDose(dose.doseGy())
        && perFraction(protocol, plan, dose).isEmpty()) {
      return named.get();
    }
    throw DoseDataException.of(
        label,
        "a prescribed dose of " + dose.doseGy() + " Gy" + perFraction(protocol, plan, dose),
        "one of " + protocol.prescriptionGy(),
        "give --prescription TARGET=GY,..., or choose another protocol");
  }

  /** Some planning systems export the dose of a fraction (defect J). */
  private static String perFraction(Protocol protocol, RtPlan plan, TargetDose dose) {
    int fractions = plan.fractions().orElse(1);
    double total = dose.doseGy() * fractions;
    boolean fits =
        fractions > 1
            && protocol.prescriptionGy().values().stream()
                .anyMatch(gy -> Math.abs(gy - total) <= SAME_LEVEL_GY);
    return fits ? ", which looks like that of one of " + fractions : "";
  }

  private static void requireAll(
      String label, Protocol protocol, Set<String> present, Map<String, Double> doses) {
    for (String target : protocol.prescriptionGy().keySet()) {
      if (present.contains(target) && !doses.containsKey(target)) {
        throw DoseDataException.of(
            label,
            target + " drawn, and no prescribed dose for it",
            "a dose for every target drawn",
            "give --prescription " + target + "=GY,...");
      }
    }
    if (doses.isEmpty()) {
      throw DoseDataException.of(
          label,
          "none of the targets " + protocol.prescriptionGy().keySet(),
          "at least one, drawn and prescribed",
          "name the drawn targets in a names file (dose names)");
    }
  }
}

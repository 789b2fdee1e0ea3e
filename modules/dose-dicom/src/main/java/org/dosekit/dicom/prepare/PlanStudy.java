package org.dosekit.dicom.prepare;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DicomFile;
import org.dosekit.dicom.rt.CtSeries;
import org.dosekit.dicom.rt.RtDose;
import org.dosekit.dicom.rt.RtPlan;
import org.dosekit.dicom.rt.RtStructureSet;

/**
 * The objects of one plan, found by what they say of one another: the plan, its dose, the structure
 * set it was planned on, the CT that was drawn on. All in one frame of reference.
 *
 * @param ct the planning CT
 * @param structures the structure set
 * @param plan absent in a folder without one
 * @param dose the physical dose of the whole plan; absent in a folder without one
 */
public record PlanStudy(
    CtSeries ct, RtStructureSet structures, Optional<RtPlan> plan, Optional<RtDose> dose) {

  /**
   * The plan of a folder.
   *
   * @throws DoseDataException when there is no CT or structure set, when references leave more than
   *     one of a kind, or when frames of reference differ
   */
  public static PlanStudy of(StudyFiles files) {
    Optional<RtPlan> plan = plan(files);
    Optional<RtDose> dose = plan.isPresent() ? doseOf(files, plan.get()) : loneDose(files);
    RtStructureSet structures = structures(files, plan);
    CtSeries ct = ct(files, structures);
    requireFrame(files, ct, structures, plan, dose);
    return new PlanStudy(ct, structures, plan, dose);
  }

  private static Optional<RtPlan> plan(StudyFiles files) {
    if (files.plans().size() <= 1) {
      return files.plans().stream().findFirst();
    }
    Set<String> dosed = new LinkedHashSet<>();
    files.doses().stream()
        .filter(dose -> dose.summationType().equals("PLAN"))
        .forEach(dose -> dosed.addAll(dose.referencedPlanUids()));
    List<RtPlan> withDose =
        files.plans().stream().filter(plan -> dosed.contains(plan.sopInstanceUid())).toList();
    if (withDose.size() != 1) {
      throw several(
          files,
          "plans",
          files.plans().stream()
              .map(
                  plan ->
                      "%s of %d beams%s"
                          .formatted(
                              plan.targetDoses().stream().map(d -> d.doseGy() + " Gy").toList(),
                              plan.beams().size(),
                              dosed.contains(plan.sopInstanceUid()) ? " with a dose" : ""))
              .toList());
    }
    return Optional.of(withDose.get(0));
  }

  /** The dose of a plan: never one that names another plan (defect F). */
  private static Optional<RtDose> doseOf(StudyFiles files, RtPlan plan) {
    String uid = plan.sopInstanceUid();
    List<RtDose> ofPlan = filter(files.doses(), dose -> dose.referencedPlanUids().contains(uid));
    if (ofPlan.isEmpty()) {
      ofPlan = filter(files.doses(), dose -> dose.referencedPlanUids().isEmpty());
      if (ofPlan.isEmpty() && !files.doses().isEmpty()) {
        throw DoseDataException.of(
            files.label(),
            files.doses().size() + " doses, none of them of the plan",
            "the plan's dose",
            "export the dose of the plan that was exported");
      }
    }
    return chosen(files, ofPlan);
  }

  private static Optional<RtDose> loneDose(StudyFiles files) {
    return chosen(files, files.doses());
  }

  private static Optional<RtDose> chosen(StudyFiles files, List<RtDose> candidates) {
    List<RtDose> whole = filter(candidates, dose -> dose.summationType().equals("PLAN"));
    List<RtDose> doses = whole.isEmpty() ? candidates : whole;
    if (doses.size() > 1) {
      throw several(
          files, "doses", doses.stream().map(dose -> dose.kind() + " on " + dose.grid()).toList());
    }
    return doses.stream().findFirst().map(RtDose::requirePhysicalPlanDose);
  }

  private static RtStructureSet structures(StudyFiles files, Optional<RtPlan> plan) {
    Optional<String> planned = plan.flatMap(RtPlan::structureSetUid);
    List<RtStructureSet> candidates =
        planned.isEmpty()
            ? files.structureSets()
            : filter(files.structureSets(), s -> s.sopInstanceUid().equals(planned.get()));
    if (candidates.isEmpty()) {
      throw DoseDataException.of(
          files.label(),
          files.structureSets().isEmpty()
              ? "no structure set"
              : files.structureSets().size() + " structure sets, none of them that of the plan",
          "the structure set that the plan was made on",
          "export it with the plan");
    }
    if (candidates.size() > 1) {
      throw several(
          files,
          "structure sets",
          candidates.stream().map(s -> s.rois().size() + " ROIs").toList());
    }
    return candidates.get(0);
  }

  private static CtSeries ct(StudyFiles files, RtStructureSet structures) {
    Map<String, List<DicomFile>> series = new LinkedHashMap<>(files.ctBySeries());
    if (!structures.seriesUids().isEmpty()) {
      series.keySet().retainAll(structures.seriesUids());
    }
    if (series.isEmpty()) {
      throw DoseDataException.of(
          files.label(),
          files.ctBySeries().size() + " CT series, none of them that of the structures",
          "the CT that was drawn on",
          "export it with the structure set");
    }
    if (series.size() > 1) {
      throw several(
          files,
          "CT series",
          series.values().stream().map(slices -> slices.size() + " slices").toList());
    }
    CtSeries ct = CtSeries.of(files.label(), series.values().iterator().next());
    long absent =
        structures.imageUids().stream().filter(uid -> !ct.sopInstanceUids().contains(uid)).count();
    if (absent > 0) {
      throw DoseDataException.of(
          files.label(),
          "contours on " + absent + " images that are not in the CT series",
          "all images that were drawn on",
          "export the whole series");
    }
    return ct;
  }

  private static void requireFrame(
      StudyFiles files,
      CtSeries ct,
      RtStructureSet structures,
      Optional<RtPlan> plan,
      Optional<RtDose> dose) {
    Optional<String> frame = ct.frameOfReferenceUid();
    Set<String> others = new LinkedHashSet<>(structures.frameOfReferenceUids());
    plan.flatMap(p -> p.header().uid(Attribute.FRAME_OF_REFERENCE_UID)).ifPresent(others::add);
    dose.flatMap(RtDose::frameOfReferenceUid).ifPresent(others::add);
    frame.ifPresent(others::remove);
    if (!others.isEmpty()) {
      throw DoseDataException.of(
          files.label(),
          others.size() + " frames of reference besides that of the CT",
          "CT, structures, plan and dose in one frame of reference",
          "export the structures and the dose on the planning CT");
    }
  }

  private static <T> List<T> filter(List<T> all, Predicate<T> wanted) {
    return all.stream().filter(wanted).toList();
  }

  private static DoseDataException several(StudyFiles files, String what, List<String> found) {
    return DoseDataException.of(
        files.label(),
        found.size() + " " + what + ": " + String.join("; ", found),
        "one, or references that leave one",
        "move the others out of the folder");
  }
}

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
import org.dosekit.dicom.rt.DoseDescription;
import org.dosekit.dicom.rt.RtDose;
import org.dosekit.dicom.rt.RtPlan;
import org.dosekit.dicom.rt.RtStructureSet;
import org.dosekit.dicom.rt.SopClass;

/**
 * The objects of one plan, found by what they say of one another: the plan, its dose, the structure
 * set it was planned on, the CT that was drawn on. All of one patient, in one frame of reference.
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
   *     one of a kind, when patients or frames of reference differ, or the dose is not usable
   */
  public static PlanStudy of(StudyFiles files) {
    Optional<RtPlan> plan = plan(files);
    Optional<RtDose> dose = plan.isPresent() ? doseOf(files, plan.get()) : loneDose(files);
    RtStructureSet structures = structures(files, plan);
    CtSeries ct = ct(files, structures);
    requireOnePatient(files, ct, structures, plan, dose);
    requireFrame(files, ct, structures, plan, dose);
    return new PlanStudy(ct, structures, plan, dose);
  }

  private static Optional<RtPlan> plan(StudyFiles files) {
    if (files.plans().isEmpty() && files.unsupported().contains(SopClass.RT_ION_PLAN)) {
      throw unsupported(files, SopClass.RT_ION_PLAN, SopClass.RT_PLAN);
    }
    if (files.plans().size() <= 1) {
      return files.plans().stream().findFirst();
    }
    Set<String> dosed = new LinkedHashSet<>();
    descriptions(files).stream()
        .filter(DoseDescription::isOfWholePlan)
        .forEach(dose -> dosed.addAll(dose.planUids()));
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

  private static List<DoseDescription> descriptions(StudyFiles files) {
    return files.doses().stream().map(file -> DoseDescription.of(file.dataSet())).toList();
  }

  /** The dose of a plan: never one that names another plan (defect F). */
  private static Optional<RtDose> doseOf(StudyFiles files, RtPlan plan) {
    String uid = plan.sopInstanceUid();
    List<DicomFile> ofPlan = doses(files.doses(), dose -> dose.planUids().contains(uid));
    if (ofPlan.isEmpty()) {
      ofPlan = doses(files.doses(), dose -> dose.planUids().isEmpty());
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

  /** Only what is chosen is looked into: a beam's dose or a bare DVH beside it does no harm. */
  private static Optional<RtDose> chosen(StudyFiles files, List<DicomFile> candidates) {
    List<DicomFile> whole = doses(candidates, dose -> dose.isOfWholePlan() && dose.hasGrid());
    List<DicomFile> doses = whole.isEmpty() ? candidates : whole;
    if (doses.size() > 1) {
      throw several(
          files,
          "doses",
          doses.stream().map(file -> DoseDescription.of(file.dataSet()).toString()).toList());
    }
    if (doses.isEmpty()) {
      return Optional.empty();
    }
    DoseDescription.of(doses.get(0).dataSet()).requirePhysicalPlanDose();
    return Optional.of(RtDose.of(doses.get(0)));
  }

  private static List<DicomFile> doses(List<DicomFile> all, Predicate<DoseDescription> wanted) {
    return all.stream().filter(file -> wanted.test(DoseDescription.of(file.dataSet()))).toList();
  }

  private static RtStructureSet structures(StudyFiles files, Optional<RtPlan> plan) {
    Optional<String> planned = plan.flatMap(RtPlan::structureSetUid);
    List<RtStructureSet> candidates =
        planned.isEmpty()
            ? files.structureSets()
            : files.structureSets().stream()
                .filter(s -> s.sopInstanceUid().equals(planned.get()))
                .toList();
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
    if (series.isEmpty() && files.unsupported().contains(SopClass.ENHANCED_CT_IMAGE)) {
      throw unsupported(files, SopClass.ENHANCED_CT_IMAGE, SopClass.CT_IMAGE);
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

  /** Objects without a patient id tell nothing; neither does a message tell the ids. */
  private static void requireOnePatient(
      StudyFiles files,
      CtSeries ct,
      RtStructureSet structures,
      Optional<RtPlan> plan,
      Optional<RtDose> dose) {
    Set<String> patients = new LinkedHashSet<>(ct.patientIds());
    structures.header().string(Attribute.PATIENT_ID).ifPresent(patients::add);
    plan.flatMap(p -> p.header().string(Attribute.PATIENT_ID)).ifPresent(patients::add);
    dose.flatMap(d -> d.header().string(Attribute.PATIENT_ID)).ifPresent(patients::add);
    if (patients.size() > 1) {
      throw DoseDataException.of(
          files.label(),
          "CT, structures, plan and dose of " + patients.size() + " patient ids",
          "objects of one patient",
          "find out whose they are before anything else");
    }
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

  private static DoseDataException unsupported(
      StudyFiles files, SopClass found, SopClass expected) {
    return DoseDataException.of(
        files.label(),
        found + " and no other",
        expected.toString(),
        "export the study with " + expected);
  }

  private static DoseDataException several(StudyFiles files, String what, List<String> found) {
    return DoseDataException.of(
        files.label(),
        found.size() + " " + what + ": " + String.join("; ", found),
        "one, or references that leave one",
        "move the others out of the folder");
  }
}

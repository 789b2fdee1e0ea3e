package org.dosekit.dicom.prepare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.prepare.MappedStructures.Mapped;
import org.dosekit.dicom.rt.Beam;
import org.dosekit.dicom.rt.ControlPoint;
import org.dosekit.dicom.rt.RtDose;

/** How a case was made, for its JSON beside it. Codes and numbers only, no free text. */
record ImportRecord(
    StudyFiles files,
    String inputsSha256,
    PreparationSettings settings,
    PlanStudy study,
    MappedStructures mapped,
    Map<String, DrawnMask> masks,
    GridBox box,
    PrescribedDoses prescribed,
    Case patient) {

  private static final String FORMAT = "dosekit-import/1";

  /** Codes of PS3.3; anything else in their place could be a text. */
  private static final Set<String> POSITIONS =
      Set.of("", "HFS", "HFP", "HFDL", "HFDR", "FFS", "FFP", "FFDL", "FFDR");

  private static final Set<String> DEVICES = Set.of("X", "Y", "ASYMX", "ASYMY", "MLCX", "MLCY");

  /** Whether a record is of the same files by the same settings. */
  static boolean isUpToDate(JsonObject json, String inputsSha256, String settingsSha256) {
    return json.has("format")
        && json.string("format").equals(FORMAT)
        && json.string("inputs_sha256").equals(inputsSha256)
        && json.string("settings_sha256").equals(settingsSha256);
  }

  JsonObject json() {
    JsonObject json =
        JsonObject.create()
            .put("format", FORMAT)
            .put("case_id", patient.id())
            .put("protocol", patient.protocol())
            .put("inputs_sha256", inputsSha256)
            .put("settings_sha256", settings.sha256())
            .put("as_original", settings.asOriginal())
            .put("patient_position", code(Attribute.PATIENT_POSITION))
            .put("files_passed_over", files.passedOver())
            .put("prescription_source", prescribed.source())
            .put("ct", ct())
            .putObjects("structures", structures())
            .put("drawn_structures_unmatched", mapped.unmatched());
    study
        .plan()
        .ifPresent(
            plan -> {
              plan.fractions().ifPresent(n -> json.put("fractions", n));
              json.putObjects("beams", plan.beams().stream().map(ImportRecord::beam).toList());
            });
    study.dose().ifPresent(dose -> json.put("dose", dose(dose)));
    return json;
  }

  private String code(Attribute attribute) {
    String code = study.ct().header().string(attribute).orElse("").toUpperCase(Locale.ROOT);
    return POSITIONS.contains(code) ? code : "?";
  }

  private JsonObject ct() {
    return JsonObject.create()
        .putNumbers("spacing_yxz_mm", spacing(study.ct().grid().spacing()))
        .putIntegers(
            "shape_yxz",
            study.ct().grid().shape().ny(),
            study.ct().grid().shape().nx(),
            study.ct().grid().shape().nz())
        .putIntegers("crop_start_yxz", box.y0(), box.x0(), box.z0());
  }

  private JsonObject dose(RtDose dose) {
    double covered =
        patient.doseRegion().map(r -> r.count() / (double) r.grid().voxelCount()).orElse(1.0);
    return JsonObject.create()
        .putNumbers("spacing_yxz_mm", spacing(dose.grid().spacing()))
        .put("scaling_gy", dose.scaling())
        .put("covered_fraction", covered)
        .put("names_its_plan", !dose.description().planUids().isEmpty());
  }

  private static double[] spacing(VoxelSpacing spacing) {
    return new double[] {spacing.yMm(), spacing.xMm(), spacing.zMm()};
  }

  private List<JsonObject> structures() {
    return masks.entrySet().stream()
        .map(
            entry -> {
              Mapped drawn = mapped.byStructure().get(entry.getKey());
              JsonObject json = JsonObject.create().put("name", entry.getKey());
              if (drawn != null) {
                json.put("confidence", drawn.confidence().name().toLowerCase(Locale.ROOT))
                    .put("contours", drawn.roi().closed().size())
                    .put("contours_passed_over", drawn.roi().passedOver());
              }
              return json.put("slices_filled_by_shape", entry.getValue().filledSlices())
                  .put("volume_cc", entry.getValue().mask().volumeCc());
            })
        .toList();
  }

  private static JsonObject beam(Beam beam) {
    return JsonObject.create()
        .put("number", beam.number())
        .put("treatment", beam.isTreatment())
        .put("mlc", beam.hasMlc())
        .put("meterset", beam.meterset())
        .put("dose_gy", beam.doseGy())
        .putObjects(
            "control_points",
            beam.controlPoints().stream().map(ImportRecord::controlPoint).toList());
  }

  private static JsonObject controlPoint(ControlPoint point) {
    JsonObject positions = JsonObject.create();
    point.positionsMm().entrySet().stream()
        .filter(entry -> DEVICES.contains(entry.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> positions.putNumbers(entry.getKey(), entry.getValue()));
    return JsonObject.create()
        .put("index", point.index())
        .put("gantry_degrees", point.gantryDegrees())
        .put("collimator_degrees", point.collimatorDegrees())
        .put("couch_degrees", point.couchDegrees())
        .put("cumulative_meterset_weight", point.cumulativeMetersetWeight())
        .put("positions_mm", positions);
  }
}

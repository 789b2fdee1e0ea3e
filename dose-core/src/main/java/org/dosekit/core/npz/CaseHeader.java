package org.dosekit.core.npz;

import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.structure.StructureRole;

/** The {@code case.json} of a {@link CaseFile}: all of a case but its voxels. */
record CaseHeader(
    String id,
    String protocol,
    Grid grid,
    List<NamedRole> structures,
    Prescription prescription,
    Map<String, Double> constraintValues) {

  private static final String FORMAT = "dosekit-case/1";

  /** A structure but for its voxels. */
  record NamedRole(String name, StructureRole role) {}

  static CaseHeader of(Case patient) {
    return new CaseHeader(
        patient.id(),
        patient.protocol(),
        patient.grid(),
        patient.structures().stream().map(s -> new NamedRole(s.name(), s.role())).toList(),
        patient.prescription(),
        patient.constraintValues());
  }

  String toJson() {
    return JsonObject.create()
        .put("format", FORMAT)
        .put("id", id)
        .put("protocol", protocol)
        .put("grid", GridJson.format(grid))
        .putObjects(
            "structures",
            structures.stream()
                .map(s -> JsonObject.create().put("name", s.name).put("role", s.role.word()))
                .toList())
        .putNumberMap("prescription_gy", prescription.doseGyByTarget())
        .putNumberMap("constraint_values", constraintValues)
        .toText();
  }

  static CaseHeader parse(String where, String text) {
    JsonObject json = JsonObject.parse(where, text);
    json.requireOnly(
        "format", "id", "protocol", "grid", "structures", "prescription_gy", "constraint_values");
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          where,
          "format '" + json.string("format") + "'",
          "'" + FORMAT + "'",
          "import the case anew with this version");
    }
    try {
      return new CaseHeader(
          readId(json),
          json.string("protocol"),
          GridJson.parse(json.object("grid")),
          json.objects("structures", CaseHeader::readStructure),
          new Prescription(json.numberMap("prescription_gy")),
          json.numberMap("constraint_values"));
    } catch (IllegalArgumentException e) {
      throw json.invalid(e);
    }
  }

  private static String readId(JsonObject json) {
    try {
      return Case.requireId(json.string("id"));
    } catch (DoseDataException e) {
      throw e.in(json.where());
    }
  }

  private static NamedRole readStructure(JsonObject json) {
    json.requireOnly("name", "role");
    return new NamedRole(json.string("name"), StructureRole.ofWord(json.string("role")));
  }
}

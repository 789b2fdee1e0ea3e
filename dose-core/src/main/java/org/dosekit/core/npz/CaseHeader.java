package org.dosekit.core.npz;

import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
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
        .put("grid", gridJson())
        .putObjects(
            "structures",
            structures.stream()
                .map(s -> JsonObject.create().put("name", s.name).put("role", s.role.word()))
                .toList())
        .putNumberMap("prescription_gy", prescription.doseGyByTarget())
        .putNumberMap("constraint_values", constraintValues)
        .toText();
  }

  private JsonObject gridJson() {
    GridShape shape = grid.shape();
    VoxelSpacing spacing = grid.spacing();
    return JsonObject.create()
        .putIntegers("shape_yxz", shape.ny(), shape.nx(), shape.nz())
        .putNumbers("spacing_yxz_mm", spacing.yMm(), spacing.xMm(), spacing.zMm())
        .putNumbers("origin_xyz_mm", coordinates(grid.origin()))
        .putNumbers("along_y_xyz", coordinates(grid.alongY()))
        .putNumbers("along_x_xyz", coordinates(grid.alongX()));
  }

  private static double[] coordinates(PatientPoint point) {
    return new double[] {point.xMm(), point.yMm(), point.zMm()};
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
          readGrid(json.object("grid")),
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

  private static Grid readGrid(JsonObject json) {
    json.requireOnly("shape_yxz", "spacing_yxz_mm", "origin_xyz_mm", "along_y_xyz", "along_x_xyz");
    long[] shape = json.integers("shape_yxz");
    double[] spacing = json.numbers("spacing_yxz_mm");
    if (shape.length != 3 || spacing.length != 3) {
      throw new IllegalArgumentException("a grid that is not of three dimensions");
    }
    return Grid.oriented(
        new GridShape(voxels(shape[0]), voxels(shape[1]), voxels(shape[2])),
        new VoxelSpacing(spacing[0], spacing[1], spacing[2]),
        point(json.numbers("origin_xyz_mm")),
        point(json.numbers("along_y_xyz")),
        point(json.numbers("along_x_xyz")));
  }

  private static int voxels(long count) {
    if (count < 1 || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a grid of " + count + " voxels along an axis; 1 to 2^31-1");
    }
    return (int) count;
  }

  private static PatientPoint point(double[] xyz) {
    if (xyz.length != 3) {
      throw new IllegalArgumentException("a point of " + xyz.length + " coordinates; 3");
    }
    return new PatientPoint(xyz[0], xyz[1], xyz[2]);
  }
}

package org.dosekit.dicom.prepare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dosekit.core.io.Sha256;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.dicom.name.NameTable;

/**
 * How a study becomes a case.
 *
 * @param protocol what the case's structures are named after
 * @param names which drawn names mean which structures
 * @param prescriptionGy dose by target given by hand instead of the plan's; empty to take the
 *     plan's
 * @param centre the structure that the case is centred on, else the first target drawn
 * @param halfWidthMm how far the case reaches to each side of the centre in plane
 * @param marginZMm how far it reaches above and below the structures
 * @param asOriginal whether masks and dose are made as the original project makes them: a pixel is
 *     inside when its centre is, and the spline's overshoot of the dose stays. Else at least half
 *     of a voxel must be inside, and the dose stays in the range of the dose grid's voxels around
 */
public record PreparationSettings(
    Protocol protocol,
    NameTable names,
    Map<String, Double> prescriptionGy,
    String centre,
    double halfWidthMm,
    double marginZMm,
    boolean asOriginal) {

  /** Both femoral heads of a large patient, and room for the beams' entrance. */
  private static final double HALF_WIDTH_MM = 150;

  private static final double MARGIN_Z_MM = 30;

  /**
   * Copies the map and checks the distances.
   *
   * @throws IllegalArgumentException when a distance is out of range
   */
  public PreparationSettings {
    Objects.requireNonNull(protocol);
    Objects.requireNonNull(names);
    Objects.requireNonNull(centre);
    prescriptionGy = Collections.unmodifiableMap(new LinkedHashMap<>(prescriptionGy));
    if (!(halfWidthMm >= 10 && halfWidthMm <= 1000 && marginZMm >= 0 && marginZMm <= 1000)) {
      throw new IllegalArgumentException(
          "a half width of %s mm and a margin of %s mm; 10 to 1000 and 0 to 1000"
              .formatted(halfWidthMm, marginZMm));
    }
  }

  /** The plan's prescription, 150 mm to each side of the prostate, 30 mm above and below. */
  public static PreparationSettings of(Protocol protocol) {
    return new PreparationSettings(
        protocol, NameTable.of(protocol), Map.of(), "Prostate", HALF_WIDTH_MM, MARGIN_Z_MM, false);
  }

  /** These settings with another table of names. */
  public PreparationSettings withNames(NameTable table) {
    return new PreparationSettings(
        protocol, table, prescriptionGy, centre, halfWidthMm, marginZMm, asOriginal);
  }

  /** These settings with a prescription by hand. */
  public PreparationSettings withPrescriptionGy(Map<String, Double> doses) {
    return new PreparationSettings(
        protocol, names, doses, centre, halfWidthMm, marginZMm, asOriginal);
  }

  /**
   * These settings with cases centred on another structure; on the first target drawn where it is
   * not.
   *
   * @throws IllegalArgumentException when the protocol does not know it
   */
  public PreparationSettings withCentre(String structure) {
    if (protocol.structure(structure).isEmpty()) {
      throw new IllegalArgumentException(
          "centre '" + structure + "', which protocol '" + protocol.name() + "' does not know");
    }
    return new PreparationSettings(
        protocol, names, prescriptionGy, structure, halfWidthMm, marginZMm, asOriginal);
  }

  /**
   * These settings with other margins.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public PreparationSettings withMargins(double inPlaneMm, double alongZMm) {
    return new PreparationSettings(
        protocol, names, prescriptionGy, centre, inPlaneMm, alongZMm, asOriginal);
  }

  /** These settings with masks and dose made as the original project makes them, or not. */
  public PreparationSettings withAsOriginal(boolean original) {
    return new PreparationSettings(
        protocol, names, prescriptionGy, centre, halfWidthMm, marginZMm, original);
  }

  /** SHA-256 of all settings, hex: a case made by others is made anew. */
  String sha256() {
    return Sha256.hexOf(
        String.join(
            "\0",
            protocol.toJson(),
            names.toString(),
            prescriptionGy.toString(),
            centre,
            halfWidthMm + " " + marginZMm + " " + asOriginal));
  }
}

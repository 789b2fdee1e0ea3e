package org.dosekit.core.patient;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.structure.BodyContour;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * One patient's planning data on one grid: CT, structures, prescription, and the planned dose where
 * there is one.
 *
 * @param id a pseudonym: 1 to 64 letters, digits, dots, dashes or underscores, starting with a
 *     letter or digit
 * @param protocol the name of the {@link org.dosekit.core.protocol.Protocol} its structures are
 *     named after
 * @param ctHu the planning CT in HU
 * @param structures present structures, names unique, none empty
 * @param prescription prescribed dose by target
 * @param doseGy the planned dose in Gy; absent in a case to predict
 * @param doseRegion where dose may be, when the data set says so (OpenKBP's possible-dose mask)
 * @param constraintValues the case's own values for entries of the constraint vector, by entry name
 */
public record Case(
    String id,
    String protocol,
    Volume ctHu,
    List<Structure> structures,
    Prescription prescription,
    Optional<Volume> doseGy,
    Optional<Mask> doseRegion,
    Map<String, Double> constraintValues) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /**
   * Checks the case.
   *
   * @throws DoseDataException when the id or the protocol's name is malformed, grids differ, a
   *     structure is named twice or empty, a value is not finite, or a dose is negative
   */
  public Case {
    Objects.requireNonNull(prescription);
    requireId(id);
    requireProtocolName(id, protocol);
    structures = List.copyOf(structures);
    constraintValues = Collections.unmodifiableMap(new LinkedHashMap<>(constraintValues));
    requireFinite(id, "CT", ctHu);
    doseGy.ifPresent(dose -> requireDose(id, ctHu.grid(), dose));
    doseRegion.ifPresent(region -> requireGrid(id, "dose region", ctHu.grid(), region.grid()));
    requireStructures(id, ctHu.grid(), structures);
    requireFinite(id, constraintValues);
  }

  /**
   * Checks an id.
   *
   * @throws DoseDataException when it is not 1 to 64 letters, digits, dots, dashes or underscores
   */
  public static String requireId(String id) {
    if (!ID.matcher(id).matches()) {
      throw DoseDataException.of(
          "case",
          "an id of " + id.length() + " characters with others than letters, digits, '.', '_', '-'",
          "a pseudonym of 1 to 64 letters, digits, dots, dashes or underscores",
          "give the case another id");
    }
    return id;
  }

  /** The grid of all volumes and masks. */
  public Grid grid() {
    return ctHu.grid();
  }

  /** A structure by its name. */
  public Optional<Structure> structure(String name) {
    return structures.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** The mask of a structure by its name. */
  public Optional<Mask> mask(String name) {
    return structure(name).map(Structure::mask);
  }

  /**
   * The planned dose, for callers that need one.
   *
   * @throws DoseDataException when the case has none
   */
  public Volume requireDoseGy() {
    return doseGy.orElseThrow(
        () -> DoseDataException.of(id, "no dose", "a planned dose", "use a case that was planned"));
  }

  /**
   * The body: the EXTERNAL structure, else the dose region, else the largest component of the CT
   * above -300 HU, filled. Computed anew at each call in the last case.
   */
  public Mask body() {
    return external().or(() -> doseRegion).orElseGet(() -> BodyContour.fromCt(ctHu));
  }

  /** The patient's outline where it was contoured: the EXTERNAL structure. */
  public Optional<Mask> external() {
    return structures.stream()
        .filter(s -> s.role() == StructureRole.EXTERNAL)
        .map(Structure::mask)
        .findFirst();
  }

  /** This case with another dose, on the same grid. */
  public Case withDoseGy(Volume dose) {
    return new Case(
        id,
        protocol,
        ctHu,
        structures,
        prescription,
        Optional.of(dose),
        doseRegion,
        constraintValues);
  }

  private static void requireProtocolName(String id, String protocol) {
    if (!ID.matcher(protocol).matches()) {
      throw DoseDataException.of(
          id,
          "a protocol name that is malformed",
          "1 to 64 letters, digits, dots, dashes or underscores",
          "give the name of the protocol the structures are named after");
    }
  }

  private static void requireFinite(String id, Map<String, Double> constraintValues) {
    constraintValues.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw DoseDataException.of(
                id,
                "constraint value '" + name + "' = " + value,
                "a finite number",
                "correct or remove it");
          }
        });
  }

  private static void requireStructures(String id, Grid grid, List<Structure> structures) {
    Set<String> seen = new HashSet<>();
    for (Structure structure : structures) {
      if (!seen.add(structure.name())) {
        throw DoseDataException.of(
            id,
            "two structures named '" + structure.name() + "'",
            "each name once",
            "merge or rename them");
      }
      if (structure.mask().isEmpty()) {
        throw DoseDataException.of(
            id,
            "structure '" + structure.name() + "' without a voxel",
            "present structures only",
            "leave the structure out, or check that it lies on the CT grid");
      }
      requireGrid(id, "structure '" + structure.name() + "'", grid, structure.mask().grid());
    }
  }

  private static void requireDose(String id, Grid grid, Volume dose) {
    requireGrid(id, "dose", grid, dose.grid());
    requireFinite(id, "dose", dose);
    for (float gy : dose.data()) {
      if (gy < 0) {
        throw DoseDataException.of(
            id, "a dose of " + gy + " Gy", "doses of at least 0 Gy", "check the dose's source");
      }
    }
  }

  private static void requireFinite(String id, String what, Volume volume) {
    if (!volume.isFinite()) {
      throw DoseDataException.of(
          id,
          "NaN or infinity in the " + what,
          "finite numbers",
          "check the " + what + "'s source");
    }
  }

  private static void requireGrid(String id, String what, Grid ct, Grid other) {
    if (!ct.matches(other)) {
      throw DoseDataException.of(
          id, what + " on " + other, "the CT's grid, " + ct, "resample it to the CT's grid");
    }
  }
}

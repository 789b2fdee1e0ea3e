package org.dosekit.core.patient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaseTest {
  private static final Grid GRID = SyntheticCases.obliqueGrid(7, 8, 9);
  private static final Case CASE = SyntheticCases.on(GRID, "case_1");

  @ParameterizedTest
  @ValueSource(strings = {"a", "pt_201", "case-1.b", "0"})
  void pseudonymsAreAccepted(String id) {
    assertEquals(id, Case.requireId(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".hidden", "-x", "a/b", "a\\b", "Doe^John", "a b", "é", "a\n"})
  void otherIdsAreRefusedWithoutRepeatingThem(String id) {
    DoseDataException e = assertThrows(DoseDataException.class, () -> Case.requireId(id));
    assertFalse(e.getMessage().contains("Doe"), "what is no pseudonym may be a name");
    assertThrows(DoseDataException.class, () -> Case.requireId("a".repeat(65)));
  }

  @Test
  void structureWithoutAVoxelIsRefused() {
    Structure empty = new Structure("Rectum", StructureRole.ORGAN_AT_RISK, Mask.empty(GRID));
    refused(() -> with(List.of(empty), Optional.empty(), Map.of()), "without a voxel");
  }

  @Test
  void structureNamedTwiceIsRefused() {
    Structure structure = CASE.structures().get(0);
    refused(
        () -> with(List.of(structure, structure), Optional.empty(), Map.of()),
        "two structures named 'PTV70'");
  }

  @Test
  void volumesOnOtherGridsAreRefused() {
    Grid shifted =
        Grid.oriented(
            GRID.shape(),
            GRID.spacing(),
            new PatientPoint(-123.4, 56.7, 0.01),
            GRID.alongY(),
            GRID.alongX());
    refused(() -> CASE.withDoseGy(Volume.filled(shifted, 1)), "dose on");
    Structure elsewhere = new Structure("PTV70", StructureRole.TARGET, Mask.full(shifted));
    refused(() -> with(List.of(elsewhere), Optional.empty(), Map.of()), "structure 'PTV70' on");
    refused(() -> with(List.of(), Optional.of(Mask.full(shifted)), Map.of()), "dose region on");
  }

  @Test
  void doseThatIsNegativeOrNotANumberIsRefused() {
    refused(() -> CASE.withDoseGy(Volume.filled(GRID, -0.5f)), "-0.5 Gy");
    refused(() -> CASE.withDoseGy(Volume.filled(GRID, Float.NaN)), "NaN or infinity in the dose");
    refused(
        () -> CASE.withDoseGy(Volume.filled(GRID, Float.POSITIVE_INFINITY)),
        "NaN or infinity in the dose");
  }

  @Test
  void constraintValueThatIsNotANumberIsRefused() {
    refused(
        () -> with(List.of(), Optional.empty(), Map.of("rectum_v70", Double.NaN)), "rectum_v70");
  }

  @Test
  void bodyIsTheOutlineElseTheDoseRegion() {
    assertEquals(CASE.doseRegion().orElseThrow(), CASE.body());
    Mask outline = SyntheticCases.box(GRID, 0, 5);
    Structure external = new Structure("BODY", StructureRole.EXTERNAL, outline);
    assertEquals(outline, with(List.of(external), CASE.doseRegion(), Map.of()).body());
  }

  @Test
  void bodyIsFoundInTheCtWhereNothingElseSaysIt() {
    Grid grid = Grid.axial(GridShape.cube(6), VoxelSpacing.isotropic(2), new PatientPoint(0, 0, 0));
    Mask tissue = SyntheticCases.box(grid, 1, 5);
    float[] hu = new float[grid.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = tissue.contains(i) ? 0 : -1000;
    }
    Case bare =
        new Case(
            "bare",
            "prostate-sib",
            Volume.of(grid, hu),
            List.of(),
            new Prescription(Map.of("PTV70", 70.0)),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    assertEquals(tissue, bare.body());
    refused(bare::requireDoseGy, "no dose");
  }

  @Test
  void prescriptionIsOfAtLeastOneTargetAndPositive() {
    assertEquals(70, new Prescription(Map.of("PTV56", 56.0, "PTV70", 70.0)).highestGy());
    for (Map<String, Double> bad :
        List.<Map<String, Double>>of(Map.of(), Map.of("PTV70", 0.0), Map.of("PTV70", Double.NaN))) {
      assertThrows(IllegalArgumentException.class, () -> new Prescription(bad));
    }
  }

  private static Case with(
      List<Structure> structures, Optional<Mask> doseRegion, Map<String, Double> values) {
    return new Case(
        CASE.id(),
        CASE.protocol(),
        CASE.ctHu(),
        structures,
        CASE.prescription(),
        CASE.doseGy(),
        doseRegion,
        values);
  }

  private static void refused(org.junit.jupiter.api.function.Executable action, String named) {
    DoseDataException e = assertThrows(DoseDataException.class, action);
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}

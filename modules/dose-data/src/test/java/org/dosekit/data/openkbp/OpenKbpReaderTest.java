package org.dosekit.data.openkbp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.StructureRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenKbpReaderTest {
  @TempDir Path folder;

  @Test
  void planningDataComeInPhysicalUnitsWithZToSuperior() {
    Case planned = patientFrom(SyntheticOpenKbp.files()).planned();
    // Voxel 100 of the file is (i, j, k) = (0, 0, 100), 300 is (0, 2, 44), 16384 is (1, 0, 0).
    assertAll(
        () -> assertEquals(new VoxelSpacing(3.906, 3.5, 2.5), planned.grid().spacing()),
        () -> assertEquals(0, planned.ctHu().at(0, 0, 27)),
        () -> assertEquals(50, planned.ctHu().at(0, 0, 26)),
        () -> assertEquals(4095 - 1024, planned.ctHu().at(0, 2, 83), "clipped to 12 bits"),
        () -> assertEquals(-1000, planned.ctHu().at(1, 0, 127)),
        () -> assertEquals(-1024, planned.ctHu().at(5, 5, 5), "omitted voxels are stored zeros"),
        () -> assertEquals(70.125f, planned.requireDoseGy().at(0, 0, 27)),
        () -> assertEquals(0.15f, planned.requireDoseGy().at(1, 0, 127)),
        () -> assertEquals(5, planned.doseRegion().orElseThrow().count()),
        () -> assertTrue(planned.doseRegion().orElseThrow().contains(0, 0, 25)),
        () -> assertTrue(planned.mask("PTV70").orElseThrow().contains(0, 0, 26)),
        () -> assertTrue(planned.mask("Brainstem").orElseThrow().contains(1, 0, 127)));
  }

  @Test
  void rolesAndPrescriptionFollowTheProtocolForPresentStructures() {
    Case planned = patientFrom(SyntheticOpenKbp.files()).planned();
    assertEquals("openkbp-head-neck", planned.protocol());
    assertEquals(Map.of("PTV70", 70.0, "PTV56", 56.0), planned.prescription().doseGyByTarget());
    assertEquals(StructureRole.TARGET, planned.structure("PTV56").orElseThrow().role());
    assertEquals(StructureRole.ORGAN_AT_RISK, planned.structure("Brainstem").orElseThrow().role());
    assertTrue(planned.structure("Larynx").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "tar.gz", "tar.xz", "zip", "folder"})
  void everyContainerGivesTheSamePatients(String container) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("README.md", "not a patient");
    entries.putAll(SyntheticOpenKbp.under("data/train-pats/pt_1", SyntheticOpenKbp.files()));
    entries.putAll(SyntheticOpenKbp.under("data/validation-pats/pt_2", SyntheticOpenKbp.files()));
    entries.putAll(SyntheticOpenKbp.under("data/test-pats/pt_3", SyntheticOpenKbp.files()));
    entries.putAll(SyntheticOpenKbp.under("data/mine/pt_4", SyntheticOpenKbp.files()));
    entries.put("data/predictions/pt_3.csv", ",data\n1,2.0\n");
    Path path = folder.resolve("file-without-extension");
    switch (container) {
      case "tar" -> Files.write(path, SyntheticOpenKbp.tar(entries));
      case "tar.gz" -> Files.write(path, SyntheticOpenKbp.gzip(SyntheticOpenKbp.tar(entries)));
      case "tar.xz" -> Files.write(path, SyntheticOpenKbp.xz(SyntheticOpenKbp.tar(entries)));
      case "zip" -> Files.write(path, SyntheticOpenKbp.zip(entries));
      default -> SyntheticOpenKbp.folder(path, entries);
    }
    Reading reading = Reading.of(path);
    assertEquals(Map.of(), reading.failures());
    Map<String, OpenKbpPart> parts = new LinkedHashMap<>();
    reading.patients().forEach(p -> parts.put(p.id(), p.part()));
    assertEquals(
        Map.of(
            "pt_1", OpenKbpPart.TRAINING,
            "pt_2", OpenKbpPart.VALIDATION,
            "pt_3", OpenKbpPart.TEST,
            "pt_4", OpenKbpPart.UNKNOWN),
        parts);
  }

  @Test
  void onePatientsFolderIsReadAsThatPatientOfItsPart() {
    SyntheticOpenKbp.folder(
        folder, SyntheticOpenKbp.under("test-pats/pt_7", SyntheticOpenKbp.files()));
    OpenKbpPatient patient = Reading.of(folder.resolve("test-pats/pt_7")).patients().get(0);
    assertEquals("pt_7", patient.id());
    assertEquals(OpenKbpPart.TEST, patient.part());
  }

  @Test
  void aBadPatientIsReportedAndTheOthersAreRead() throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.putAll(SyntheticOpenKbp.under("train-pats/pt_1", SyntheticOpenKbp.files()));
    entries.putAll(
        SyntheticOpenKbp.under("train-pats/pt_2", SyntheticOpenKbp.filesWith("ct.csv", "")));
    entries.putAll(SyntheticOpenKbp.under("train-pats/pt_3", SyntheticOpenKbp.files()));
    Path archive = Files.write(folder.resolve("some.tar"), SyntheticOpenKbp.tar(entries));
    Reading reading = Reading.of(archive);
    assertEquals(List.of("pt_1", "pt_3"), reading.ids());
    assertEquals(List.of("pt_2"), List.copyOf(reading.failures().keySet()));
    String message = reading.failure("pt_2");
    assertTrue(message.startsWith("some.tar, pt_2: found no ct.csv"), message);
  }

  @Test
  void whatAConsumerThrowsEndsTheReadingAndReachesTheCaller() {
    SyntheticOpenKbp.folder(folder, SyntheticOpenKbp.under("pt_1", SyntheticOpenKbp.files()));
    IllegalStateException mine = new IllegalStateException("mine");
    OpenKbpReader reader = OpenKbpReader.open(folder);
    assertSame(
        mine,
        assertThrows(
            IllegalStateException.class,
            () ->
                reader.forEach(
                    patient -> {
                      throw mine;
                    },
                    (id, failure) -> {})));
  }

  @Test
  void aFolderWithoutPatientsIsAnError() {
    OpenKbpReader reader = OpenKbpReader.open(folder);
    DoseDataException error =
        assertThrows(DoseDataException.class, () -> reader.forEach(p -> {}, (id, failure) -> {}));
    assertTrue(error.getMessage().contains("no patient"), error.getMessage());
    Path absent = folder.resolve("absent");
    assertThrows(DoseDataException.class, () -> OpenKbpReader.open(absent));
  }

  @Test
  void theSameReaderReadsTwice() {
    SyntheticOpenKbp.folder(folder, SyntheticOpenKbp.under("pt_1", SyntheticOpenKbp.files()));
    OpenKbpReader reader = OpenKbpReader.open(folder);
    for (int time = 0; time < 2; time++) {
      int[] count = {0};
      reader.forEach(patient -> count[0]++, (id, failure) -> assertFalse(true, id));
      assertEquals(1, count[0]);
    }
  }

  private OpenKbpPatient patientFrom(Map<String, String> files) {
    SyntheticOpenKbp.folder(folder, SyntheticOpenKbp.under("pt_1", files));
    return Reading.of(folder).patients().get(0);
  }
}

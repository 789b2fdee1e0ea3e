package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.file.DicomWriter;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientFoldersTest {
  /** PS3.4, B.5: Media Storage Directory, and Secondary Capture. */
  private static final List<String> OF_NO_PLAN =
      List.of("1.2.840.10008.1.3.10", "1.2.840.10008.5.1.4.1.1.7");

  @TempDir Path root;
  private Path first;
  private Path second;

  @BeforeEach
  void twoPatients() throws IOException {
    first = Files.createDirectories(root.resolve("a"));
    second = Files.createDirectories(root.resolve("b"));
    write(slice("1"), first.resolve("x"));
    write(slice("2"), second.resolve("x"));
  }

  @Test
  void eachFolderIsAPatient() {
    assertEquals(List.of(first, second), PatientFolders.of(root));
  }

  @Test
  void aFolderOfObjectsIsOnePatient() {
    assertEquals(List.of(first), PatientFolders.of(first));
    write(slice("3"), root.resolve("loose"));
    assertEquals(List.of(root), PatientFolders.of(root));
  }

  @Test
  void seriesOfOnePatientAreOnePatient() {
    write(slice("1"), second.resolve("x"));
    assertEquals(List.of(root), PatientFolders.of(root));
  }

  /** A directory of the medium, a screenshot, notes: at the root they make no patient. */
  @Test
  void whatIsOfNoPlanDoesNotCount() throws IOException {
    for (String sopClass : OF_NO_PLAN) {
      DataSetBuilder other =
          DataSetBuilder.ofFile()
              .text(Attribute.SOP_CLASS_UID, sopClass)
              .text(Attribute.SOP_INSTANCE_UID, "2.25.9");
      write(other, root.resolve("DICOMDIR"));
      write(other, first.resolve("DICOMDIR"));
      write(other, second.resolve("DICOMDIR"));
      assertEquals(List.of(first, second), PatientFolders.of(root));
      write(slice("1"), second.resolve("x"));
      assertEquals(List.of(root), PatientFolders.of(root), "of one patient, past the DICOMDIR");
      write(slice("2"), second.resolve("x"));
    }
    Files.writeString(root.resolve("notes.txt"), "notes");
    Files.createSymbolicLink(root.resolve("linked"), first.resolve("x"));
    assertEquals(List.of(first, second), PatientFolders.of(root));
  }

  /** It may be a slice: the import says so, rather than to go on without. */
  @Test
  void aDamagedFileAtTheRootMakesAPatient() throws IOException {
    Files.write(root.resolve("slice.dcm"), new byte[200]);
    assertEquals(List.of(root), PatientFolders.of(root));
  }

  @Test
  void messagesDoNotNameTheFolder() throws IOException {
    Path empty = Files.createDirectories(root.resolve("DOE^JOHN"));
    for (Path place : List.of(empty, empty.resolve("absent"))) {
      DoseDataException e = assertThrows(DoseDataException.class, () -> PatientFolders.of(place));
      assertTrue(e.getMessage().startsWith("source folder"), e.getMessage());
      assertFalse(e.getMessage().contains("DOE"), e.getMessage());
    }
  }

  private static DataSetBuilder slice(String patientId) {
    return SyntheticStudy.ctSlice(1, 0).text(Attribute.PATIENT_ID, patientId);
  }

  private static void write(DataSetBuilder builder, Path file) {
    DicomWriter.write(builder.build(), file);
  }
}

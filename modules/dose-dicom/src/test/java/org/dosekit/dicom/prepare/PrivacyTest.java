package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.Test;

/** Nothing that identifies a patient comes through, and pseudonyms that cannot be led back. */
class PrivacyTest extends StudyFixture {
  /** Names, ids and dates of every text attribute and private ones: none comes through. */
  @Test
  void nothingThatIdentifiesComesThrough() throws IOException {
    for (int i = 0; i < SyntheticStudy.SLICES; i++) {
      plant(SyntheticStudy.ct().get(i), "CT" + i);
    }
    plant(
        SyntheticStudy.structures(
            PTV70, RECTUM, new Box("PLANTED roi", "PLANTED", -3, 3, -9, -5, 0)),
        "RS");
    plant(SyntheticStudy.plan(70), "RP");
    plant(SyntheticStudy.dose(WHOLE), "RD");
    importIt();
    try (Stream<Path> files = Files.walk(cohort)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        requireFree(cohort.relativize(file).toString());
        if (file.toString().endsWith(".npz")) {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            for (var entry : zip.stream().toList()) {
              byte[] bytes = zip.getInputStream(entry).readAllBytes();
              requireFree(new String(bytes, StandardCharsets.ISO_8859_1));
            }
          }
        } else {
          requireFree(Files.readString(file));
        }
      }
    }
    plant(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_TYPE, "PLANTED"), "RD");
    requireFree(refusal().getMessage());
    plant(SyntheticStudy.dose(WHOLE), "RD");
    plant(SyntheticStudy.plan(66), "RP");
    requireFree(refusal().getMessage());
    Files.write(source.resolve("PLANTED.dcm"), new byte[10]);
    requireFree(refusal().getMessage());
  }

  /** Writes an object with a name or a date in every text that is not read, and private ones. */
  private void plant(DataSetBuilder object, String name) throws IOException {
    for (Attribute text :
        List.of(
            Attribute.ACCESSION_NUMBER,
            Attribute.MANUFACTURER,
            Attribute.REFERRING_PHYSICIAN_NAME,
            Attribute.STUDY_DESCRIPTION,
            Attribute.SERIES_DESCRIPTION,
            Attribute.OPERATORS_NAME,
            Attribute.MANUFACTURER_MODEL_NAME,
            Attribute.PATIENT_NAME,
            Attribute.PATIENT_SEX,
            Attribute.SOFTWARE_VERSIONS,
            Attribute.PATIENT_POSITION,
            Attribute.STUDY_ID,
            Attribute.POSITION_REFERENCE_INDICATOR,
            Attribute.DOSE_COMMENT,
            Attribute.STRUCTURE_SET_LABEL,
            Attribute.RT_PLAN_LABEL,
            Attribute.RT_PLAN_GEOMETRY,
            Attribute.MODALITY)) {
      object.text(text, "PLANTED^" + text.keyword());
    }
    for (Attribute date :
        List.of(
            Attribute.INSTANCE_CREATION_DATE, Attribute.STUDY_DATE, Attribute.PATIENT_BIRTH_DATE)) {
      object.text(date, "19610203");
    }
    write(object, name);
    byte[] secret = "PLANTED^SECRET".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer element = ByteBuffer.allocate(8 + secret.length).order(ByteOrder.LITTLE_ENDIAN);
    // (7FE1,1001) LO: private, as its group is odd.
    element.putShort((short) 0x7FE1).putShort((short) 0x1001).put((byte) 'L').put((byte) 'O');
    element.putShort((short) secret.length).put(secret);
    Files.write(source.resolve(name), element.array(), StandardOpenOption.APPEND);
  }

  /** UIDs of the study too: those of the plan, the frame, the series and the study. */
  private static void requireFree(String text) {
    for (String secret :
        List.of("PLANTED", "19610203", "20110920", "2.25.100", "2.25.300", "2.25.500")) {
      assertFalse(text.contains(secret), secret);
    }
  }

  @Test
  void idsTellPatientsAndPlansApartAndDependOnTheSalt() {
    DataSet first = SyntheticStudy.plan(70).build();
    DataSet other = SyntheticStudy.plan(70).text(Attribute.PATIENT_ID, "X").build();
    Pseudonyms pseudonyms = Pseudonyms.of(new byte[32]);
    byte[] salt = new byte[32];
    salt[0] = 1;
    String id = pseudonyms.caseId(first, "1.2");
    assertEquals(id, pseudonyms.caseId(first, "1.2"));
    assertEquals(Pseudonyms.patientOf(id), Pseudonyms.patientOf(pseudonyms.caseId(first, "1.3")));
    assertNotEquals(id, pseudonyms.caseId(first, "1.3"));
    assertNotEquals(
        Pseudonyms.patientOf(id), Pseudonyms.patientOf(pseudonyms.caseId(other, "1.2")));
    assertNotEquals(id, Pseudonyms.of(salt).caseId(first, "1.2"));
  }

  @Test
  void aSaltIsMadeOnceAndKept() throws IOException {
    Path file = folder.resolve("salt");
    DataSet plan = SyntheticStudy.plan(70).build();
    String id = Pseudonyms.ofFile(file).caseId(plan, "1.2");
    assertEquals(id, Pseudonyms.ofFile(file).caseId(plan, "1.2"));
    Files.writeString(file, "no salt");
    assertThrows(DoseDataException.class, () -> Pseudonyms.ofFile(file));
  }
}

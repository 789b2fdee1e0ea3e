package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dosekit.core.patient.Case;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.rt.SopClass;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.junit.jupiter.api.Test;

/** Which objects of a folder belong together, and what the others may not do. */
class PlanStudyTest extends StudyFixture {
  /** Defect E: another series beside the planning CT changes nothing. */
  @Test
  void theCtIsTheOneDrawnOn() {
    Case alone = imported();
    for (int i = 0; i < 3; i++) {
      write(
          SyntheticStudy.ctSlice(100 + i, -9 + 2.5 * i)
              .text(Attribute.SERIES_INSTANCE_UID, "2.25.201"),
          "CT_second" + i);
    }
    assertEquals(alone.grid(), imported().grid());
    assertEquals(alone.ctHu().data()[77], imported().ctHu().data()[77]);
  }

  /** Defect F. */
  @Test
  void doseAndFrameMustBeThePlans() {
    DataSet other = SyntheticStudy.reference(SopClass.RT_PLAN, "2.25.501");
    write(
        SyntheticStudy.dose(WHOLE).items(Attribute.REFERENCED_RT_PLAN_SEQUENCE, List.of(other)),
        "RD");
    requireRefused("none of them of the plan");
    write(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_SUMMATION_TYPE, "BEAM"), "RD");
    requireRefused("summation 'BEAM'");
    write(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_UNITS, "RELATIVE"), "RD");
    requireRefused("units 'RELATIVE'");
    write(SyntheticStudy.dose(WHOLE).text(Attribute.FRAME_OF_REFERENCE_UID, "2.25.101"), "RD");
    requireRefused("frames of reference");
  }

  /** CT, structures, plan and dose that refer to one another and are of two patients. */
  @Test
  void objectsOfTwoPatientsAreRefused() {
    for (String name : List.of("RS", "RP", "RD", "CT_extra")) {
      DataSetBuilder object =
          switch (name) {
            case "RS" -> SyntheticStudy.structures(PTV70, RECTUM);
            case "RP" -> SyntheticStudy.plan(70);
            case "RD" -> SyntheticStudy.dose(WHOLE);
            default -> SyntheticStudy.ctSlice(20, 15);
          };
      write(object.text(Attribute.PATIENT_ID, "ANOTHER"), name);
      requireRefused("of 2 patient ids");
      assertFalse(refusal().getMessage().contains("ANOTHER"));
      // Without an id it may be anyone's: references and frame decide.
      write(object.text(Attribute.PATIENT_ID), name);
      importIt();
    }
  }

  @Test
  void whatIsOfNoUseDoesNoHarm() throws IOException {
    Case alone = imported();
    write(other("1.2.840.10008.1.3.10"), "DICOMDIR");
    write(other("1.2.840.10008.5.1.4.1.1.2.1"), "enhanced");
    write(other("1.2.840.10008.5.1.4.1.1.481.8"), "ion");
    write(SyntheticStudy.ctSlice(40, 0).text(Attribute.IMAGE_TYPE, "O", "P", "LOCALIZER"), "loc");
    // A beam's dose and a bare DVH beside the plan's dose, neither on a grid that could be used.
    write(
        SyntheticStudy.dose(WHOLE)
            .text(Attribute.DOSE_SUMMATION_TYPE, "BEAM")
            .numbers(Attribute.IMAGE_ORIENTATION_PATIENT, 1, 0, 0, 0, 0, -1),
        "beam");
    write(
        other(SopClass.RT_DOSE.uid())
            .text(Attribute.DOSE_SUMMATION_TYPE, "PLAN")
            .items(
                Attribute.REFERENCED_RT_PLAN_SEQUENCE,
                List.of(SyntheticStudy.reference(SopClass.RT_PLAN, SyntheticStudy.PLAN))),
        "dvh");
    // A secondary capture that ends in the middle.
    write(other("1.2.840.10008.5.1.4.1.1.7"), "capture.dcm");
    byte[] whole = Files.readAllBytes(source.resolve("capture.dcm"));
    Files.write(source.resolve("capture.dcm"), Arrays.copyOf(whole, whole.length - 3));
    Case among = imported();
    assertEquals(alone.grid(), among.grid());
    assertArrayEquals(alone.requireDoseGy().data(), among.requireDoseGy().data());
  }

  /** What may be one of the plan's objects is never passed over for being damaged. */
  @Test
  void damageInAPlansObjectIsAnError() throws IOException {
    for (String name : List.of("RS", "RP", "RD", "CT4")) {
      byte[] whole = Files.readAllBytes(source.resolve(name));
      Files.write(source.resolve(name), Arrays.copyOf(whole, whole.length - 3));
      requireRefused(", file ");
      Files.write(source.resolve(name), whole);
    }
    importIt();
  }

  @Test
  void ionPlansAndEnhancedCtsAreRefusedByNameWhereNothingElseIsThere() throws IOException {
    write(other("1.2.840.10008.5.1.4.1.1.481.8"), "RP");
    requireRefused("an RT ion plan and no other");
    write(SyntheticStudy.plan(70), "RP");
    try (Stream<Path> files = Files.list(source)) {
      for (Path file :
          files.filter(f -> String.valueOf(f.getFileName()).startsWith("CT")).toList()) {
        Files.delete(file);
      }
    }
    requireRefused("0 CT series");
    write(other("1.2.840.10008.5.1.4.1.1.2.1"), "CT");
    requireRefused("an enhanced CT image and no other");
  }

  private static DataSetBuilder other(String sopClass) {
    return DataSetBuilder.ofFile()
        .text(Attribute.SOP_CLASS_UID, sopClass)
        .text(Attribute.SOP_INSTANCE_UID, "2.25.900")
        .text(Attribute.PATIENT_ID, "PLANTED-ID");
  }

  @Test
  void severalOfAKindAreListed() {
    write(SyntheticStudy.plan(60).text(Attribute.SOP_INSTANCE_UID, "2.25.502"), "RP2");
    write(
        SyntheticStudy.dose(WHOLE)
            .text(Attribute.SOP_INSTANCE_UID, "2.25.602")
            .items(
                Attribute.REFERENCED_RT_PLAN_SEQUENCE,
                List.of(SyntheticStudy.reference(SopClass.RT_PLAN, "2.25.502"))),
        "RD2");
    requireRefused("2 plans: [70.0 Gy] of 0 beams with a dose; [60.0 Gy]");
  }

  @Test
  void doseOfSeveralPlansIsNotAPlansDose() {
    write(SyntheticStudy.dose(WHOLE).text(Attribute.DOSE_SUMMATION_TYPE, "MULTI_PLAN"), "RD");
    requireRefused("MULTI_PLAN");
  }
}

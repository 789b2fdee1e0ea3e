package org.dosekit.dicom.rt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSetBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtDoseTest {
  @TempDir Path folder;
  private int doses;

  @Test
  void bothFormsOfTheOffsetVectorAreTheSameDose() {
    RtDose relative = read(SyntheticStudy.dose(0, 5, 10));
    RtDose absolute = read(SyntheticStudy.dose(-10, -5, 0));
    assertEquals(new GridShape(4, 5, 3), relative.grid().shape());
    assertEquals(new PatientPoint(-25, -40, -10), relative.grid().origin());
    assertTrue(relative.grid().matches(absolute.grid()));
    assertArrayEquals(relative.volume().data(), absolute.volume().data());
    // Frame 2, row 3, column 1 holds 2000 + 3*5 + 1, a thousandth of a Gy each.
    assertEquals(2.016f, relative.volume().at(3, 1, 2));
  }

  @Test
  void framesFromHeadToFeetAreTurned() {
    RtDose descending = read(SyntheticStudy.dose(0, -5, -10));
    assertEquals(-20, descending.grid().origin().zMm());
    assertEquals(2.016f, descending.volume().at(3, 1, 0));
  }

  @Test
  void offsetsOfAPatientWhoLiesFeetFirstRunAlongTheNormal() {
    RtDose dose =
        read(
            SyntheticStudy.dose(0, 5, 10)
                .numbers(Attribute.IMAGE_ORIENTATION_PATIENT, -1, 0, 0, 0, 1, 0));
    assertEquals(-20, dose.grid().origin().zMm());
    assertEquals(-25 - 40, dose.grid().origin().xMm());
    // Column 1 of 5 counted from the left is x 3; frame 2 is the lowest.
    assertEquals(2.016f, dose.volume().at(3, 3, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "DOSE_UNITS, RELATIVE, units 'RELATIVE'",
    "DOSE_TYPE, EFFECTIVE, type 'EFFECTIVE'",
    "DOSE_SUMMATION_TYPE, BEAM, summation 'BEAM'"
  })
  void onlyThePhysicalDoseOfAPlanIsAReference(Attribute attribute, String value, String reason) {
    DoseDescription dose = read(SyntheticStudy.dose().text(attribute, value)).description();
    DoseDataException e = assertThrows(DoseDataException.class, dose::requirePhysicalPlanDose);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void damagedGeometryIsRefused() {
    requireRefused(SyntheticStudy.dose(3, 8, 13), "neither 0 nor");
    requireRefused(SyntheticStudy.dose(0, 5, 11), "apart");
    requireRefused(
        SyntheticStudy.dose().numbers(Attribute.GRID_FRAME_OFFSET_VECTOR, 0, 5), "2 offsets for 3");
    requireRefused(SyntheticStudy.dose().numbers(Attribute.DOSE_GRID_SCALING, -1), "a scale of");
    requireRefused(
        SyntheticStudy.dose()
            .numbers(Attribute.NUMBER_OF_FRAMES, 1)
            .numbers(Attribute.GRID_FRAME_OFFSET_VECTOR, 0),
        "single dose plane");
  }

  /** The difference of two doses, and a scale gone wrong. */
  @Test
  void aValueThatIsNoDoseIsRefused() {
    byte[] negative = new byte[4 * 4 * 5 * 3];
    Arrays.fill(negative, 4, 8, (byte) -1);
    RtDose difference =
        read(
            SyntheticStudy.dose()
                .numbers(Attribute.PIXEL_REPRESENTATION, 1)
                .bytes(Attribute.PIXEL_DATA, negative));
    DoseDataException below = assertThrows(DoseDataException.class, difference::volume);
    assertTrue(below.getMessage().contains("a dose of -0.001"), below.getMessage());
    RtDose huge = read(SyntheticStudy.dose().numbers(Attribute.DOSE_GRID_SCALING, 1e300));
    DoseDataException above = assertThrows(DoseDataException.class, huge::volume);
    assertTrue(above.getMessage().contains("a dose of 1.0E300"), above.getMessage());
  }

  @Test
  void moreThanTheFileHoldsIsNeverPromised() {
    for (Attribute size : new Attribute[] {Attribute.ROWS, Attribute.COLUMNS}) {
      requireRefused(SyntheticStudy.dose().numbers(size, 0), "an image of");
      requireRefused(SyntheticStudy.dose().numbers(size, 65535), "pixel data for at most");
    }
    requireRefused(
        SyntheticStudy.dose().numbers(Attribute.NUMBER_OF_FRAMES, 2e9), "pixel data for at most");
  }

  @Test
  void theReferencedPlanIsKnown() {
    assertEquals(
        List.of(SyntheticStudy.PLAN), read(SyntheticStudy.dose()).description().planUids());
  }

  /** Pixels are read late, so each dose has a file of its own. */
  private RtDose read(DataSetBuilder dose) {
    return RtDose.of(SyntheticStudy.file(dose, folder, "RD" + doses++));
  }

  private void requireRefused(DataSetBuilder dose, String reason) {
    var file = SyntheticStudy.file(dose, folder, "RD");
    DoseDataException e = assertThrows(DoseDataException.class, () -> RtDose.of(file));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}

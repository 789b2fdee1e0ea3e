package org.dosekit.dicom.rt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSetBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CtSeriesTest {
  @TempDir Path folder;

  /** Head or feet first, supine or prone: the voxels are where the patient is (defects C and D). */
  @ParameterizedTest
  @CsvSource({
    "HFS, 1, 1",
    "HFP, -1, -1",
    "FFS, -1, 1",
    "FFP, 1, -1",
  })
  void everyPatientPositionGivesTheSameVolume(String position, double x, double y) {
    List<DataSetBuilder> slices = SyntheticStudy.ct(x, 0, 0, 0, y, 0);
    slices.forEach(slice -> slice.text(Attribute.PATIENT_POSITION, position));
    CtSeries ct = CtSeries.of("ct", SyntheticStudy.files(slices, folder));
    assertEquals(new GridShape(20, 24, 10), ct.grid().shape());
    assertEquals(new VoxelSpacing(2, 3, 2.5), ct.grid().spacing());
    assertEquals(new PatientPoint(-30, -40, -10), ct.grid().origin());
    requireRamp(ct.volumeHu());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "-1, -1"})
  void aBoxIsThatPartOfTheWhole(double x, double y) {
    CtSeries ct =
        CtSeries.of("ct", SyntheticStudy.files(SyntheticStudy.ct(x, 0, 0, 0, y, 0), folder));
    Volume part = ct.volumeHu(new GridBox(new GridShape(7, 5, 3), 4, 6, 2));
    assertEquals(new PatientPoint(-30 + 18, -40 + 8, -5), part.grid().origin());
    requireRamp(part);
  }

  private static void requireRamp(Volume hu) {
    GridShape shape = hu.grid().shape();
    float[] expected = new float[shape.voxelCount()];
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        for (int z = 0; z < shape.nz(); z++) {
          PatientPoint p = hu.grid().toPatient(y, x, z);
          expected[shape.index(y, x, z)] = (float) SyntheticStudy.huAt(p.xMm(), p.yMm(), p.zMm());
        }
      }
    }
    assertArrayEquals(expected, hu.data());
  }

  @Test
  void missingDuplicateAndUnevenSlicesAreFound() {
    List<DataSetBuilder> missing = SyntheticStudy.ct();
    missing.remove(4);
    requireRefused(missing, "1 slices missing");
    List<DataSetBuilder> twice = SyntheticStudy.ct();
    twice.add(SyntheticStudy.ctSlice(77, -5));
    requireRefused(twice, "1 slices at the place of another");
    List<DataSetBuilder> uneven = SyntheticStudy.ct();
    uneven.set(3, SyntheticStudy.ctSlice(78, 5.9));
    requireRefused(uneven, "apart");
  }

  @Test
  void aTiltIsRefusedHoweverItShows() {
    List<DataSetBuilder> declared = SyntheticStudy.ct();
    declared.forEach(slice -> slice.numbers(Attribute.GANTRY_DETECTOR_TILT, 12));
    requireRefused(declared, "gantry tilt of 12.0 degrees");
    List<DataSetBuilder> sheared = new ArrayList<>();
    for (int z = 0; z < 4; z++) {
      sheared.add(
          SyntheticStudy.ctSlice(z, 2.5 * z)
              .numbers(Attribute.IMAGE_POSITION_PATIENT, -30, -40 + z, 2.5 * z));
    }
    requireRefused(sheared, "shifted against one another");
    double cos = Math.cos(Math.toRadians(10));
    double sin = Math.sin(Math.toRadians(10));
    requireRefused(SyntheticStudy.ct(1, 0, 0, 0, cos, -sin), "oblique image, 10.00 degrees");
  }

  @Test
  void otherOrientationsAreRefusedByName() {
    requireRefused(SyntheticStudy.ct(0, 1, 0, 0, 0, -1), "sagittal");
    requireRefused(SyntheticStudy.ct(1, 0, 0, 0, 0, -1), "coronal");
    double cos = Math.cos(Math.toRadians(5));
    double sin = Math.sin(Math.toRadians(5));
    requireRefused(SyntheticStudy.ct(cos, sin, 0, -sin, cos, 0), "turned or tilted by 5.00");
  }

  @Test
  void aSecondSeriesIsNotMerged() {
    List<DataSetBuilder> slices = SyntheticStudy.ct();
    slices.add(SyntheticStudy.ctSlice(50, 15).text(Attribute.SERIES_INSTANCE_UID, "2.25.999"));
    requireRefused(slices, "2 different values of SeriesInstanceUID");
  }

  @Test
  void aFileIsWhatItsSopClassSays() {
    List<DataSetBuilder> slices = SyntheticStudy.ct();
    slices.add(SyntheticStudy.dose().text(Attribute.MODALITY, "CT"));
    requireRefused(slices, "an RT dose");
  }

  /** What lies outside the scanner's circle is air, whichever number stands there. */
  @ParameterizedTest
  @CsvSource({
    "3900, -1000, -1050",
    "3900 4000, -1000, -1000",
    "4000 3900, -1000, -1000",
    // Water as padding is a writer's mistake: nothing of it becomes air.
    "5000, -1100, -1050",
    "3900 5000, -1100, -1050",
    "'', -1100, -1050"
  })
  void paddingIsAirUnlessItWouldBeTissue(String padding, float ofFirst, float ofSecond) {
    // Stored values are HU + 5000.
    int[] range =
        Stream.of(padding.split(" "))
            .filter(p -> !p.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    Volume hu = padded(3900, 3950, 0, -5000, range);
    assertEquals(ofFirst, hu.at(0, 0, 0));
    assertEquals(ofSecond, hu.at(0, 1, 0));
    assertEquals(0, hu.at(0, 2, 0));
  }

  @Test
  void paddingOfSignedPixelsIsSignedHoweverItIsWritten() {
    Volume hu = padded(-2000, -1500, 1, 0, -2000);
    assertEquals(-1000, hu.at(0, 0, 0));
    assertEquals(-1500, hu.at(0, 1, 0));
  }

  /** A CT whose first row begins with two given values; the others are 5000. */
  private Volume padded(int first, int second, int signed, int intercept, int... padding) {
    ByteBuffer pixels =
        ByteBuffer.allocate(2 * SyntheticStudy.ROWS * SyntheticStudy.COLUMNS)
            .order(ByteOrder.LITTLE_ENDIAN);
    pixels.putShort((short) first).putShort((short) second);
    while (pixels.hasRemaining()) {
      pixels.putShort((short) 5000);
    }
    List<DataSetBuilder> slices = SyntheticStudy.ct();
    for (DataSetBuilder slice : slices) {
      slice
          .numbers(Attribute.PIXEL_REPRESENTATION, signed)
          .numbers(Attribute.RESCALE_INTERCEPT, intercept)
          .bytes(Attribute.PIXEL_DATA, pixels.array());
      if (padding.length > 0) {
        slice.numbers(Attribute.PIXEL_PADDING_VALUE, padding[0]);
      }
      if (padding.length > 1) {
        slice.numbers(Attribute.PIXEL_PADDING_RANGE_LIMIT, padding[1]);
      }
    }
    return CtSeries.of("ct", SyntheticStudy.files(slices, folder)).volumeHu();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "1e9, 0", "1, 1e9"})
  void aScaleThatGivesNoHuIsRefused(double slope, double intercept) {
    List<DataSetBuilder> slices = SyntheticStudy.ct();
    slices.forEach(
        slice ->
            slice
                .numbers(Attribute.RESCALE_SLOPE, slope)
                .numbers(Attribute.RESCALE_INTERCEPT, intercept));
    requireRefused(slices, "a scale that does not give HU");
  }

  private void requireRefused(List<DataSetBuilder> slices, String reason) {
    var files = SyntheticStudy.files(slices, folder);
    DoseDataException e = assertThrows(DoseDataException.class, () -> CtSeries.of("ct", files));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}

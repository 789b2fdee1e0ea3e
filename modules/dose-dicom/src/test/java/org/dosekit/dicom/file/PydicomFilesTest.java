package org.dosekit.dicom.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The encodings of pydicom's test files; values as pydicom 3.0.2 reads them. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class PydicomFilesTest {
  @ParameterizedTest
  @CsvSource({
    "CT_small.dcm, EXPLICIT_LITTLE_ENDIAN, 1, 14826310.0, 128.0, 2191.0",
    "MR_small_RLE.dcm, RLE, 1, 2125338.0, 127.0, 2145.0",
    "MR_small_bigendian.dcm, EXPLICIT_BIG_ENDIAN, 1, 2125338.0, 127.0, 2145.0",
    "MR_small_implicit.dcm, IMPLICIT_LITTLE_ENDIAN, 1, 2125338.0, 127.0, 2145.0",
    "image_dfl.dcm, DEFLATED, 1, 33322688.0, 0.0, 255.0",
    "rtdose.dcm, IMPLICIT_LITTLE_ENDIAN, 15, 1519910000.0, 795000.0, 1254000.0",
    "rtdose_1frame.dcm, IMPLICIT_LITTLE_ENDIAN, 1, 101378000.0, 795000.0, 1254000.0",
    "rtdose_rle.dcm, RLE, 15, 1519910000.0, 795000.0, 1254000.0",
    "rtdose_rle_1frame.dcm, RLE, 1, 101378000.0, 795000.0, 1254000.0"
  })
  void pixelsAreThoseOfPydicom(
      String name, TransferSyntax syntax, int frames, double sum, double min, double max) {
    DicomFile file = read(name);
    PixelData pixels = PixelData.of(file);
    assertEquals(syntax, file.syntax());
    assertEquals(frames, pixels.frames());
    double[] all =
        IntStream.range(0, frames)
            .mapToObj(pixels::frame)
            .flatMapToDouble(DoubleStream::of)
            .toArray();
    assertEquals(sum, DoubleStream.of(all).sum());
    assertEquals(min, DoubleStream.of(all).min().orElseThrow());
    assertEquals(max, DoubleStream.of(all).max().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "J2K_pixelrep_mismatch.dcm, JPEG 2000 lossless",
    "JPEG-LL.dcm, 'JPEG lossless, first-order prediction'",
    "JPGLosslessP14SV1_1s_1f_8b.dcm, 'JPEG lossless, first-order prediction'",
    "MR_small_jp2klossless.dcm, JPEG 2000 lossless",
    "MR_small_jpeg_ls_lossless.dcm, JPEG-LS lossless"
  })
  void otherCompressionsParseAndTheirPixelsAreRefusedByName(String name, String compression) {
    DicomFile file = read(name);
    assertTrue(file.dataSet().has(Attribute.ROWS));
    DoseDataException e = assertThrows(DoseDataException.class, () -> PixelData.of(file));
    assertTrue(e.getMessage().contains(compression), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtstruct.dcm",
        "rtplan.dcm",
        "UN_sequence.dcm",
        "nested_priv_SQ.dcm",
        "priv_SQ.dcm"
      })
  void filesWithoutPixelsParse(String name) {
    read(name);
  }

  @Test
  void aFileThatBeginsWithAStrayByteIsNoDicom() {
    DoseDataException e = assertThrows(DoseDataException.class, () -> read("no_meta.dcm"));
    assertTrue(e.getMessage().contains("neither DICM"), e.getMessage());
  }

  @Test
  void coloursAreRefused() {
    DicomFile file = read("ExplVR_BigEnd.dcm");
    DoseDataException e = assertThrows(DoseDataException.class, () -> PixelData.of(file));
    assertTrue(e.getMessage().contains("3 samples"), e.getMessage());
  }

  @Test
  void aTruncatedFileIsRefusedAsSuch() {
    DoseDataException e = assertThrows(DoseDataException.class, () -> read("rtplan_truncated.dcm"));
    assertTrue(e.getMessage().contains("are left"), e.getMessage());
  }

  @Test
  void rleAndNativeDosesAreTheSame() {
    for (String suffix : new String[] {"", "_1frame"}) {
      PixelData stored = PixelData.of(read("rtdose" + suffix + ".dcm"));
      PixelData packed = PixelData.of(read("rtdose_rle" + suffix + ".dcm"));
      for (int frame = 0; frame < stored.frames(); frame++) {
        assertArrayEquals(stored.frame(frame), packed.frame(frame));
      }
    }
  }

  @Test
  void aPlansPrescriptionIsRead() {
    // pydicom's own test: BeamSequence[0].ControlPointSequence[0]...LeafJawPositions = [-100, 100].
    DataSet plan = read("rtplan.dcm").dataSet();
    DataSet point =
        plan.items(Attribute.BEAM_SEQUENCE).get(0).items(Attribute.CONTROL_POINT_SEQUENCE).get(0);
    assertArrayEquals(
        new double[] {-100, 100},
        point
            .items(Attribute.BEAM_LIMITING_DEVICE_POSITION_SEQUENCE)
            .get(0)
            .numbers(Attribute.LEAF_JAW_POSITIONS));
  }

  private static DicomFile read(String name) {
    return DicomFile.read(Path.of(System.getenv("DOSEKIT_DATA"), "dicom/pydicom-testfiles", name));
  }
}

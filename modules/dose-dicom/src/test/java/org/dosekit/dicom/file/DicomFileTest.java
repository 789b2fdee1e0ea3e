package org.dosekit.dicom.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DicomFileTest {
  @Test
  void whatIsWrittenReadsBack() throws IOException {
    DataSet item = new DataSetBuilder().numbers(Attribute.ROI_NUMBER, 3).build();
    DataSet written =
        file()
            .text(Attribute.PATIENT_NAME, "Пример^Ä")
            .text(Attribute.STUDY_DATE)
            .numbers(Attribute.IMAGE_POSITION_PATIENT, -0.1, 1e-7, 123.4567890123456)
            .numbers(Attribute.ROWS, 65535)
            .items(Attribute.STRUCTURE_SET_ROI_SEQUENCE, List.of(item, item))
            .bytes(Attribute.PIXEL_DATA, new byte[] {1, 2, 3})
            .build();
    DicomFile read = DicomFile.parse("test", bytes(written));
    assertEquals(TransferSyntax.EXPLICIT_LITTLE_ENDIAN, read.syntax());
    assertEquals(Optional.of("Пример^Ä"), read.dataSet().string(Attribute.PATIENT_NAME));
    assertFalse(read.dataSet().has(Attribute.STUDY_DATE));
    assertArrayEquals(
        new double[] {-0.1, 1e-7, 123.4567890123456},
        read.dataSet().numbers(Attribute.IMAGE_POSITION_PATIENT),
        1e-11);
    assertEquals(65535, read.dataSet().requireInteger(Attribute.ROWS));
    assertEquals(
        3,
        read.dataSet()
            .items(Attribute.STRUCTURE_SET_ROI_SEQUENCE)
            .get(1)
            .requireInteger(Attribute.ROI_NUMBER));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.1", "-1234567.123456789, -1234567.1234568", "1e-300, 1.0E-300", "70, 70"})
  void aDecimalStringHasAtMostSixteenCharacters(double value, String text) {
    assertEquals(text, DataSetBuilder.decimalString(value));
  }

  @Test
  void privateAndUnknownElementsArePassedOver() {
    // (0009,0010) LO private creator, (0009,1001) SQ of undefined length with an item, then Rows.
    byte[] bytes =
        implicit(
            "08006000 02000000 4354"
                + "09001000 04000000 54455354"
                + "09000110 FFFFFFFF FEFF00E0 FFFFFFFF 10001000 02000000 5858 FEFF0DE0 00000000"
                + " FEFFDDE0 00000000"
                + "28001000 02000000 0200");
    DataSet dataSet = DicomFile.parse("test", bytes).dataSet();
    assertEquals(List.of(Attribute.MODALITY, Attribute.ROWS), dataSet.attributes());
  }

  @Test
  void aSequenceHiddenInUnIsReadAsImplicit() {
    // Explicit little-endian: Modality CS; (3006,0020) UN of 18 bytes: an item with ROINumber "7 ".
    byte[] bytes =
        implicit(
            "08006000 4353 0200 4354"
                + "06302000 554E 0000 12000000 FEFF00E0 0A000000 06302200 02000000 3720");
    DataSet dataSet = DicomFile.parse("test", bytes).dataSet();
    assertEquals(
        7,
        dataSet
            .items(Attribute.STRUCTURE_SET_ROI_SEQUENCE)
            .get(0)
            .requireInteger(Attribute.ROI_NUMBER));
  }

  @ParameterizedTest
  @CsvSource({
    "a length beyond the end, 08006000 FFFFFF7F 4354, are left",
    "an undefined length of a text, 08006000 FFFFFFFF 4354, undefined length",
    "an item longer than its sequence,"
        + " 08006000 02000000 4354 06302000 08000000 FEFF00E0 40000000, longer than its sequence",
    "an attribute twice, 08006000 02000000 4354 08006000 02000000 4354, twice",
    "a sequence without an end, 08006000 02000000 4354 06302000 FFFFFFFF, does not end",
    "not DICOM at all, 50004B00 02000000 4354, neither DICM"
  })
  void damageIsRefusedWithItsReason(String claim, String hex, String reason) {
    byte[] bytes = implicit(hex);
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> DicomFile.parse("test", bytes), claim);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void endlessNestingIsRefused() {
    byte[] bytes =
        implicit("08006000 02000000 4354" + "06302000 FFFFFFFF FEFF00E0 FFFFFFFF".repeat(10_000));
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> DicomFile.parse("test", bytes));
    assertTrue(e.getMessage().contains("nested"), e.getMessage());
  }

  @Test
  void aDeflateBombIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DicomWriter.write(file().build(), out);
    byte[] whole = out.toByteArray();
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int uid = text.indexOf("1.2.840.10008.1.2.1\0");
    byte[] deflatedUid = "1.2.840.10008.1.2.1.99".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(whole, 0, uid - 2);
    bomb.write(new byte[] {22, 0});
    bomb.write(deflatedUid);
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(new byte[64 << 20]);
    deflater.finish();
    byte[] packed = new byte[1 << 20];
    bomb.write(packed, 0, deflater.deflate(packed));
    deflater.end();
    byte[] bytes = bomb.toByteArray();
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> DicomFile.parse("test", bytes));
    assertTrue(e.getMessage().contains("256 times"), e.getMessage());
  }

  @Test
  void errorsNeverHoldAValue() {
    byte[] bytes = implicit("10001000 0A000000 5345435245545E4E4D45 28001000 02000000 5858");
    DataSet dataSet = DicomFile.parse("test", bytes).dataSet();
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> dataSet.numbers(Attribute.PATIENT_NAME));
    assertFalse(e.getMessage().contains("SECRET"));
    assertFalse(dataSet.toString().contains("SECRET"));
  }

  /** PS3.5, annexes H to K: the standard's own examples. */
  @ParameterizedTest
  @CsvSource({
    "'\\ISO 2022 IR 87', 1B2442 3B3345 44 1B2842, 山田",
    "'\\ISO 2022 IR 149', 1B242943 B1E8C8F1C1DF, 김희중",
    "ISO_IR 13, D4CFC0DE, ﾔﾏﾀﾞ",
    "ISO_IR 100, 4275 63 5E 4AE972 F46D65, Buc^Jérôme",
    "ISO_IR 144, BFE0D8D2D5E2, Привет",
    "ISO_IR 192, E78E8B, 王",
    "GB18030, CDF5, 王"
  })
  void textsComeInTheirCharacterSet(String terms, String hex, String text) {
    byte[] value = HexFormat.of().parseHex(hex.replace(" ", ""));
    Charsets charsets =
        Charsets.of(
            "test",
            new Element.Bytes(
                Vr.CS, ByteOrder.LITTLE_ENDIAN, terms.getBytes(StandardCharsets.US_ASCII)));
    assertEquals(text, charsets.decode(value));
  }

  @Test
  void anUnknownCharacterSetIsRefusedOnlyWhenATextIsAsked() {
    byte[] bytes =
        implicit(
            "08000500 08000000 49534F5F49522039 10001000 02000000 4142 28001000 02000000 0100");
    DataSet dataSet = DicomFile.parse("test", bytes).dataSet();
    assertEquals(1, dataSet.requireInteger(Attribute.ROWS));
    assertThrows(DoseDataException.class, () -> dataSet.string(Attribute.PATIENT_NAME));
  }

  static DataSetBuilder file() {
    return DataSetBuilder.ofFile()
        .text(Attribute.SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.481.2")
        .text(Attribute.SOP_INSTANCE_UID, "2.25.1");
  }

  private static byte[] bytes(DataSet dataSet) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DicomWriter.write(dataSet, out);
    return out.toByteArray();
  }

  private static byte[] implicit(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}

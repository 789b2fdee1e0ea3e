package org.dosekit.core.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.patient.SyntheticCases;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseFileTest {
  private static final Grid GRID = SyntheticCases.obliqueGrid(7, 8, 9);
  private static final Case CASE = SyntheticCases.on(GRID, "case_1");

  @TempDir private Path folder;

  @Test
  void caseReadsBackEqualBitForBit() {
    Case read = roundTrip(CASE);
    assertEquals(CASE.id(), read.id());
    assertEquals(CASE.protocol(), read.protocol());
    assertEquals(CASE.grid(), read.grid());
    assertEquals(CASE.grid().spacing(), read.grid().spacing());
    assertEquals(CASE.structures(), read.structures());
    assertEquals(CASE.prescription(), read.prescription());
    assertEquals(CASE.constraintValues(), read.constraintValues());
    assertEquals(CASE.doseRegion(), read.doseRegion());
    assertSameBits(CASE.ctHu(), read.ctHu());
    assertSameBits(CASE.requireDoseGy(), read.requireDoseGy());
  }

  @Test
  void caseWithoutDoseRegionAndStructuresReadsBack() {
    Case bare =
        new Case(
            "bare",
            "prostate-sib",
            CASE.ctHu(),
            List.of(),
            new Prescription(Map.of("PTV70", 70.0)),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    Case read = roundTrip(bare);
    assertTrue(read.doseGy().isEmpty() && read.doseRegion().isEmpty());
    assertTrue(read.structures().isEmpty() && read.constraintValues().isEmpty());
  }

  @Test
  void sameCaseGivesSameBytes() throws IOException {
    CaseFile.write(CASE, folder.resolve("a.npz"));
    CaseFile.write(CASE, folder.resolve("b.npz"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a.npz")), Files.readAllBytes(folder.resolve("b.npz")));
  }

  @Test
  void wholeHuAreKeptInTwoBytesAndAllElseInFour() {
    assertEquals(NpyType.INT16, typeOfCt(-1024, 0, 3071, -32768, 32767));
    assertEquals(NpyType.INT16, typeOfCt(-0.0f, 1), "rounding makes negative zeros");
    assertEquals(NpyType.FLOAT32, typeOfCt(-1024, 0.5f));
    assertEquals(NpyType.FLOAT32, typeOfCt(32768));
    assertEquals(NpyType.FLOAT32, typeOfCt(-32769));
  }

  /** Nothing beyond what NumPy's own reader understands without pickle. */
  @Test
  void membersAreWhatTheJavadocPromises() {
    CaseFile.write(CASE, folder.resolve("case.npz"));
    try (NpzFile npz = NpzFile.open(folder.resolve("case.npz"))) {
      assertEquals(List.of("ct_hu", "dose_gy", "masks", "dose_region"), npz.arrays());
      assertEquals(List.of("case.json"), npz.texts());
      assertEquals("<f4 [7, 8, 9]", npz.array("dose_gy").toString());
      NpyArray masks = npz.array("masks");
      assertEquals("|u1 [3, 7, 8, 9]", masks.toString());
      byte[] values = masks.toBytes();
      for (int i = 0; i < values.length; i++) {
        boolean inside =
            CASE.structures().get(i / GRID.voxelCount()).mask().contains(i % GRID.voxelCount());
        assertEquals(inside ? 1 : 0, values[i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "dosekit-case/1"              | "dosekit-case/9"               | dosekit-case/9
          "id" : "case_1"               | "id" : "../case_1"             | pseudonym
          "id" : "case_1"               | "patient" : "case_1"           | patient
          "protocol" : "prostate-sib"   | "protocol" : "a b"             | protocol
          "name" : "PTV56"              | "name" : "PTV70"               | two structures
          "name" : "PTV70"              | "name" : ""                    | printable
          "role" : "target"             | "role" : "tumor"               | tumor
          "PTV56" : 56.0                | "PTV56" : 0                    | prescription
          "rectum_v70" : 0.15           | "rectum_v70" : 1e999           | rectum_v70
          [ 7, 8, 9 ]                   | [ 7, 8, 10 ]                   | shape
          [ 7, 8, 9 ]                   | [ 7, 72 ]                      | three dimensions
          [ 7, 8, 9 ]                   | [ 9, 8, 7 ]                    | shape
          [ 7, 8, 9 ]                   | [ 10000, 10000, 10000 ]        | 10000 x 10000
          [ 7, 8, 9 ]                   | [ 7, 8, 99999999999 ]          | 99999999999
          [ 7, 8, 9 ]                   | [ -7, -8, 9 ]                  | -7
          2.7, 3.1, 3.3                 | 2.7, 3.1, -3.3                 | -3.3
          2.7, 3.1, 3.3                 | 2.7, 3.1                       | three dimensions
          "along_x_xyz" : [ 0           | "along_x_xyz" : [ 1            | orthonormal
          "structures" :                | "structure" :                  | structure
          """)
  void inconsistentDescriptionIsRefused(String whole, String damaged, String named) {
    CaseFile.write(CASE, folder.resolve("case.npz"));
    String json = CaseHeader.of(CASE).toJson();
    assertTrue(json.contains(whole), () -> "the row does not apply: " + json);
    refused(
        npz -> {
          npz.text("case.json", json.replaceFirst(java.util.regex.Pattern.quote(whole), damaged));
          voxels(npz, Optional.empty());
        },
        named);
  }

  @ParameterizedTest
  @CsvSource({
    "case.json, case.json",
    "ct_hu, no member 'ct_hu.npy'",
    "masks, no member 'masks.npy'"
  })
  void missingMemberIsRefused(String missing, String named) {
    refused(
        npz -> {
          if (!missing.equals("case.json")) {
            npz.text("case.json", CaseHeader.of(CASE).toJson());
          }
          voxels(npz, Optional.of(missing));
        },
        named);
  }

  @Test
  void unknownMemberIsRefused() {
    refused(
        npz -> {
          whole(npz);
          npz.array("dose", new float[1], 1);
        },
        "unknown members [dose]");
  }

  @Test
  void otherTypesAreRefused() {
    refused(
        npz -> {
          npz.text("case.json", CaseHeader.of(CASE).toJson());
          npz.array("ct_hu", new double[504], 7, 8, 9);
          npz.array("masks", new byte[3 * 504], 3, 7, 8, 9);
        },
        "FLOAT64");
  }

  @Test
  void fewerMasksThanStructuresAreRefused() {
    refused(
        npz -> {
          npz.text("case.json", CaseHeader.of(CASE).toJson());
          npz.array("ct_hu", new float[504], 7, 8, 9);
          npz.array("masks", new byte[2 * 504], 2, 7, 8, 9);
        },
        "[2, 7, 8, 9]");
  }

  @Test
  void masksOfOtherThanZeroAndOneAreRefused() {
    byte[] masks = new byte[3 * 504];
    Arrays.fill(masks, (byte) 1);
    masks[1000] = (byte) 255;
    refused(
        npz -> {
          npz.text("case.json", CaseHeader.of(CASE).toJson());
          npz.array("ct_hu", new float[504], 7, 8, 9);
          npz.array("masks", masks, 3, 7, 8, 9);
        },
        "255");
  }

  @Test
  void notANumberInTheDoseIsRefused() {
    float[] dose = new float[504];
    dose[17] = Float.NaN;
    refused(
        npz -> {
          npz.text("case.json", CaseHeader.of(CASE).toJson());
          voxels(npz, Optional.of("dose_gy"));
          npz.array("dose_gy", dose, 7, 8, 9);
        },
        "NaN or infinity in the dose");
  }

  @Test
  void unwritableTargetLeavesNothingBehind() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    assertThrows(
        DoseDataException.class, () -> CaseFile.write(CASE, notAFolder.resolve("case.npz")));
    assertFalse(Files.exists(folder.resolve("case.npz")));
  }

  private Case roundTrip(Case patient) {
    Path file = folder.resolve(patient.id() + ".npz");
    CaseFile.write(patient, file);
    return CaseFile.read(file);
  }

  private NpyType typeOfCt(float... hu) {
    Grid grid = SyntheticCases.obliqueGrid(1, 1, hu.length);
    Case patient =
        new Case(
            "ct",
            "prostate-sib",
            Volume.of(grid, hu),
            List.of(),
            new Prescription(Map.of("PTV70", 70.0)),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    float[] read = roundTrip(patient).ctHu().data();
    for (int i = 0; i < hu.length; i++) {
      assertEquals(hu[i], read[i], 0.0f);
    }
    try (NpzFile npz = NpzFile.open(folder.resolve("ct.npz"))) {
      return npz.array("ct_hu").type();
    }
  }

  private static void assertSameBits(Volume expected, Volume actual) {
    assertEquals(expected.grid(), actual.grid());
    for (int i = 0; i < expected.data().length; i++) {
      assertEquals(
          Float.floatToRawIntBits(expected.data()[i]), Float.floatToRawIntBits(actual.data()[i]));
    }
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(NpzWriter npz) throws IOException;
  }

  private static void whole(NpzWriter npz) throws IOException {
    npz.text("case.json", CaseHeader.of(CASE).toJson());
    voxels(npz, Optional.empty());
  }

  private static void voxels(NpzWriter npz, Optional<String> without) throws IOException {
    GridShape shape = GRID.shape();
    int[] dimensions = {shape.ny(), shape.nx(), shape.nz()};
    byte[] masks = new byte[3 * GRID.voxelCount()];
    Arrays.fill(masks, (byte) 1);
    if (!without.equals(Optional.of("ct_hu"))) {
      npz.array("ct_hu", CASE.ctHu().data(), dimensions);
    }
    if (!without.equals(Optional.of("dose_gy"))) {
      npz.array("dose_gy", CASE.requireDoseGy().data(), dimensions);
    }
    if (!without.equals(Optional.of("masks"))) {
      npz.array("masks", masks, 3, shape.ny(), shape.nx(), shape.nz());
    }
  }

  private void refused(Content content, String named) {
    Path file = folder.resolve("bad.npz");
    try (NpzWriter npz = NpzWriter.to(Files.newOutputStream(file))) {
      content.writeTo(npz);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    DoseDataException e = assertThrows(DoseDataException.class, () -> CaseFile.read(file));
    assertTrue(e.getMessage().contains("bad.npz"), e.getMessage());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}

package org.dosekit.dicom.original;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.VoxelSpacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file of the original's form, and damaged ones. */
class SmallOriginalFileTest {
  /**
   * NumPy 2.4: np.save of np.array({'script_version': '2.2.0', 'normalization_dose_gy': 70.0,
   * 'voxel_spacing_mm': (1.5, 2.0, 3.0), 'structure_channels': {0: 'PTV70', 1: 'PTV56'}, 'ok':
   * np.bool_(True), 'n': np.uint64(7), 'x': np.float64(0.25)}, dtype=object).
   */
  private static final String METADATA =
      "934e554d5059010076007b276465736372273a20277c4f272c2027666f727472616e5f6f72646572273a"
          + "2046616c73652c20277368617065273a2028292c207d2020202020202020202020202020202020202020"
          + "202020202020202020202020202020202020202020202020202020202020202020202020202020202020"
          + "200a800495d3010000000000008c166e756d70792e5f636f72652e6d756c74696172726179948c0c5f72"
          + "65636f6e7374727563749493948c056e756d7079948c076e6461727261799493944b0085944301629487"
          + "945294284b012968038c0564747970659493948c024f3894898887945294284b038c017c944e4e4e4aff"
          + "ffffff4affffffff4b3f749462895d947d94288c0e7363726970745f76657273696f6e948c05322e322e"
          + "30948c156e6f726d616c697a6174696f6e5f646f73655f6779944740518000000000008c10766f78656c"
          + "5f73706163696e675f6d6d94473ff800000000000047400000000000000047400800000000000087948c"
          + "127374727563747572655f6368616e6e656c73947d94284b008c055054563730944b018c055054563536"
          + "94758c026f6b9468008c067363616c6172949394680b8c02623194898887945294284b03680f4e4e4e4a"
          + "ffffffff4affffffff4b0074946243010194869452948c016e94681e680b8c0275389489888794529428"
          + "4b038c013c944e4e4e4affffffff4affffffff4b007494624308070000000000000094869452948c0178"
          + "94681e680b8c02663894898887945294284b03682a4e4e4e4affffffff4affffffff4b00749462430800"
          + "0000000000d03f948694529475617494622e";

  @TempDir Path folder;

  @Test
  void whatNumPyTwoWritesIsReadAndKnownFaultsAreNamed() throws IOException {
    Path file = Files.write(folder.resolve("a.npz"), original());
    OriginalCaseFile original = OriginalCaseFile.read(file, "case_1");
    assertEquals("2.2.0", original.version());
    // NPZ-SPEC: the first number is the spacing of columns, whatever the label says.
    assertEquals(new VoxelSpacing(2, 1.5, 3), original.patient().grid().spacing());
    assertEquals(Map.of("PTV70", 70.0), original.patient().prescription().doseGyByTarget());
    assertEquals(35, original.patient().requireDoseGy().at(0, 0, 0), 1e-5);
    assertEquals(0, original.patient().ctHu().at(1, 1, 1));
    assertEquals(2, original.warnings().size(), original.warnings().toString());
    assertTrue(original.warnings().get(0).contains("resampled"));
    assertTrue(original.warnings().get(1).contains("PTV70 are nowhere negative"));
    assertEquals(new PlainValue.Flag(true), original.metadata().get("ok").orElseThrow());
    assertEquals(new PlainValue.Numeric(7), original.metadata().get("n").orElseThrow());
    assertEquals(new PlainValue.Numeric(0.25), original.metadata().get("x").orElseThrow());
  }

  @Test
  void valuesThatAreNoDoseAreRefused() throws IOException {
    float[] dose = filled(12, 0.5f);
    dose[7] = Float.NaN;
    requireRefused(original(METADATA, dose, vector(1)), "a dose of NaN");
    requireRefused(original(METADATA, filled(12, 0.5f), vector(4)), "280.0 Gy prescribed to PTV70");
    requireRefused(
        original(METADATA, filled(12, 0.5f), vector(Float.POSITIVE_INFINITY)),
        "prescribed to PTV70");
    requireRefused(original(METADATA, filled(12, 0.5f), vector(0)), "no prescribed target");
    // -70, 8e8 and NaN in place of 70, as the opcode G has it: big-endian doubles.
    for (String scale : List.of("c051800000000000", "41c7d78400000000", "7ff8000000000000")) {
      String metadata = METADATA.replace("474051800000000000", "47" + scale);
      requireRefused(original(metadata, filled(12, 0.5f), vector(1)), "a dose normalised by");
    }
  }

  @Test
  void masksOfOtherNumbersAreRefused() throws IOException {
    byte[] bytes = original(METADATA, filled(12, 0.5f), vector(1), "<f4");
    requireRefused(bytes, "masks of ");
  }

  private void requireRefused(byte[] bytes, String reason) throws IOException {
    Path file = Files.write(folder.resolve("DOE^JOHN.npz"), bytes);
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> OriginalCaseFile.read(file, "case_1"));
    assertTrue(e.getMessage().startsWith("case_1"), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertFalse(e.getMessage().contains("DOE"), e.getMessage());
  }

  @Test
  void damagedFilesAreRefusedOrRead() throws IOException {
    byte[] seed = original();
    SplittableRandom random = new SplittableRandom(20261123);
    Path file = folder.resolve("mutant.npz");
    assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            byte[] mutant = seed.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
              mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            Files.write(file, mutant);
            try {
              OriginalCaseFile.read(file, "case_1");
            } catch (DoseDataException expected) {
              assertTrue(expected.getMessage().startsWith("case_1"), expected.getMessage());
              assertFalse(expected.getMessage().contains("mutant"), expected.getMessage());
              assertNull(expected.getCause());
            } catch (RuntimeException | Error e) {
              fail("mutant " + i, e);
            }
          }
        });
  }

  static byte[] original() throws IOException {
    return original(METADATA, filled(12, 0.5f), vector(1));
  }

  private static byte[] original(String metadata, float[] dose, float[] constraints)
      throws IOException {
    return original(metadata, dose, constraints, "|u1");
  }

  /** 2 x 3 x 2 voxels, two channels of which the second is empty. */
  private static byte[] original(
      String metadata, float[] dose, float[] constraints, String typeOfMasks) throws IOException {
    byte[] masks = new byte[typeOfMasks.equals("|u1") ? 24 : 96];
    masks[3] = 1;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      member(zip, "ct", npy("<f4", "(2, 3, 2)", floats(filled(12, 0.5f))));
      member(zip, "dose", npy("<f4", "(2, 3, 2)", floats(dose)));
      member(zip, "masks", npy(typeOfMasks, "(2, 2, 3, 2)", masks));
      member(zip, "masks_sdf", npy("<f4", "(2, 2, 3, 2)", floats(filled(24, 1))));
      member(zip, "constraints", npy("<f4", "(13,)", floats(constraints)));
      member(zip, "metadata", HexFormat.of().parseHex(metadata));
    }
    return bytes.toByteArray();
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  /** A constraint vector whose first entry is this part of the dose scale, for PTV70. */
  private static float[] vector(float ptv70) {
    float[] constraints = new float[13];
    constraints[0] = ptv70;
    return constraints;
  }

  private static void member(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name + ".npy"));
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] npy(String type, String shape, byte[] values) {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    header = header + " ".repeat(117 - header.length()) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length());
    out.write(0);
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(values);
    return out.toByteArray();
  }

  private static byte[] floats(float[] values) {
    byte[] bytes = new byte[4 * values.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }
}

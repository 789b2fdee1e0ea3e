package org.dosekit.dicom.original;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.npz.NpzFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** npz/README.md: files that the original's own scripts wrote; npz/expected.json. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OriginalCaseFileTest {
  private static final List<String> STRUCTURES =
      List.of("PTV70", "PTV56", "Prostate", "Rectum", "Bladder", "Femur_L", "Femur_R");

  /** expected.json: inplane128, per_channel_count. */
  private static final int[] COUNTS = {20572, 53684, 8781, 12917, 49218, 825, 1101};

  @ParameterizedTest
  @CsvSource({"v2.3, 2.3.0, prostate-sib", "v2.4, 2.4.0, prostate-sib-ptv50"})
  void theOriginalsFilesReadAsTheyWereWritten(String file, String version, String protocol) {
    Path path =
        Path.of(System.getenv("DOSEKIT_DATA"), "npz", "rando_sib_" + file + "_inplane128.npz");
    OriginalCaseFile original = OriginalCaseFile.read(path, "case_0001");
    Case patient = original.patient();
    assertEquals(version, original.version());
    assertEquals(protocol, patient.protocol());
    assertEquals(List.of(), original.warnings());
    assertEquals(new VoxelSpacing(0.9765625, 0.9765625, 2.5), patient.grid().spacing());
    assertEquals(Map.of("PTV70", 70.0, "PTV56", 56.0), patient.prescription().doseGyByTarget());
    for (int c = 0; c < COUNTS.length; c++) {
      assertEquals(COUNTS[c], patient.mask(STRUCTURES.get(c)).orElseThrow().count());
    }
    assertArrayEquals(
        original.constraints(),
        CaseEncoder.of(Protocol.builtIn(protocol), Encoding.STANDARD).constraints(patient),
        1e-6f);
    try (NpzFile npz = NpzFile.open(path)) {
      float[] ct = npz.array("ct").toFloats();
      float[] dose = npz.array("dose").toFloats();
      byte[] masks = npz.array("masks").toBytes();
      for (int i = 0; i < ct.length; i++) {
        assertEquals(ct[i], patient.ctHu().data()[i] / 4000.0 + 0.5, 1e-6);
        assertEquals(dose[i], patient.requireDoseGy().data()[i] / 70.0, 1e-6);
        assertEquals(masks[i] != 0, patient.mask("PTV70").orElseThrow().contains(i));
      }
    }
    assertEquals(
        9.0,
        original
            .metadata()
            .get("beam_geometry")
            .flatMap(b -> b.get("num_beams"))
            .orElseThrow()
            .number()
            .orElseThrow());
  }
}

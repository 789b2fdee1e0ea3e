package org.dosekit.dicom.original;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.npz.NpzFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Mask;
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
  void whatTheFileSaysIsRead(String file, String version, String protocol) {
    OriginalCaseFile original = OriginalCaseFile.read(path(file), "case_0001");
    Case patient = original.patient();
    assertEquals(version, original.version());
    assertEquals(protocol, patient.protocol());
    assertEquals(List.of(), original.warnings());
    assertEquals(new VoxelSpacing(0.9765625, 0.9765625, 2.5), patient.grid().spacing());
    assertEquals(Map.of("PTV70", 70.0, "PTV56", 56.0), patient.prescription().doseGyByTarget());
    assertEquals(
        STRUCTURES, patient.structures().stream().map(structure -> structure.name()).toList());
    for (int c = 0; c < COUNTS.length; c++) {
      assertEquals(COUNTS[c], patient.structures().get(c).mask().count());
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

  /** Masks identical, CT, dose and constraints within 1e-6. */
  @ParameterizedTest
  @CsvSource({"v2.3", "v2.4"})
  void arraysAreTheOriginals(String file) {
    OriginalCaseFile original = OriginalCaseFile.read(path(file), "case_0001");
    Case patient = original.patient();
    double ofCt;
    double ofDose;
    try (NpzFile npz = NpzFile.open(path(file))) {
      float[] hu = patient.ctHu().data().clone();
      for (int i = 0; i < hu.length; i++) {
        // NPZ-SPEC: HU = (v - 0.5) * 4000.
        hu[i] = (float) (hu[i] / 4000.0 + 0.5);
      }
      ofCt = apart(npz.array("ct").toFloats(), hu, 1);
      ofDose = apart(npz.array("dose").toFloats(), patient.requireDoseGy().data(), 1 / 70.0);
      byte[] masks = npz.array("masks").toBytes();
      for (int c = 0; c < masks.length / hu.length; c++) {
        int first = c * hu.length;
        Mask stored = Mask.where(patient.grid(), i -> masks[first + i] != 0);
        // Channels after the seventh, bowel and PTV50.4, are empty.
        assertEquals(
            c < STRUCTURES.size() ? patient.structures().get(c).mask() : Mask.empty(stored.grid()),
            stored);
      }
    }
    double ofConstraints =
        apart(
            original.constraints(),
            CaseEncoder.of(Protocol.builtIn(patient.protocol()), Encoding.STANDARD)
                .constraints(patient),
            1);
    System.out.printf(
        Locale.ROOT,
        "golden file %s: masks identical, CT within %.1e, dose %.1e, constraints %.1e%n",
        file,
        ofCt,
        ofDose,
        ofConstraints);
    assertTrue(ofCt <= 1e-6 && ofDose <= 1e-6 && ofConstraints <= 1e-6, "see the line above");
  }

  private static double apart(float[] theirs, float[] ours, double scale) {
    double worst = 0;
    for (int i = 0; i < theirs.length; i++) {
      worst = Math.max(worst, Math.abs(theirs[i] - scale * ours[i]));
    }
    return worst;
  }

  private static Path path(String file) {
    return Path.of(System.getenv("DOSEKIT_DATA"), "npz", "rando_sib_" + file + "_inplane128.npz");
  }
}

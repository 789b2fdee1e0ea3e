package org.dosekit.core.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.NpzFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files made by the original project's own scripts (v2.3 and v2.4) from a phantom plan: what they
 * hold is encoded anew from their masks, HU and prescription.
 */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OriginalNpzTest {
  private static final List<String> MASKS =
      List.of(
          "PTV70",
          "PTV56",
          "Prostate",
          "Rectum",
          "Bladder",
          "Femur_L",
          "Femur_R",
          "Bowel",
          "PTV50.4");

  @ParameterizedTest
  @CsvSource({"v2.3, prostate-sib", "v2.4, prostate-sib-ptv50"})
  void channelsDoseAndConstraintsAreTheOriginals(String version, String protocolName) {
    Protocol protocol = Protocol.builtIn(protocolName);
    Encoding encoding = version.equals("v2.3") ? Encoding.AS_ORIGINAL_V23 : Encoding.STANDARD;
    Path file = data("npz/rando_sib_" + version + "_inplane128.npz");
    try (NpzFile npz = NpzFile.open(file)) {
      Case patient = read(npz, metadata(version), protocolName);
      EncodedCase encoded = CaseEncoder.of(protocol, encoding).encode(patient);
      int voxels = patient.grid().voxelCount();
      assertClose(npz.array("ct").toFloats(), 0, encoded.channels()[0]);
      assertClose(npz.array("dose").toFloats(), 0, encoded.dose().orElseThrow());
      float[] sdf = npz.array("masks_sdf").toFloats();
      assertEquals(sdf.length, voxels * (protocol.channels().size() - 1));
      for (int c = 1; c < encoded.channels().length; c++) {
        assertClose(sdf, (c - 1) * voxels, encoded.channels()[c]);
      }
      assertClose(npz.array("constraints").toFloats(), 0, encoded.constraints());
    }
  }

  private static void assertClose(float[] expected, int offset, float[] actual) {
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Math.abs(expected[offset + i] - actual[i]));
    }
    assertTrue(worst <= 1e-6, "worst difference " + worst);
  }

  @ParameterizedTest
  @CsvSource({"v2.3", "v2.4"})
  void pickledMetadataIsNotLoaded(String version) {
    try (NpzFile npz = NpzFile.open(data("npz/rando_sib_" + version + "_inplane128.npz"))) {
      assertTrue(npz.arrays().contains("metadata"));
      DoseDataException e = assertThrows(DoseDataException.class, () -> npz.array("metadata"));
      assertTrue(e.getMessage().contains("pickled"), e.getMessage());
    }
  }

  private static Case read(NpzFile npz, JsonObject metadata, String protocol) {
    int[] shape = npz.array("ct").shape();
    double[] spacing = metadata.numbers("voxel_spacing_mm");
    Grid grid =
        Grid.axial(
            new GridShape(shape[0], shape[1], shape[2]),
            new VoxelSpacing(spacing[0], spacing[1], spacing[2]),
            PatientPoint.ORIGIN);
    float[] hu = npz.array("ct").toFloats();
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (hu[i] - 0.5f) * 4000;
    }
    float[] doseGy = npz.array("dose").toFloats();
    float normalisationGy = (float) metadata.number("normalization_dose_gy");
    for (int i = 0; i < doseGy.length; i++) {
      doseGy[i] *= normalisationGy;
    }
    return new Case(
        "rando",
        protocol,
        Volume.of(grid, hu),
        structures(npz, grid),
        prescription(metadata),
        Optional.of(Volume.of(grid, doseGy)),
        Optional.empty(),
        Map.of());
  }

  private static List<Structure> structures(NpzFile npz, Grid grid) {
    byte[] masks = npz.array("masks").toBytes();
    List<Structure> structures = new ArrayList<>();
    for (int c = 0; c < masks.length / grid.voxelCount(); c++) {
      int offset = c * grid.voxelCount();
      Mask mask = Mask.where(grid, i -> masks[offset + i] != 0);
      if (!mask.isEmpty()) {
        structures.add(new Structure(MASKS.get(c), StructureRole.OTHER, mask));
      }
    }
    return structures;
  }

  private static Prescription prescription(JsonObject metadata) {
    Map<String, Double> doseGy = new LinkedHashMap<>();
    doseGy.put("PTV70", metadata.object("prescription_info").number("primary_dose"));
    if (metadata.object("case_type").bool("ptv56_exists")) {
      doseGy.put("PTV56", 56.0);
    }
    return new Prescription(doseGy);
  }

  private static JsonObject metadata(String version) {
    try {
      // Python writes NaN where JSON has no word for it; none of it is needed here.
      String json = Files.readString(data("npz/expected.json")).replace("NaN", "null");
      return JsonObject.parse("expected.json", json)
          .object(version + "_inplane128")
          .object("metadata");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path data(String name) {
    return Path.of(System.getenv("DOSEKIT_DATA"), name);
  }
}

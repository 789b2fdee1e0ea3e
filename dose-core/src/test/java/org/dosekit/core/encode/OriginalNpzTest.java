package org.dosekit.core.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
      assertArrayEquals(npz.array("ct").toFloats(), encoded.channels()[0], 1e-6f, "CT");
      assertArrayEquals(npz.array("dose").toFloats(), encoded.dose().orElseThrow(), 1e-6f, "dose");
      float[] sdf = npz.array("masks_sdf").toFloats();
      assertEquals(sdf.length, voxels * (protocol.channels().size() - 1));
      for (int c = 1; c < encoded.channels().length; c++) {
        assertArrayEquals(
            Arrays.copyOfRange(sdf, (c - 1) * voxels, c * voxels),
            encoded.channels()[c],
            1e-6f,
            MASKS.get(c - 1));
      }
      assertArrayEquals(
          npz.array("constraints").toFloats(), encoded.constraints(), 1e-6f, "constraints");
    }
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
    return JsonObject.read(data("npz/expected.json")).object(version + "_full").object("metadata");
  }

  private static Path data(String name) {
    return Path.of(System.getenv("DOSEKIT_DATA"), name);
  }
}

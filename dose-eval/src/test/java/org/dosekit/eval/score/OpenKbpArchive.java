package org.dosekit.eval.score;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * The reference patients with their doses as written, in double: a float cannot hold 0.001 Gy
 * exactly, and the expected scores were computed from the file's numbers. Without CT.
 */
final class OpenKbpArchive {
  static final Protocol PROTOCOL = Protocol.builtIn("openkbp-head-neck");
  private static final int SIZE = 128;
  private static final GridShape SHAPE = GridShape.cube(SIZE);

  private OpenKbpArchive() {}

  /** A case and its planned dose in double, in the case's voxel order. */
  record Patient(String set, Case planned, double[] doseGy) {}

  /** Hands over one patient after another in the archive's order, holding one at a time. */
  static void forEach(Consumer<Patient> action) throws IOException {
    Path archive = Path.of(System.getenv("DOSEKIT_DATA"), "openkbp/openkbp-dev.tar.xz");
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(file))) {
      Parts parts = new Parts("");
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          int slash = entry.getName().lastIndexOf('/');
          String folder = entry.getName().substring(0, slash);
          if (!folder.equals(parts.folder)) {
            parts.finish(action);
            parts = new Parts(folder);
          }
          String name = entry.getName().substring(slash + 1).replace(".csv", "");
          parts.read(
              name, new BufferedReader(new InputStreamReader(tar, StandardCharsets.US_ASCII)));
        }
      }
      parts.finish(action);
    }
  }

  /** k runs to inferior in the files, z to superior in a case. */
  static int caseIndex(int fileIndex) {
    int z = SIZE - 1 - fileIndex % SIZE;
    return fileIndex - fileIndex % SIZE + z;
  }

  /** The files of one patient's folder. */
  private static final class Parts {
    private final String folder;
    private final double[] doseGy = new double[SHAPE.voxelCount()];
    private final Map<String, BitSet> masks = new LinkedHashMap<>();
    private final List<Double> spacingMm = new ArrayList<>();

    Parts(String folder) {
      this.folder = folder;
    }

    void read(String name, BufferedReader csv) throws IOException {
      if (name.equals("ct")) {
        return;
      }
      if (name.equals("voxel_dimensions")) {
        csv.lines().forEach(line -> spacingMm.add(Double.valueOf(line)));
        return;
      }
      csv.readLine();
      for (String line = csv.readLine(); line != null; line = csv.readLine()) {
        int comma = line.indexOf(',');
        int index = caseIndex(Integer.parseInt(line.substring(0, comma)));
        if (name.equals("dose")) {
          doseGy[index] = Double.parseDouble(line.substring(comma + 1));
        } else {
          masks.computeIfAbsent(name, n -> new BitSet()).set(index);
        }
      }
    }

    void finish(Consumer<Patient> action) {
      if (spacingMm.isEmpty()) {
        return;
      }
      Grid grid =
          Grid.axial(
              SHAPE,
              new VoxelSpacing(spacingMm.get(0), spacingMm.get(1), spacingMm.get(2)),
              PatientPoint.ORIGIN);
      List<Structure> structures = new ArrayList<>();
      Map<String, Double> prescription = new LinkedHashMap<>();
      for (StructureDefinition definition : PROTOCOL.structures()) {
        BitSet bits = masks.get(definition.name());
        if (bits != null) {
          structures.add(new Structure(definition.name(), definition.role(), Mask.of(grid, bits)));
          Optional.ofNullable(PROTOCOL.prescriptionGy().get(definition.name()))
              .ifPresent(gy -> prescription.put(definition.name(), gy));
        }
      }
      float[] single = new float[doseGy.length];
      for (int i = 0; i < single.length; i++) {
        single[i] = (float) doseGy[i];
      }
      String id = folder.substring(folder.lastIndexOf('/') + 1);
      Case planned =
          new Case(
              id,
              PROTOCOL.name(),
              Volume.filled(grid, 0),
              structures,
              new Prescription(prescription),
              Optional.of(Volume.of(grid, single)),
              Optional.of(Mask.of(grid, masks.get("possible_dose_mask"))),
              Map.of());
      action.accept(new Patient(folder.substring(0, folder.indexOf('/')), planned, doseGy));
    }
  }
}

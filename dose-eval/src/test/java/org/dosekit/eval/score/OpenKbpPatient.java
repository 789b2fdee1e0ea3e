package org.dosekit.eval.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * A reference patient without CT, and the dose as its file writes it, in double: a float cannot
 * hold 0.001 Gy exactly, and the expected scores were computed from the file's numbers.
 *
 * @param planned the case, its dose rounded to float
 * @param doseGy the dose in double, in the case's voxel order
 */
record OpenKbpPatient(Case planned, double[] doseGy) {
  static final Protocol PROTOCOL = Protocol.builtIn("openkbp-head-neck");
  static final int SIZE = 128;
  private static final GridShape SHAPE = GridShape.cube(SIZE);

  /** The files of one patient's folder. */
  static final class Files {
    private final double[] doseGy = new double[SHAPE.voxelCount()];
    private final Map<String, BitSet> masks = new LinkedHashMap<>();
    private final List<Double> spacingMm = new ArrayList<>();

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

    OpenKbpPatient patient(String id) {
      Grid grid =
          Grid.axial(
              SHAPE,
              new VoxelSpacing(spacingMm.get(0), spacingMm.get(1), spacingMm.get(2)),
              PatientPoint.ORIGIN);
      List<Structure> structures = new ArrayList<>();
      Map<String, Double> prescription = new LinkedHashMap<>();
      for (StructureDefinition definition : PROTOCOL.structures()) {
        String name = definition.name();
        mask(grid, name)
            .ifPresent(mask -> structures.add(new Structure(name, definition.role(), mask)));
        if (masks.containsKey(name) && PROTOCOL.prescriptionGy().containsKey(name)) {
          prescription.put(name, PROTOCOL.prescriptionGy().getOrDefault(name, 0.0));
        }
      }
      float[] single = new float[doseGy.length];
      for (int i = 0; i < single.length; i++) {
        single[i] = (float) doseGy[i];
      }
      Case planned =
          new Case(
              id,
              PROTOCOL.name(),
              Volume.filled(grid, 0),
              structures,
              new Prescription(prescription),
              Optional.of(Volume.of(grid, single)),
              mask(grid, "possible_dose_mask"),
              Map.of());
      return new OpenKbpPatient(planned, doseGy);
    }

    private Optional<Mask> mask(Grid grid, String name) {
      return Optional.ofNullable(masks.get(name)).map(bits -> Mask.of(grid, bits));
    }

    /** k runs to inferior in the files, z to superior in a case. */
    private static int caseIndex(int fileIndex) {
      int k = fileIndex % SIZE;
      return fileIndex - k + SIZE - 1 - k;
    }
  }
}

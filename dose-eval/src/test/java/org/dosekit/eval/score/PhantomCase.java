package org.dosekit.eval.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/** Small cases of {@code prostate-sib} made of balls around voxels. */
final class PhantomCase {
  static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");
  static final Grid GRID =
      Grid.axial(new GridShape(24, 24, 20), new VoxelSpacing(3, 3, 4), PatientPoint.ORIGIN);

  private final List<Structure> structures = new ArrayList<>();
  private final Map<String, Double> prescriptionGy = new LinkedHashMap<>();
  private Volume doseGy = Volume.filled(GRID, 0);

  /** A body of 33 mm around the middle, and PTV70 of 9 mm in it. */
  PhantomCase() {
    ball("BODY", StructureRole.EXTERNAL, 12, 33);
    ball("PTV70", StructureRole.TARGET, 12, 9);
    prescriptionGy.put("PTV70", 70.0);
  }

  /** A ball around voxel (12, x, 10). */
  PhantomCase ball(String name, StructureRole role, int x, double radiusMm) {
    structures.add(new Structure(name, role, Mask.where(GRID, i -> distanceMm(i, x) <= radiusMm)));
    return this;
  }

  PhantomCase prescribed(String target, double gy) {
    prescriptionGy.put(target, gy);
    return this;
  }

  PhantomCase dose(IntToDoubleFunction gyAtVoxel) {
    doseGy = volume(gyAtVoxel);
    return this;
  }

  Case named(String id) {
    return named(id, Optional.empty());
  }

  Case named(String id, Optional<Mask> doseRegion) {
    return new Case(
        id,
        PROTOCOL.name(),
        Volume.filled(GRID, 0),
        structures,
        new Prescription(prescriptionGy),
        Optional.of(doseGy),
        doseRegion,
        Map.of());
  }

  static Volume volume(IntToDoubleFunction valueAtVoxel) {
    float[] data = new float[GRID.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) valueAtVoxel.applyAsDouble(i);
    }
    return Volume.of(GRID, data);
  }

  /** From voxel (12, x, 10). */
  static double distanceMm(int index, int x) {
    GridShape shape = GRID.shape();
    double y = index / shape.nz() / shape.nx() - 12;
    double dx = index / shape.nz() % shape.nx() - x;
    double z = index % shape.nz() - 10;
    return Math.sqrt(9 * y * y + 9 * dx * dx + 16 * z * z);
  }
}

package org.dosekit.lab;

import java.util.ArrayList;
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

/** A case to time predictions with: water, and a ball for every structure of a protocol. */
final class BenchPatient {
  private static final VoxelSpacing SPACING = VoxelSpacing.isotropic(2);

  private BenchPatient() {}

  /** The case, without a dose. */
  static Case of(Protocol protocol, GridShape shape) {
    Grid grid = Grid.axial(shape, SPACING, PatientPoint.ORIGIN);
    List<StructureDefinition> definitions = protocol.structures();
    List<Structure> structures = new ArrayList<>();
    for (int i = 0; i < definitions.size(); i++) {
      StructureDefinition definition = definitions.get(i);
      int x = shape.nx() * (i + 1) / (definitions.size() + 1);
      structures.add(new Structure(definition.name(), definition.role(), ball(grid, x)));
    }
    return new Case(
        "bench",
        protocol.name(),
        Volume.filled(grid, 0),
        structures,
        new Prescription(protocol.prescriptionGy()),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static Mask ball(Grid grid, int centreX) {
    GridShape shape = grid.shape();
    int radius = Math.min(shape.ny(), Math.min(shape.nx(), shape.nz())) / 6 + 1;
    return Mask.where(
        grid,
        i -> {
          int dz = i % shape.nz() - shape.nz() / 2;
          int dx = i / shape.nz() % shape.nx() - centreX;
          int dy = i / shape.nz() / shape.nx() - shape.ny() / 2;
          return dx * dx + dy * dy + dz * dz <= radius * radius;
        });
  }
}

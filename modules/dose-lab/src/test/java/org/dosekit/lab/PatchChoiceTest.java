package org.dosekit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

class PatchChoiceTest {
  private static final Protocol PROTOCOL = Protocol.builtIn("prostate-sib");

  @TempDir Path folder;

  @Test
  void shapeIsTaken() {
    Cohort cohort = cohort();
    assertEquals(
        new GridShape(16, 32, 48),
        new PatchChoice.Converter().convert("16x32x48").of(cohort, encoder(1)));
    assertThrows(
        TypeConversionException.class, () -> new PatchChoice.Converter().convert("wholes"));
  }

  /**
   * Dose may be in 20 x 17 x 33 voxels of one case and 40 x 3 x 3 of the other; on a grid half as
   * fine that is 10 x 9 x 17 and 20 x 2 x 2 at least, with a rim of a voxel.
   */
  @Test
  void wholeHoldsTheBoxWhereDoseMayBeOfEveryCase() {
    Cohort cohort = cohort();
    PatchChoice whole = new PatchChoice.Converter().convert("whole");
    assertEquals(new GridShape(48, 32, 48), whole.of(cohort, encoder(1)));
    assertEquals(new GridShape(32, 16, 32), whole.of(cohort, encoder(2)));
  }

  private static CaseEncoder encoder(int coarsening) {
    return CaseEncoder.of(PROTOCOL, Encoding.STANDARD.withCoarsening(coarsening));
  }

  private Cohort cohort() {
    write("case_1", new GridBox(new GridShape(20, 17, 33), 2, 2, 2));
    write("case_2", new GridBox(new GridShape(40, 3, 3), 2, 20, 20));
    return Cohort.open(folder);
  }

  private void write(String id, GridBox box) {
    Grid grid = Grid.axial(GridShape.cube(48), VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    GridShape shape = grid.shape();
    Mask region =
        Mask.where(
            grid,
            i ->
                box.shape()
                    .contains(
                        i / shape.nz() / shape.nx() - box.y0(),
                        i / shape.nz() % shape.nx() - box.x0(),
                        i % shape.nz() - box.z0()));
    Structure target =
        new Structure(
            "PTV70", StructureRole.TARGET, Mask.where(grid, i -> i == shape.index(24, 21, 21)));
    CaseFile.write(
        new Case(
            id,
            PROTOCOL.name(),
            Volume.filled(grid, 0),
            List.of(target),
            new Prescription(Map.of("PTV70", 70.0)),
            Optional.of(Volume.filled(grid, 1)),
            Optional.of(region),
            Map.of()),
        folder.resolve(id + ".npz"));
  }
}

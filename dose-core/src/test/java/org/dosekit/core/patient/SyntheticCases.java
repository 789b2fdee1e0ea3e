package org.dosekit.core.patient;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/** Small cases of {@code prostate-sib} made of random numbers and boxes. */
public final class SyntheticCases {
  private SyntheticCases() {}

  /** A grid whose spacings have no exact binary form, turned about z. */
  public static Grid obliqueGrid(int ny, int nx, int nz) {
    double angle = 0.3;
    return Grid.oriented(
        new GridShape(ny, nx, nz),
        new VoxelSpacing(2.7, 3.1, 3.3),
        new PatientPoint(-123.4, 56.7, 1e-7),
        new PatientPoint(-Math.sin(angle), Math.cos(angle), 0),
        new PatientPoint(Math.cos(angle), Math.sin(angle), 0));
  }

  /** The voxels from {@code low} to before {@code high} along each axis. */
  public static Mask box(Grid grid, int low, int high) {
    GridShape shape = grid.shape();
    return Mask.where(
        grid,
        i -> {
          int z = i % shape.nz();
          int x = i / shape.nz() % shape.nx();
          int y = i / shape.nz() / shape.nx();
          return Math.min(y, Math.min(x, z)) >= low && Math.max(y, Math.max(x, z)) < high;
        });
  }

  /** Values between {@code low} and {@code high}. */
  public static Volume random(Grid grid, long seed, double low, double high) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[grid.voxelCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return Volume.of(grid, values);
  }

  /** PTV70 within PTV56, a rectum, a dose and a dose region; at least 6 voxels a side. */
  public static Case on(Grid grid, String id) {
    return new Case(
        id,
        "prostate-sib",
        random(grid, 1, -1000, 2000),
        List.of(
            new Structure("PTV70", StructureRole.TARGET, box(grid, 2, 4)),
            new Structure("PTV56", StructureRole.TARGET, box(grid, 1, 5)),
            new Structure("Rectum", StructureRole.ORGAN_AT_RISK, box(grid, 4, 6))),
        new Prescription(Map.of("PTV70", 70.0, "PTV56", 56.0)),
        Optional.of(random(grid, 2, 0, 75)),
        Optional.of(box(grid, 1, 6)),
        Map.of("rectum_v70", 0.15));
  }
}

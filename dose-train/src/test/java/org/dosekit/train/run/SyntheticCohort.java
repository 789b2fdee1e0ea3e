package org.dosekit.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.patient.Split;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * Small cases whose dose follows from their anatomy: a spherical target somewhere in a round body,
 * 70 Gy inside it, falling off linearly over 40 mm outside.
 */
public final class SyntheticCohort {
  private static final GridShape SHAPE = new GridShape(24, 28, 16);
  private static final double SPACING_MM = 5;
  private static final double TARGET_RADIUS_MM = 20;

  private SyntheticCohort() {}

  /** Writes cases {@code case_1} to {@code case_<count>}. */
  public static Cohort write(Path folder, int count) {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 1; i <= count; i++) {
      CaseFile.write(patient("case_" + i, random), folder.resolve("case_" + i + ".npz"));
    }
    return Cohort.open(folder);
  }

  /** All but the last two train; those validate and test. */
  static Split split(Cohort cohort) {
    List<String> ids = cohort.ids();
    int n = ids.size();
    return new Split(ids.subList(0, n - 2), ids.subList(n - 2, n - 1), ids.subList(n - 1, n));
  }

  static Case patient(String id, SplittableRandom random) {
    Grid grid = Grid.axial(SHAPE, VoxelSpacing.isotropic(SPACING_MM), PatientPoint.ORIGIN);
    double[] centre = {
      random.nextDouble(9, 15), random.nextDouble(10, 18), random.nextDouble(6, 10)
    };
    float[] distanceMm = new float[grid.voxelCount()];
    float[] ctHu = new float[grid.voxelCount()];
    float[] doseGy = new float[grid.voxelCount()];
    for (int i = 0; i < distanceMm.length; i++) {
      int y = i / SHAPE.nz() / SHAPE.nx();
      int x = i / SHAPE.nz() % SHAPE.nx();
      int z = i % SHAPE.nz();
      double fromCentre =
          Math.hypot(Math.hypot(y - centre[0], x - centre[1]), z - centre[2]) * SPACING_MM;
      distanceMm[i] = (float) (fromCentre - TARGET_RADIUS_MM);
      boolean inBody = Math.hypot((y - 11.5) / 11, (x - 13.5) / 13) < 1;
      ctHu[i] = inBody ? (float) (20 * random.nextGaussian()) : -1000;
      doseGy[i] = inBody ? 70 * Math.min(1, Math.max(0, 1 - distanceMm[i] / 40)) : 0;
    }
    Structure target =
        new Structure("PTV70", StructureRole.TARGET, Mask.where(grid, i -> distanceMm[i] < 0));
    return new Case(
        id,
        "prostate-sib",
        Volume.of(grid, ctHu),
        new ArrayList<>(List.of(target)),
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(Volume.of(grid, doseGy)),
        Optional.empty(),
        Map.of());
  }
}

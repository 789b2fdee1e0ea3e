package org.dosekit.report.figure;

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
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.Found;

/**
 * A patient whose target is a sphere of 24 mm about (0, 0, 0), an organ a sphere of 10 mm on the
 * left, in water; the dose falls by 1 Gy a mm outside the target. Voxels are 3 x 2 x 4 mm.
 */
final class SpherePatient {
  static final double TARGET_MM = 24;
  static final double PRESCRIBED_GY = 70;
  static final String ID = "sphere_1";

  private static final Grid GRID =
      Grid.axial(
          new GridShape(41, 61, 31), new VoxelSpacing(3, 2, 4), new PatientPoint(-60, -60, -60));

  private SpherePatient() {}

  static Grid grid() {
    return GRID;
  }

  private static double distanceMm(int index, double xMm) {
    GridShape shape = GRID.shape();
    int y = index / shape.nz() / shape.nx();
    int x = index / shape.nz() % shape.nx();
    PatientPoint point = GRID.toPatient(y, x, index % shape.nz());
    double across = point.xMm() - xMm;
    return Math.sqrt(across * across + point.yMm() * point.yMm() + point.zMm() * point.zMm());
  }

  static Mask sphere(double radiusMm, double xMm) {
    return Mask.where(GRID, index -> distanceMm(index, xMm) <= radiusMm);
  }

  static Volume doseGy() {
    float[] data = new float[GRID.voxelCount()];
    for (int i = 0; i < data.length; i++) {
      double outside = Math.max(0, distanceMm(i, 0) - TARGET_MM);
      data[i] = (float) Math.max(0, PRESCRIBED_GY - outside);
    }
    return Volume.of(GRID, data);
  }

  /** The planned dose and so much more, everywhere. */
  static Volume hotterBy(double gy) {
    float[] data = doseGy().data().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] += (float) gy;
    }
    return Volume.of(GRID, data);
  }

  static Case patient(boolean planned, boolean withTarget) {
    Mask body = sphere(50, 0);
    float[] hu = new float[GRID.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = body.contains(i) ? 40 : -1000;
    }
    List<Structure> structures = new ArrayList<>();
    structures.add(new Structure("Brainstem", StructureRole.ORGAN_AT_RISK, sphere(10, 36)));
    if (withTarget) {
      structures.add(new Structure("PTV70", StructureRole.TARGET, sphere(TARGET_MM, 0)));
    }
    return new Case(
        ID,
        "openkbp-head-neck",
        Volume.of(GRID, hu),
        structures,
        new Prescription(Map.of("PTV70", PRESCRIBED_GY)),
        planned ? Optional.of(doseGy()) : Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** The patient with its plan, and a prediction 2 Gy too hot. */
  static CaseVolumes volumes() {
    return new CaseVolumes(
        patient(true, true), Found.of(hotterBy(2)), Map.of("model", "a model of tests"));
  }
}

package org.dosekit.eval.goal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * Layers of 100 voxels of 0.125 cc along y: PTV70 is layers 4 and 5, PTV56 layers 3 to 6, Rectum 6
 * to 8, Speck one voxel.
 */
final class SyntheticPlans {
  static final Grid GRID =
      Grid.axial(new GridShape(10, 10, 10), VoxelSpacing.isotropic(5), PatientPoint.ORIGIN);
  static final Map<String, Double> PRESCRIPTION_GY = Map.of("PTV70", 70.0, "PTV56", 56.0);

  private SyntheticPlans() {}

  static Map<String, Mask> structures() {
    Map<String, Mask> structures = new LinkedHashMap<>();
    structures.put("PTV70", layers(4, 5));
    structures.put("PTV56", layers(3, 6));
    structures.put("Rectum", layers(6, 8));
    structures.put("Speck", Mask.where(GRID, i -> i == 0));
    return structures;
  }

  static Mask layers(int first, int last) {
    return Mask.where(GRID, i -> first <= i / 100 && i / 100 <= last);
  }

  /** A dose by layer. */
  static Volume doseGy(IntToDoubleFunction ofLayer) {
    float[] dose = new float[GRID.voxelCount()];
    for (int i = 0; i < dose.length; i++) {
      dose[i] = (float) ofLayer.applyAsDouble(i / 100);
    }
    return Volume.of(GRID, dose);
  }

  /** 70 Gy in PTV70, 56 Gy in the rest of PTV56, else 20 Gy. */
  static Volume deliveredGy() {
    return doseGy(layer -> layer == 4 || layer == 5 ? 70 : layer == 3 || layer == 6 ? 56 : 20);
  }

  static PlanPair plans(Volume referenceGy, Volume predictedGy) {
    return PlanPair.of("case_1", structures(), PRESCRIPTION_GY, referenceGy, predictedGy);
  }
}

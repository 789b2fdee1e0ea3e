package org.dosekit.eval.gamma;

import java.util.Optional;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Resampling;
import org.dosekit.core.volume.Volume;

/**
 * Where the points of a calculation found their minima.
 *
 * @param lattice of the reference's voxels in the evaluated grid
 * @param offsetsMm by point: Y, X, Z from it along the evaluated grid's axes; NaN when it has none
 */
record GammaMinima(
    Volume referenceGy, Volume evaluatedGy, PointLattice lattice, float[] offsetsMm) {
  /** Those of some of the points. */
  GammaMinima at(int[] points) {
    float[] kept = new float[3 * points.length];
    for (int k = 0; k < points.length; k++) {
      System.arraycopy(offsetsMm, 3 * points[k], kept, 3 * k, 3);
    }
    return new GammaMinima(referenceGy, evaluatedGy, lattice, kept);
  }

  Optional<GammaMinimum> at(int point, int voxelIndex) {
    double y = offsetsMm[3 * point];
    double x = offsetsMm[3 * point + 1];
    double z = offsetsMm[3 * point + 2];
    double[] place = new double[3];
    if (Double.isNaN(y) || !lattice.locate(voxelIndex, place)) {
      return Optional.empty();
    }
    Grid grid = evaluatedGy.grid();
    PatientPoint location =
        grid.toPatient(
            place[0] + y / grid.spacing().yMm(),
            place[1] + x / grid.spacing().xMm(),
            place[2] + z / grid.spacing().zMm());
    Grid there = Grid.axial(GridShape.cube(1), grid.spacing(), location);
    double doseGy = Resampling.trilinearClamped(evaluatedGy, there).data()[0];
    return Optional.of(
        new GammaMinimum(
            location, Math.sqrt(y * y + x * x + z * z), doseGy - referenceGy.data()[voxelIndex]));
  }
}

package org.dosekit.eval.gamma;

import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;

/** Doses made for tests. */
final class Doses {
  /** A dose at a place in patient coordinates, mm. */
  @FunctionalInterface
  interface Field {
    double gyAt(double yMm, double xMm, double zMm);
  }

  private Doses() {}

  static Grid grid(int ny, int nx, int nz, double yMm, double xMm, double zMm) {
    return grid(ny, nx, nz, yMm, xMm, zMm, PatientPoint.ORIGIN);
  }

  static Grid grid(
      int ny, int nx, int nz, double yMm, double xMm, double zMm, PatientPoint origin) {
    return Grid.axial(new GridShape(ny, nx, nz), new VoxelSpacing(yMm, xMm, zMm), origin);
  }

  static Volume sampled(Grid grid, Field field) {
    GridShape shape = grid.shape();
    float[] dose = new float[grid.voxelCount()];
    for (int y = 0; y < shape.ny(); y++) {
      for (int x = 0; x < shape.nx(); x++) {
        for (int z = 0; z < shape.nz(); z++) {
          PatientPoint p = grid.toPatient(y, x, z);
          dose[shape.index(y, x, z)] = (float) field.gyAt(p.yMm(), p.xMm(), p.zMm());
        }
      }
    }
    return Volume.of(grid, dose);
  }

  /** A few smooth hot spots of 10 to 60 Gy within about 40 mm of the origin's upper corner. */
  static Field blobs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] blobs = new double[6][];
    for (int b = 0; b < blobs.length; b++) {
      blobs[b] =
          new double[] {
            random.nextDouble(0, 30),
            random.nextDouble(0, 30),
            random.nextDouble(0, 30),
            random.nextDouble(4, 9),
            random.nextDouble(10, 60)
          };
    }
    return (y, x, z) -> {
      double sum = 0;
      for (double[] b : blobs) {
        double squared =
            (y - b[0]) * (y - b[0]) + (x - b[1]) * (x - b[1]) + (z - b[2]) * (z - b[2]);
        sum += b[4] * Math.exp(-squared / (2 * b[3] * b[3]));
      }
      return sum;
    };
  }

  /** The field a bit hotter and displaced, with a ripple: its gammas are all over 0 to 2. */
  static Field perturbed(Field field) {
    return (y, x, z) ->
        1.04 * field.gyAt(y - 2.3, x + 1.8, z - 0.9) + 1.8 * Math.sin(y / 2) * Math.cos(x / 3 + z);
  }
}

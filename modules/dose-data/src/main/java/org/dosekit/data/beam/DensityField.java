package org.dosekit.data.beam;

import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * Electron density relative to water on an axial grid, zero outside the body, interpolated
 * trilinearly.
 */
final class DensityField {
  private final GridShape shape;
  private final double perMmY;
  private final double perMmX;
  private final double perMmZ;
  private final PatientPoint origin;
  private final float[] density;

  private DensityField(Grid grid, float[] density) {
    this.shape = grid.shape();
    this.perMmY = 1 / grid.spacing().yMm();
    this.perMmX = 1 / grid.spacing().xMm();
    this.perMmZ = 1 / grid.spacing().zMm();
    this.origin = grid.origin();
    this.density = density;
  }

  /** The densities inside the body, by the bilinear calibration of Thomas (Br J Radiol 1999). */
  static DensityField of(Volume ctHu, Mask body) {
    float[] density = new float[ctHu.grid().voxelCount()];
    body.indices().forEach(i -> density[i] = relativeDensity(ctHu.data()[i]));
    return new DensityField(ctHu.grid(), density);
  }

  static float relativeDensity(float hu) {
    return Math.max(0, hu < 100 ? 1 + hu / 1000 : 1 + hu / 1950);
  }

  /** The density at a patient point; zero beyond the outermost voxel centres. */
  double at(double xMm, double yMm, double zMm) {
    double y = (yMm - origin.yMm()) * perMmY;
    double x = (xMm - origin.xMm()) * perMmX;
    double z = (zMm - origin.zMm()) * perMmZ;
    if (!(y >= 0 && x >= 0 && z >= 0)) {
      return 0;
    }
    int iy = (int) y;
    int ix = (int) x;
    int iz = (int) z;
    if (iy >= shape.ny() - 1 || ix >= shape.nx() - 1 || iz >= shape.nz() - 1) {
      return 0;
    }
    double fz = z - iz;
    double fx = x - ix;
    int at = shape.index(iy, ix, iz);
    int right = at + shape.nz();
    int below = at + shape.nx() * shape.nz();
    double front = mix(mix(at, fz), mix(right, fz), fx);
    double back = mix(mix(below, fz), mix(below + shape.nz(), fz), fx);
    return mix(front, back, y - iy);
  }

  private double mix(int at, double fraction) {
    return density[at] + fraction * (density[at + 1] - density[at]);
  }

  private static double mix(double a, double b, double fraction) {
    return a + fraction * (b - a);
  }
}

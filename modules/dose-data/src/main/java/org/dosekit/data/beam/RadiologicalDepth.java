package org.dosekit.data.beam;

import org.dosekit.core.geometry.PatientPoint;

/**
 * Water-equivalent depth along the rays of a beam, in mm: the integral of relative density from the
 * source, on a lattice of rays (u, v) and planes w, {@code table[(iu*nv + iv)*nw + iw]} with w
 * falling.
 */
final class RadiologicalDepth {
  private static final double PITCH_MM = 4;

  private final double uMin;
  private final double vMin;
  private final double wMax;
  private final int nv;
  private final int nw;
  private final float[] table;

  private RadiologicalDepth(FieldPlane plane, double radiusMm) {
    uMin = plane.uMin();
    vMin = plane.vMin();
    wMax = radiusMm;
    nv = cells(plane.heightMm());
    nw = cells(2 * radiusMm);
    table = new float[cells(plane.widthMm()) * nv * nw];
  }

  /**
   * Traces every ray of a plane.
   *
   * @param radiusMm the body lies within this distance of the isocentre's axis
   */
  static RadiologicalDepth trace(
      DensityField density, BeamFrame frame, FieldPlane plane, double radiusMm) {
    RadiologicalDepth depth = new RadiologicalDepth(plane, radiusMm);
    int nu = depth.table.length / (depth.nv * depth.nw);
    for (int iu = 0; iu < nu; iu++) {
      for (int iv = 0; iv < depth.nv; iv++) {
        double u = depth.uMin + iu * PITCH_MM;
        double v = depth.vMin + iv * PITCH_MM;
        depth.traceRay(density, frame, u, v, (iu * depth.nv + iv) * depth.nw);
      }
    }
    return depth;
  }

  private void traceRay(DensityField density, BeamFrame frame, double u, double v, int at) {
    double sourceAxis = BeamFrame.SOURCE_AXIS_MM;
    double halfStepMm = PITCH_MM / 2 * Math.sqrt(1 + (u * u + v * v) / (sourceAxis * sourceAxis));
    double before = 0;
    double sum = 0;
    for (int k = 0; k < nw; k++) {
      PatientPoint p = frame.point(u, v, wMax - k * PITCH_MM);
      double here = density.at(p.xMm(), p.yMm(), p.zMm());
      sum += (before + here) * halfStepMm;
      table[at + k] = (float) sum;
      before = here;
    }
  }

  /**
   * The depth at a place of the plane and a distance towards the source; clamped to the lattice.
   */
  double atMm(double u, double v, double w) {
    double a = Math.max(0, (u - uMin) / PITCH_MM);
    double b = Math.max(0, (v - vMin) / PITCH_MM);
    double c = Math.max(0, (wMax - w) / PITCH_MM);
    int iu = Math.min((int) a, table.length / (nv * nw) - 2);
    int iv = Math.min((int) b, nv - 2);
    int iw = Math.min((int) c, nw - 2);
    double fw = Math.min(1, c - iw);
    double fv = Math.min(1, b - iv);
    int at = (iu * nv + iv) * nw + iw;
    int next = at + nv * nw;
    double low = mix(mix(at, fw), mix(at + nw, fw), fv);
    double high = mix(mix(next, fw), mix(next + nw, fw), fv);
    return mix(low, high, Math.min(1, a - iu));
  }

  private double mix(int at, double fraction) {
    return table[at] + fraction * (table[at + 1] - table[at]);
  }

  private static double mix(double a, double b, double fraction) {
    return a + fraction * (b - a);
  }

  private static int cells(double lengthMm) {
    return (int) Math.ceil(lengthMm / PITCH_MM) + 2;
  }
}

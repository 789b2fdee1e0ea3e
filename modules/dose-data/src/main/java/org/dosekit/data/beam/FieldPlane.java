package org.dosekit.data.beam;

import java.util.Arrays;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Mask;

/**
 * The part of a beam's isocentre plane in which its field lies, in pixels {@code [iu*nv + iv]}, as
 * large as the target's shadow and the reach of scatter around it.
 */
final class FieldPlane {
  static final double PIXEL_MM = 2.5;
  private static final double SCATTER_REACH_MM = 60;

  private final BeamFrame frame;
  private final double uMin;
  private final double vMin;
  private final int nu;
  private final int nv;

  private FieldPlane(BeamFrame frame, double[] bounds) {
    this.frame = frame;
    uMin = bounds[0] - SCATTER_REACH_MM;
    vMin = bounds[2] - SCATTER_REACH_MM;
    nu = (int) Math.ceil((bounds[1] + SCATTER_REACH_MM - uMin) / PIXEL_MM) + 1;
    nv = (int) Math.ceil((bounds[3] + SCATTER_REACH_MM - vMin) / PIXEL_MM) + 1;
  }

  /** The plane for a target that is not empty. */
  static FieldPlane around(Mask target, BeamFrame frame) {
    double inf = Double.POSITIVE_INFINITY;
    double[] bounds = {inf, -inf, inf, -inf};
    forEachShadow(
        target,
        frame,
        (u, v) -> {
          bounds[0] = Math.min(bounds[0], u);
          bounds[1] = Math.max(bounds[1], u);
          bounds[2] = Math.min(bounds[2], v);
          bounds[3] = Math.max(bounds[3], v);
        });
    return new FieldPlane(frame, bounds);
  }

  double uMin() {
    return uMin;
  }

  double vMin() {
    return vMin;
  }

  double widthMm() {
    return nu * PIXEL_MM;
  }

  double heightMm() {
    return nv * PIXEL_MM;
  }

  int nu() {
    return nu;
  }

  int nv() {
    return nv;
  }

  /** 1 where a pixel's centre lies within the margin of the shadow of a voxel's centre, else 0. */
  float[] shadow(Mask mask, double marginMm) {
    float[] pixels = new float[nu * nv];
    double reach = marginMm / PIXEL_MM;
    forEachShadow(
        mask, frame, (u, v) -> stamp(pixels, (u - uMin) / PIXEL_MM, (v - vMin) / PIXEL_MM, reach));
    return pixels;
  }

  private void stamp(float[] pixels, double a, double b, double reach) {
    int first = Math.max(0, (int) Math.ceil(a - reach));
    int last = Math.min(nu - 1, (int) Math.floor(a + reach));
    for (int iu = first; iu <= last; iu++) {
      double half = Math.sqrt(reach * reach - (iu - a) * (iu - a));
      int from = Math.max(0, (int) Math.ceil(b - half));
      int to = Math.min(nv - 1, (int) Math.floor(b + half));
      if (from <= to) {
        Arrays.fill(pixels, iu * nv + from, iu * nv + to + 1, 1);
      }
    }
  }

  private interface ShadowConsumer {
    void accept(double u, double v);
  }

  private static void forEachShadow(Mask mask, BeamFrame frame, ShadowConsumer consumer) {
    Grid grid = mask.grid();
    GridShape shape = grid.shape();
    PatientPoint origin = grid.origin();
    for (int i = mask.nextIndex(0); i >= 0; i = mask.nextIndex(i + 1)) {
      int column = i / shape.nz();
      int row = column / shape.nx();
      double xMm = origin.xMm() + column % shape.nx() * grid.spacing().xMm();
      double yMm = origin.yMm() + row * grid.spacing().yMm();
      double zMm = origin.zMm() + i % shape.nz() * grid.spacing().zMm();
      consumer.accept(frame.u(xMm, yMm), frame.v(zMm, frame.w(xMm, yMm)));
    }
  }
}

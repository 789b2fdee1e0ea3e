package org.dosekit.data.beam;

import org.dosekit.core.geometry.PatientPoint;
import org.joml.Matrix3d;
import org.joml.Vector3d;

/**
 * The axes of a coplanar beam through the isocentre: {@code w} towards the source, {@code u} across
 * in the axial plane, {@code v} to superior; u and v as projected from the source onto the plane of
 * the isocentre.
 *
 * <p>Gantry angles are IEC 61217 for a supine patient, head first: 0 from anterior, 90 from the
 * patient's left.
 */
final class BeamFrame {
  /** Source to isocentre, the distance of a common linear accelerator. */
  static final double SOURCE_AXIS_MM = 1000;

  private final PatientPoint isocentre;
  private final Vector3d towardsSource;
  private final Vector3d across;

  private BeamFrame(PatientPoint isocentre, Vector3d towardsSource, Vector3d across) {
    this.isocentre = isocentre;
    this.towardsSource = towardsSource;
    this.across = across;
  }

  static BeamFrame of(double gantryDegrees, PatientPoint isocentre) {
    Matrix3d gantry = new Matrix3d().rotationZ(Math.toRadians(gantryDegrees));
    return new BeamFrame(
        isocentre,
        gantry.transform(new Vector3d(0, -1, 0)),
        gantry.transform(new Vector3d(1, 0, 0)));
  }

  /** Distance from the isocentre's plane, towards the source positive. */
  double w(double xMm, double yMm) {
    return (xMm - isocentre.xMm()) * towardsSource.x + (yMm - isocentre.yMm()) * towardsSource.y;
  }

  /** How much an offset at {@code w} grows when projected onto the isocentre's plane. */
  static double magnification(double w) {
    return SOURCE_AXIS_MM / (SOURCE_AXIS_MM - w);
  }

  /** Projected offset across. */
  double u(double xMm, double yMm) {
    double offset = (xMm - isocentre.xMm()) * across.x + (yMm - isocentre.yMm()) * across.y;
    return offset * magnification(w(xMm, yMm));
  }

  /** Projected offset to superior of a point in the plane {@code w}. */
  double v(double zMm, double w) {
    return (zMm - isocentre.zMm()) * magnification(w);
  }

  /** The patient point that projects to (u, v) and lies in the plane {@code w}. */
  PatientPoint point(double u, double v, double w) {
    double scale = 1 / magnification(w);
    return new PatientPoint(
        isocentre.xMm() + u * scale * across.x + w * towardsSource.x,
        isocentre.yMm() + u * scale * across.y + w * towardsSource.y,
        isocentre.zMm() + v * scale);
  }
}

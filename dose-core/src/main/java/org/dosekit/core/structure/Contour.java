package org.dosekit.core.structure;

import java.util.Arrays;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.PatientPoint;

/**
 * A closed polygon in patient coordinates; the last point joins the first. Immutable. That it lies
 * in a plane is checked where the plane is known: see {@link ContourRasterizer}.
 */
public final class Contour {
  /** Beyond any patient and couch, whatever the origin. */
  private static final double FARTHEST_MM = 100_000;

  /** x, y, z of each point. */
  private final double[] xyzMm;

  private Contour(double[] xyzMm) {
    this.xyzMm = xyzMm;
  }

  /**
   * A polygon of points.
   *
   * @param points at least 3
   * @throws DoseDataException when there are fewer, or a coordinate is not finite or farther than
   *     100 m from the origin
   */
  public static Contour of(List<PatientPoint> points) {
    double[] xyz = new double[Math.multiplyExact(3, points.size())];
    int i = 0;
    for (PatientPoint point : points) {
      xyz[i++] = point.xMm();
      xyz[i++] = point.yMm();
      xyz[i++] = point.zMm();
    }
    return new Contour(checked(xyz));
  }

  /**
   * A polygon of coordinates one after the other, as in DICOM's Contour Data.
   *
   * @param xyzMm x, y, z of each point in mm; copied
   * @throws DoseDataException when their number is not three times that of at least 3 points, or
   *     one is not finite or farther than 100 m from the origin
   */
  public static Contour of(double... xyzMm) {
    return new Contour(checked(xyzMm.clone()));
  }

  private static double[] checked(double[] xyzMm) {
    if (xyzMm.length < 9 || xyzMm.length % 3 != 0) {
      throw DoseDataException.of(
          "contour",
          xyzMm.length + " coordinates",
          "x, y, z of at least 3 points",
          "remove the contour, or draw it again");
    }
    for (double mm : xyzMm) {
      // Negated, so that NaN fails too.
      if (!(Math.abs(mm) <= FARTHEST_MM)) {
        throw DoseDataException.of(
            "contour",
            "a coordinate of " + mm + " mm",
            "coordinates within " + FARTHEST_MM + " mm of the origin",
            "check the file that the contour comes from");
      }
    }
    return xyzMm;
  }

  /**
   * The same ring of points from its least point on, towards the lesser of the two neighbours:
   * equal for rings that differ only in where they begin and which way round they go.
   */
  Contour canonical() {
    int first = 0;
    for (int i = 1; i < size(); i++) {
      first = compare(i, first) < 0 ? i : first;
    }
    int next = (first + 1) % size();
    int previous = (first + size() - 1) % size();
    int step = compare(next, previous) <= 0 ? 1 : size() - 1;
    double[] ring = new double[xyzMm.length];
    for (int i = 0; i < size(); i++) {
      // In long: a step back is nearly a whole round.
      int from = (int) ((first + (long) i * step) % size());
      System.arraycopy(xyzMm, 3 * from, ring, 3 * i, 3);
    }
    return new Contour(ring);
  }

  private int compare(int a, int b) {
    return Arrays.compare(xyzMm, 3 * a, 3 * a + 3, xyzMm, 3 * b, 3 * b + 3);
  }

  /** The number of points. */
  public int size() {
    return xyzMm.length / 3;
  }

  /** A point. */
  public PatientPoint point(int index) {
    return new PatientPoint(xyzMm[3 * index], xyzMm[3 * index + 1], xyzMm[3 * index + 2]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Contour contour && Arrays.equals(xyzMm, contour.xyzMm);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(xyzMm);
  }

  @Override
  public String toString() {
    return size() + " points from " + point(0);
  }
}

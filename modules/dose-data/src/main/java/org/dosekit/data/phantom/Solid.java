package org.dosekit.data.phantom;

import java.util.ArrayList;
import java.util.List;

/** A body in patient coordinates (mm; +x left, +y posterior, +z superior). */
sealed interface Solid {
  /** About how far a point is from the surface; negative inside, exact in sign only. */
  double distanceMm(double x, double y, double z);

  /** A box that holds the solid. */
  Box box();

  /** Bounds in mm, inclusive. */
  record Box(double x0, double x1, double y0, double y1, double z0, double z1) {
    Box around(Box other) {
      return new Box(
          Math.min(x0, other.x0),
          Math.max(x1, other.x1),
          Math.min(y0, other.y0),
          Math.max(y1, other.y1),
          Math.min(z0, other.z0),
          Math.max(z1, other.z1));
    }

    Point centre() {
      return new Point((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2);
    }

    static Box around(Point centre, double rx, double ry, double rz) {
      return new Box(
          centre.x - rx, centre.x + rx, centre.y - ry, centre.y + ry, centre.z - rz, centre.z + rz);
    }
  }

  /** A place in mm. */
  record Point(double x, double y, double z) {
    Point plus(double dx, double dy, double dz) {
      return new Point(x + dx, y + dy, z + dz);
    }
  }

  /** An ellipsoid with axes along the patient's. */
  record Ellipsoid(Point centre, double rx, double ry, double rz) implements Solid {
    @Override
    public double distanceMm(double x, double y, double z) {
      double a = (x - centre.x) / rx;
      double b = (y - centre.y) / ry;
      double c = (z - centre.z) / rz;
      double radius = Math.sqrt(a * a + b * b + c * c);
      double slope = Math.sqrt(a * a / (rx * rx) + b * b / (ry * ry) + c * c / (rz * rz));
      return slope == 0 ? -Math.min(rx, Math.min(ry, rz)) : radius * (radius - 1) / slope;
    }

    @Override
    public Box box() {
      return Box.around(centre, rx, ry, rz);
    }
  }

  /** A rod with round ends whose radius changes along it. */
  record Rod(Point from, double fromRadius, Point to, double toRadius) implements Solid {
    @Override
    public double distanceMm(double x, double y, double z) {
      double dx = to.x - from.x;
      double dy = to.y - from.y;
      double dz = to.z - from.z;
      double along = (x - from.x) * dx + (y - from.y) * dy + (z - from.z) * dz;
      double length2 = dx * dx + dy * dy + dz * dz;
      double t = length2 == 0 ? 0 : Math.min(1, Math.max(0, along / length2));
      double ex = x - from.x - t * dx;
      double ey = y - from.y - t * dy;
      double ez = z - from.z - t * dz;
      return Math.sqrt(ex * ex + ey * ey + ez * ez) - fromRadius - t * (toRadius - fromRadius);
    }

    @Override
    public Box box() {
      return Box.around(from, fromRadius, fromRadius, fromRadius)
          .around(Box.around(to, toRadius, toRadius, toRadius));
    }
  }

  /** All of several solids. */
  record Union(List<Solid> parts) implements Solid {
    public Union {
      parts = List.copyOf(parts);
    }

    @Override
    public double distanceMm(double x, double y, double z) {
      double nearest = Double.POSITIVE_INFINITY;
      for (Solid part : parts) {
        nearest = Math.min(nearest, part.distanceMm(x, y, z));
      }
      return nearest;
    }

    @Override
    public Box box() {
      return parts.stream().map(Solid::box).reduce(Box::around).orElseThrow();
    }
  }

  /**
   * A solid whose surface is displaced by up to {@code amplitudeMm} along smooth waves, as organs
   * are.
   */
  record Lumpy(Solid solid, double amplitudeMm, double wavelengthMm, Point phase) implements Solid {
    @Override
    public double distanceMm(double x, double y, double z) {
      double k = 2 * Math.PI / wavelengthMm;
      double wave =
          Math.sin(k * x + phase.x) * Math.sin(k * y + phase.y)
              + Math.sin(k * z + phase.z) * Math.sin(k * (x + y) + phase.x);
      return solid.distanceMm(x, y, z) + amplitudeMm / 2 * wave;
    }

    @Override
    public Box box() {
      Box b = solid.box();
      double a = amplitudeMm;
      return new Box(b.x0 - a, b.x1 + a, b.y0 - a, b.y1 + a, b.z0 - a, b.z1 + a);
    }
  }

  /** A node of a tube. */
  record Node(Point centre, double radius) {}

  /** A tube along a smooth (Catmull-Rom) curve through its nodes, at least two. */
  static Solid tube(List<Node> nodes) {
    List<Node> fine = smooth(nodes, 6);
    List<Solid> rods = new ArrayList<>();
    for (int i = 1; i < fine.size(); i++) {
      Node a = fine.get(i - 1);
      Node b = fine.get(i);
      rods.add(new Rod(a.centre, a.radius, b.centre, b.radius));
    }
    return new Union(rods);
  }

  /** The nodes with {@code pieces - 1} others between each two on the curve. */
  static List<Node> smooth(List<Node> nodes, int pieces) {
    List<Node> fine = new ArrayList<>();
    fine.add(nodes.get(0));
    for (int i = 0; i + 1 < nodes.size(); i++) {
      Node p0 = nodes.get(Math.max(0, i - 1));
      Node p1 = nodes.get(i);
      Node p2 = nodes.get(i + 1);
      Node p3 = nodes.get(Math.min(nodes.size() - 1, i + 2));
      for (int k = 1; k <= pieces; k++) {
        double t = (double) k / pieces;
        fine.add(
            new Node(
                new Point(
                    spline(p0.centre.x, p1.centre.x, p2.centre.x, p3.centre.x, t),
                    spline(p0.centre.y, p1.centre.y, p2.centre.y, p3.centre.y, t),
                    spline(p0.centre.z, p1.centre.z, p2.centre.z, p3.centre.z, t)),
                p1.radius + t * (p2.radius - p1.radius)));
      }
    }
    return fine;
  }

  private static double spline(double a, double b, double c, double d, double t) {
    double cubic = -a + 3 * b - 3 * c + d;
    double square = 2 * a - 5 * b + 4 * c - d;
    return b + t / 2 * (c - a + t * (square + t * cubic));
  }
}

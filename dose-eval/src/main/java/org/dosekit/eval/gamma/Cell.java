package org.dosekit.eval.gamma;

/**
 * A box between eight corners, in which the evaluated dose is trilinear, seen from one reference
 * point: the origin is that point, lengths are in mm, and a corner's value is its dose minus the
 * reference dose, times the mm that count as one Gy. The squared gamma at a place s is then |s|^2 +
 * value(s)^2, in mm^2.
 *
 * <p>Corner {@code 4y + 2x + z}. Mutable, of one thread.
 */
final class Cell {
  private static final int MAX_STEPS = 12;

  /** In fractions of the cell: a step that short ends the descent. */
  private static final double SHORTEST_STEP = 1e-6;

  /** A step whose linear model promises less, of the squared gamma, is the last one. */
  private static final double LEAST_GAIN = 1e-6;

  /** Newton on the scalar of the box problem ends after a handful; the bracket makes it certain. */
  private static final int MAX_NEWTON = 60;

  private static final double NEWTON_TOLERANCE = 1e-12;

  final double[] value = new double[8];
  double lowY;
  double lowX;
  double lowZ;
  double sizeY;
  double sizeX;
  double sizeZ;

  private double base;
  private double alongY;
  private double alongX;
  private double alongZ;
  private double twistYx;
  private double twistYz;
  private double twistXz;
  private double twistYxz;

  /** The solution of the last linear problem. */
  private double atY;

  private double atX;
  private double atZ;
  private double multiplier;

  /** The least squared distance of the box from the reference point. */
  double squaredDistance() {
    double y = gap(lowY, sizeY);
    double x = gap(lowX, sizeX);
    double z = gap(lowZ, sizeZ);
    return y * y + x * x + z * z;
  }

  private static double gap(double low, double size) {
    return low > 0 ? low : Math.max(0, -(low + size));
  }

  /**
   * Improves a minimum by descending from the box's point nearest to the reference point.
   *
   * @implNote Gauss-Newton: the dose is linearised, the convex problem is solved in the box, and a
   *     step that does not descend is halved. Ends at once when what the linearisation leaves out
   *     cannot lower its optimum below the minimum already known.
   */
  void descend(Minimum minimum) {
    expand();
    double perY = inverse(sizeY);
    double perX = inverse(sizeX);
    double perZ = inverse(sizeZ);
    double y = clamp(-lowY * perY, 0, 1);
    double x = clamp(-lowX * perX, 0, 1);
    double z = clamp(-lowZ * perZ, 0, 1);
    double reached = Double.POSITIVE_INFINITY;
    double fromY = y;
    double fromX = x;
    double fromZ = z;
    boolean last = false;
    for (int i = 0; i < MAX_STEPS; i++) {
      double gz = alongZ + twistYz * y + (twistXz + twistYxz * y) * x;
      double e = base + alongY * y + (alongX + twistYx * y) * x + gz * z;
      double sy = lowY + y * sizeY;
      double sx = lowX + x * sizeX;
      double sz = lowZ + z * sizeZ;
      double squared = sy * sy + sx * sx + sz * sz + e * e;
      minimum.offer(squared, sy, sx, sz);
      if (last) {
        return;
      }
      if (squared > reached) {
        y = (y + fromY) / 2;
        x = (x + fromX) / 2;
        z = (z + fromZ) / 2;
        continue;
      }
      reached = squared;
      fromY = y;
      fromX = x;
      fromZ = z;
      gz *= perZ;
      double gy = (alongY + twistYx * x + (twistYz + twistYxz * x) * z) * perY;
      double gx = (alongX + twistYx * y + (twistXz + twistYxz * y) * z) * perX;
      double optimum =
          solveLinear(e - gy * sy - gx * sx - gz * sz, gy, gx, gz, Double.POSITIVE_INFINITY);
      if (i == 0 && optimum - leftOut(y, x, z, minimum) >= minimum.squaredMm) {
        return;
      }
      y = clamp((atY - lowY) * perY, 0, 1);
      x = clamp((atX - lowX) * perX, 0, 1);
      z = clamp((atZ - lowZ) * perZ, 0, 1);
      double step = Math.abs(y - fromY) + Math.abs(x - fromX) + Math.abs(z - fromZ);
      if (step == 0) {
        return;
      }
      last = step < SHORTEST_STEP || squared - optimum <= LEAST_GAIN * squared;
    }
  }

  /** The dose as a polynomial of the place in the cell, 0 to 1 along each axis. */
  private void expand() {
    double[] v = value;
    base = v[0];
    alongY = v[4] - v[0];
    alongX = v[2] - v[0];
    alongZ = v[1] - v[0];
    twistYx = v[6] - v[4] - alongX;
    twistYz = v[5] - v[4] - alongZ;
    twistXz = v[3] - v[2] - alongZ;
    twistYxz = v[7] - v[6] - v[5] + v[4] - twistXz;
  }

  /**
   * How much lower than the optimum of the linearisation about the box's nearest place (0 to 1
   * along each axis) the squared gamma can be where it is below the minimum: such places are closer
   * than the minimum's root, there the dose is off its linearisation by no more than the twists
   * allow, and the multiplier of the optimum tells what that is worth.
   */
  private double leftOut(double y, double x, double z, Minimum minimum) {
    double radius = Math.sqrt(minimum.squaredMm);
    double farY = Math.min(1, (radius - Math.abs(lowY + y * sizeY)) * inverse(sizeY));
    double farX = Math.min(1, (radius - Math.abs(lowX + x * sizeX)) * inverse(sizeX));
    double farZ = Math.min(1, (radius - Math.abs(lowZ + z * sizeZ)) * inverse(sizeZ));
    double off =
        Math.abs(twistYx + twistYxz * z) * farY * farX
            + Math.abs(twistYz + twistYxz * x) * farY * farZ
            + Math.abs(twistXz + twistYxz * y) * farX * farZ
            + Math.abs(twistYxz) * farY * farX * farZ;
    return 2 * Math.abs(multiplier) * off;
  }

  /**
   * Minimises |s|^2 + (c + g.s)^2 in the box, into the {@code at} fields.
   *
   * @return a lower bound of that minimum, and the minimum itself up to rounding unless the bound
   *     has reached {@code enough}
   * @implNote The minimum is at s_j = clamp(-t g_j) for the root t of the growing, piecewise linear
   *     t - c - g.s(t); each t on the way is a multiplier of the dual problem, whose value bounds
   *     the minimum. Newton steps out of the bracket are replaced by bisection.
   */
  private double solveLinear(double c, double gy, double gx, double gz, double enough) {
    double highY = lowY + sizeY;
    double highX = lowX + sizeX;
    double highZ = lowZ + sizeZ;
    double y = clamp(0, lowY, highY);
    double x = clamp(0, lowX, highX);
    double z = clamp(0, lowZ, highZ);
    double nearest = c + gy * y + gx * x + gz * z;
    double bound = y * y + x * x + z * z;
    double below = Math.min(0, nearest);
    double above = Math.max(0, nearest);
    double t = nearest / (1 + gy * gy + gx * gx + gz * gz);
    double tolerance = NEWTON_TOLERANCE * (1 + Math.abs(nearest));
    for (int i = 0; i < MAX_NEWTON; i++) {
      double freeY = -t * gy;
      double freeX = -t * gx;
      double freeZ = -t * gz;
      y = clamp(freeY, lowY, highY);
      x = clamp(freeX, lowX, highX);
      z = clamp(freeZ, lowZ, highZ);
      double e = c + gy * y + gx * x + gz * z;
      bound = Math.max(bound, y * y + x * x + z * z + 2 * t * e - t * t);
      double excess = t - e;
      if (Math.abs(excess) <= tolerance || bound >= enough) {
        break;
      }
      if (excess > 0) {
        above = t;
      } else {
        below = t;
      }
      double slope = 1;
      slope += y == freeY ? gy * gy : 0;
      slope += x == freeX ? gx * gx : 0;
      slope += z == freeZ ? gz * gz : 0;
      t -= excess / slope;
      if (!(t > below && t < above)) {
        t = (below + above) / 2;
      }
    }
    atY = y;
    atX = x;
    atZ = z;
    multiplier = t;
    return bound;
  }

  /**
   * A lower bound of the squared gamma in the box, not sharpened beyond {@code enough}.
   *
   * @implNote The dose is its best affine fit plus a deviation, which like every multi-affine
   *     function is extreme at corners. Widened by it, the affine dose gives a convex problem, and
   *     every multiplier of its dual a bound.
   */
  double lowerBound(double enough) {
    double[] v = value;
    double least = v[0];
    double most = v[0];
    double sum = 0;
    for (double corner : v) {
      least = Math.min(least, corner);
      most = Math.max(most, corner);
      sum += corner;
    }
    double off = least > 0 ? least : Math.max(0, -most);
    double box = squaredDistance() + off * off;
    if (box >= enough) {
      return box;
    }
    double riseY = (v[4] + v[5] + v[6] + v[7] - v[0] - v[1] - v[2] - v[3]) / 4;
    double riseX = (v[2] + v[3] + v[6] + v[7] - v[0] - v[1] - v[4] - v[5]) / 4;
    double riseZ = (v[1] + v[3] + v[5] + v[7] - v[0] - v[2] - v[4] - v[6]) / 4;
    double base = sum / 8 - (riseY + riseX + riseZ) / 2;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 8; i++) {
      double affine = base + riseY * (i >> 2) + riseX * (i >> 1 & 1) + riseZ * (i & 1);
      lowest = Math.min(lowest, v[i] - affine);
      highest = Math.max(highest, v[i] - affine);
    }
    double gy = riseY * inverse(sizeY);
    double gx = riseX * inverse(sizeX);
    double gz = riseZ * inverse(sizeZ);
    double c = base - gy * lowY - gx * lowX - gz * lowZ;
    double nearest =
        c
            + gy * clamp(0, lowY, lowY + sizeY)
            + gx * clamp(0, lowX, lowX + sizeX)
            + gz * clamp(0, lowZ, lowZ + sizeZ);
    if (nearest + lowest > 0) {
      return Math.max(box, solveLinear(c + lowest, gy, gx, gz, enough));
    }
    if (nearest + highest < 0) {
      return Math.max(box, solveLinear(c + highest, gy, gx, gz, enough));
    }
    return box;
  }

  /** Makes another cell the lower or upper half of this one along the axis of a corner's bit. */
  void half(int bit, boolean upper, Cell target) {
    target.lowY = lowY;
    target.lowX = lowX;
    target.lowZ = lowZ;
    target.sizeY = bit == 4 ? sizeY / 2 : sizeY;
    target.sizeX = bit == 2 ? sizeX / 2 : sizeX;
    target.sizeZ = bit == 1 ? sizeZ / 2 : sizeZ;
    if (upper) {
      target.lowY += sizeY - target.sizeY;
      target.lowX += sizeX - target.sizeX;
      target.lowZ += sizeZ - target.sizeZ;
    }
    for (int i = 0; i < 8; i++) {
      double middle = (value[i & ~bit] + value[i | bit]) / 2;
      boolean kept = (i & bit) != 0 == upper;
      target.value[i] = kept ? value[i] : middle;
    }
  }

  /** The bit of the axis that takes most part in what is not affine here. */
  int mostCurvedAxis() {
    double[] v = value;
    double yx = Math.max(Math.abs(v[0] - v[2] - v[4] + v[6]), Math.abs(v[1] - v[3] - v[5] + v[7]));
    double yz = Math.max(Math.abs(v[0] - v[1] - v[4] + v[5]), Math.abs(v[2] - v[3] - v[6] + v[7]));
    double xz = Math.max(Math.abs(v[0] - v[1] - v[2] + v[3]), Math.abs(v[4] - v[5] - v[6] + v[7]));
    double y = yx + yz;
    double x = yx + xz;
    double z = yz + xz;
    return y >= x && y >= z ? 4 : x >= z ? 2 : 1;
  }

  /** 0 for an axis along which the dose has one voxel only, and no gradient. */
  private static double inverse(double size) {
    return size == 0 ? 0 : 1 / size;
  }

  private static double clamp(double v, double low, double high) {
    return v < low ? low : v > high ? high : v;
  }
}

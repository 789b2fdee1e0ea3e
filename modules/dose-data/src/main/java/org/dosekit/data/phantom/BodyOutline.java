package org.dosekit.data.phantom;

/**
 * The patient's cross-section, a superellipse that changes along z and differs left and right, with
 * fat under the skin around muscle.
 */
final class BodyOutline {
  private static final double WAVELENGTH_MM = 280;

  private final Solid.Point centre;
  private final double halfWidthMm;
  private final double halfDepthMm;
  private final double leftOverRight;
  private final double exponent;
  private final double fatMm;
  private final Solid.Point phase;

  private BodyOutline(Solid.Point centre, double halfWidthMm, double halfDepthMm, Draw draw) {
    this.centre = centre;
    this.halfWidthMm = halfWidthMm;
    this.halfDepthMm = halfDepthMm;
    leftOverRight = draw.between(0.96, 1.04);
    exponent = draw.between(2.2, 2.8);
    fatMm = draw.between(12, 30);
    phase = draw.phase();
  }

  /**
   * An outline that stays within the given half-sizes.
   *
   * @param size of the patient, around 1
   */
  static BodyOutline draw(Draw draw, double size, double maxHalfWidthMm, double maxHalfDepthMm) {
    double widest = Math.min(maxHalfWidthMm, draw.between(158, 178) * size);
    double deepest = Math.min(maxHalfDepthMm, draw.between(104, 122) * size);
    double roomX = Math.min(6, Math.max(0, maxHalfWidthMm - widest));
    double roomY = Math.min(6, Math.max(0, maxHalfDepthMm - deepest));
    Solid.Point centre =
        new Solid.Point(draw.between(-roomX, roomX), draw.between(-roomY, roomY), 0);
    // The waves along z and the sides' difference widen it by up to 1.04 * 1.04.
    return new BodyOutline(centre, widest / 1.082, deepest / 1.082, draw);
  }

  Solid.Point centre() {
    return centre;
  }

  /** The distance from skin to muscle. */
  double fatMm() {
    return fatMm;
  }

  /** Whether a point lies at least {@code insetMm} under the skin. */
  boolean contains(double x, double y, double z, double insetMm) {
    double wave = 2 * Math.PI * z / WAVELENGTH_MM;
    double side = x > centre.x() ? leftOverRight : 2 - leftOverRight;
    double width = halfWidthMm * side * (1 + 0.04 * Math.sin(wave + phase.x())) - insetMm;
    double depth = halfDepthMm * (1 + 0.04 * Math.sin(wave + phase.y())) - insetMm;
    double a = Math.abs(x - centre.x()) / width;
    double b = Math.abs(y - centre.y()) / depth;
    return a < 1 && b < 1 && Math.pow(a, exponent) + Math.pow(b, exponent) <= 1;
  }
}

package org.dosekit.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.dosekit.report.slice.ColourScale;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.TextAnchor;

/** The colours of a scale with their numbers, upright. */
final class ColourBar {
  /** What it takes across, in points, with numbers and label. */
  static final double WIDTH = 62;

  private static final double BAR = 12;
  private static final double TICK = 3;
  private static final int STEPS = 256;
  private static final int MOST_TICKS = 8;

  private ColourBar() {}

  /** Draws the bar with its upper left corner at (x, y). */
  static void draw(
      Graphics2D graphics, ColourScale scale, String label, double x, double y, double height) {
    BufferedImage colours = new BufferedImage(1, STEPS, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < STEPS; i++) {
      double value = scale.to() - (i + 0.5) / STEPS * (scale.to() - scale.from());
      colours.setRGB(0, i, scale.colour(value).getRGB());
    }
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.scale(BAR, height / STEPS);
    graphics.drawImage(colours, place, null);
    graphics.setColor(Style.BLACK);
    graphics.setStroke(Style.solid(0.8));
    graphics.draw(new Rectangle2D.Double(x, y, BAR, height));
    graphics.setFont(Style.SMALL);
    double step = tickStep(scale.to() - scale.from());
    for (double i = Math.ceil(scale.from() / step - 1e-9); i * step <= scale.to() + 1e-9; i++) {
      double at = y + (scale.to() - i * step) / (scale.to() - scale.from()) * height;
      graphics.draw(new Line2D.Double(x + BAR, at, x + BAR + TICK, at));
      TextUtils.drawAlignedString(
          number(i * step), graphics, (float) (x + BAR + 5), (float) at, TextAnchor.CENTER_LEFT);
    }
    graphics.setFont(Style.TEXT);
    TextUtils.drawRotatedString(
        label,
        graphics,
        (float) (x + WIDTH - 8),
        (float) (y + height / 2),
        TextAnchor.CENTER,
        -Math.PI / 2,
        TextAnchor.CENTER);
  }

  /** 1, 2 or 5 times a power of ten, so that there are not too many. */
  static double tickStep(double range) {
    double power = Math.pow(10, Math.floor(Math.log10(range / MOST_TICKS)));
    for (double factor : new double[] {1, 2, 5}) {
      if (range / (factor * power) <= MOST_TICKS) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    // Steps of tenths add up to numbers such as 0.30000000000000004.
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0
        ? "0"
        : rounded.stripTrailingZeros().toPlainString().replace('-', '\u2212');
  }
}

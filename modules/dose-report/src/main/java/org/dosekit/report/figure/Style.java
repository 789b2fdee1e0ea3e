package org.dosekit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.Stroke;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.text.TextUtils;

/** Fonts, colours and lines that all figures share. Lengths are points. */
final class Style {
  /** Two columns of a journal's page. */
  static final double WIDTH = 540;

  static final Color BLACK = Color.BLACK;
  static final Color ORANGE = new Color(0xE69F00);
  static final Color SKY_BLUE = new Color(0x56B4E9);
  static final Color GREEN = new Color(0x009E73);
  static final Color YELLOW = new Color(0xF0E442);
  static final Color BLUE = new Color(0x0072B2);
  static final Color VERMILLION = new Color(0xD55E00);
  static final Color PURPLE = new Color(0xCC79A7);
  static final Color GRID = new Color(0xDDDDDD);
  static final Color GREY = new Color(0x777777);

  /**
   * Wong's palette (Nature Methods 8, 2011), told apart in all common forms of colour blindness;
   * without yellow, which a white page swallows.
   */
  private static final List<Color> LINES =
      List.of(BLUE, VERMILLION, GREEN, ORANGE, SKY_BLUE, PURPLE, BLACK);

  /** The same colours in another order, so that the first targets and the first organs differ. */
  private static final List<Color> TARGETS =
      List.of(VERMILLION, BLUE, BLACK, GREEN, ORANGE, SKY_BLUE, PURPLE);

  private static final List<Color> ORGANS =
      List.of(GREEN, SKY_BLUE, PURPLE, ORANGE, BLACK, BLUE, VERMILLION);

  /** Times and those cut to its measure, then what most systems have. */
  private static final List<String> SERIF =
      List.of("Times New Roman", "Liberation Serif", "Nimbus Roman", "Tinos", "DejaVu Serif");

  /** Text of axes and titles. */
  static final Font TEXT = new Font(serif(), Font.PLAIN, 12);

  /** Numbers on axes, legends. */
  static final Font SMALL = TEXT.deriveFont(10f);

  /** Orientation labels, panel titles. */
  static final Font BOLD = TEXT.deriveFont(Font.BOLD);

  static {
    // Else upright labels are drawn as outlines, and SVG could not keep them as text.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  private Style() {}

  private static String serif() {
    List<String> there =
        Arrays.asList(
            GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames());
    return SERIF.stream().filter(there::contains).findFirst().orElse(Font.SERIF);
  }

  /** How many lines are told apart by colour. */
  static int colours() {
    return LINES.size();
  }

  /** The colour of the n-th target. */
  static Color target(int n) {
    return TARGETS.get(n % TARGETS.size());
  }

  /** The colour of the n-th organ at risk. */
  static Color organ(int n) {
    return ORGANS.get(n % ORGANS.size());
  }

  /** The colour of the n-th line; from the start again when they end. */
  static Color line(int n) {
    return LINES.get(n % LINES.size());
  }

  static Stroke solid(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  static Stroke dashed(double width) {
    return dashes(width, 5, 3);
  }

  static Stroke dotted(double width) {
    return dashes(width, 1, 2);
  }

  private static Stroke dashes(double width, float on, float off) {
    return new BasicStroke(
        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {on, off}, 0);
  }

  /** How bright a colour looks, 0 to 1 (Rec. 709). */
  static double brightness(Color colour) {
    return (0.2126 * colour.getRed() + 0.7152 * colour.getGreen() + 0.0722 * colour.getBlue())
        / 255;
  }
}

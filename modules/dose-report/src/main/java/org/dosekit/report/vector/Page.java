package org.dosekit.report.vector;

import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** What a drawing is put on. Lengths are points of 1/72 inch, y runs down from the upper left. */
interface Page {
  /** How text is measured and outlined, everywhere alike: no hinting to any pixel grid. */
  FontRenderContext TEXT = new FontRenderContext(new AffineTransform(), true, true);

  /**
   * How a line is drawn.
   *
   * @param width in points
   * @param cap as of {@link java.awt.BasicStroke}
   * @param join as of {@link java.awt.BasicStroke}
   * @param miterLimit as of {@link java.awt.BasicStroke}
   * @param dash lengths of dashes and gaps in points; empty for a solid line
   * @param dashPhase where in the pattern the line begins
   */
  record Pen(double width, int cap, int join, double miterLimit, double[] dash, double dashPhase) {}

  /** What follows is drawn inside this shape only; everywhere when empty. */
  void clip(Optional<Shape> shape);

  /** What follows is named so, for those who look into the file; not named when empty. */
  void name(String name);

  /** Fills a shape. */
  void fill(Shape shape, Color colour);

  /** Draws along a path. */
  void stroke(Shape path, Pen pen, Color colour);

  /**
   * Writes text.
   *
   * @param place takes the text's baseline, beginning at (0, 0), to the page
   */
  void text(String text, Font font, AffineTransform place, Color colour);

  /**
   * Places a picture.
   *
   * @param place takes the picture's pixels to the page
   */
  void picture(BufferedImage picture, AffineTransform place);
}

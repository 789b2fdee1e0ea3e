package org.dosekit.report.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import org.dosekit.report.vector.Drawing;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** A shape of fixed size at a place of a chart. */
final class PlacedShape extends AbstractXYAnnotation {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final double x;
  private final double y;
  private final transient Shape shape;
  private final Color outline;
  private final Color inside;

  /**
   * The shape.
   *
   * @param name in the file
   * @param x of the place, in the chart's numbers
   * @param y of the place
   * @param shape about (0, 0) in points, y down
   */
  PlacedShape(String name, double x, double y, Shape shape, Color outline, Color inside) {
    this.name = name;
    this.x = x;
    this.y = y;
    this.shape = shape;
    this.outline = outline;
    this.inside = inside;
  }

  @Override
  public void draw(
      Graphics2D graphics,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis across,
      ValueAxis up,
      int rendererIndex,
      PlotRenderingInfo info) {
    double atX = across.valueToJava2D(x, area, plot.getDomainAxisEdge());
    double atY = up.valueToJava2D(y, area, plot.getRangeAxisEdge());
    Shape placed = AffineTransform.getTranslateInstance(atX, atY).createTransformedShape(shape);
    graphics.setRenderingHint(Drawing.NAME, name);
    graphics.setColor(inside);
    graphics.fill(placed);
    graphics.setColor(outline);
    graphics.setStroke(Style.solid(1));
    graphics.draw(placed);
    graphics.setRenderingHint(Drawing.NAME, "");
  }
}

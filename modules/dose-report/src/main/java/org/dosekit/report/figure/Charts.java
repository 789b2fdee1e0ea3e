package org.dosekit.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** JFreeChart in the style of all figures. */
final class Charts {
  private static final double DOT = 3.5;
  private static final double AXIS = 52;

  private Charts() {}

  /**
   * A line of a chart.
   *
   * @param name in the legend; an empty one is not there
   * @param x ascending
   * @param y as many; NaN interrupts the line
   */
  record Line(String name, double[] x, double[] y, Color colour, Stroke stroke, boolean dots) {}

  /** An axis for numbers, with a label that names the unit. */
  static NumberAxis axis(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    styled(axis);
    return axis;
  }

  /** An axis for whole numbers from 1, as epochs. */
  static NumberAxis countAxis(String label) {
    NumberAxis axis = axis(label);
    axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    return axis;
  }

  /** An axis whose whole numbers are names. */
  static SymbolAxis nameAxis(List<String> names) {
    SymbolAxis axis = new SymbolAxis("", names.toArray(String[]::new));
    styled(axis);
    axis.setGridBandsVisible(false);
    axis.setRange(-0.6, names.size() - 0.4);
    return axis;
  }

  private static void styled(ValueAxis axis) {
    axis.setLabelFont(Style.TEXT);
    axis.setTickLabelFont(Style.SMALL);
    axis.setLabelPaint(Style.BLACK);
    axis.setTickLabelPaint(Style.BLACK);
    axis.setAxisLinePaint(Style.BLACK);
    axis.setTickMarkPaint(Style.BLACK);
  }

  /** A plot without data. */
  static XYPlot plot(ValueAxis across, ValueAxis up) {
    XYPlot plot = new XYPlot(new XYSeriesCollection(), across, up, renderer());
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(Style.GRID);
    plot.setRangeGridlinePaint(Style.GRID);
    plot.setDomainGridlineStroke(new BasicStroke(0.5f));
    plot.setRangeGridlineStroke(new BasicStroke(0.5f));
    plot.setOutlinePaint(Style.BLACK);
    plot.setOutlineStroke(new BasicStroke(0.8f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setInsets(new RectangleInsets(4, 4, 4, 16));
    plot.setFixedRangeAxisSpace(left(AXIS));
    return plot;
  }

  /** What the axis on the left takes, so that the panels of a figure stand in line. */
  static AxisSpace left(double points) {
    AxisSpace space = new AxisSpace();
    space.setLeft(points);
    return space;
  }

  private static XYLineAndShapeRenderer renderer() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    // Else dashes begin anew at every point.
    renderer.setDrawSeriesLineAsPath(true);
    return renderer;
  }

  /** A plot of lines. */
  static XYPlot plot(ValueAxis across, ValueAxis up, List<Line> lines) {
    XYPlot plot = plot(across, up);
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = renderer();
    Shape dot = new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT);
    LegendItemCollection legend = new LegendItemCollection();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      XYSeries series = new XYSeries(i, false, true);
      for (int p = 0; p < line.x().length; p++) {
        series.add(line.x()[p], line.y()[p]);
      }
      data.addSeries(series);
      renderer.setSeriesPaint(i, line.colour());
      renderer.setSeriesStroke(i, line.stroke());
      renderer.setSeriesShape(i, dot);
      renderer.setSeriesShapesVisible(i, line.dots() || line.x().length == 1);
      if (!line.name().isEmpty()) {
        legend.add(legendLine(line.name(), line.colour(), line.stroke()));
      }
    }
    plot.setDataset(data);
    plot.setRenderer(renderer);
    plot.setFixedLegendItems(legend);
    return plot;
  }

  /** A line in a legend. */
  static LegendItem legendLine(String name, Color colour, Stroke stroke) {
    return new LegendItem(name, null, null, null, new Line2D.Double(-10, 0, 10, 0), stroke, colour);
  }

  /** A chart without a title, its legend below where the plot has one. */
  static JFreeChart chart(Plot plot) {
    boolean legend = plot.getLegendItems() != null && plot.getLegendItems().getItemCount() > 0;
    JFreeChart chart = new JFreeChart(null, Style.TEXT, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    if (legend) {
      LegendTitle title = new LegendTitle(plot);
      title.setItemFont(Style.SMALL);
      title.setFrame(BlockBorder.NONE);
      title.setBackgroundPaint(Color.WHITE);
      title.setPosition(RectangleEdge.BOTTOM);
      chart.addLegend(title);
    }
    return chart;
  }
}

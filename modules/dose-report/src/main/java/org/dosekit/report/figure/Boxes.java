package org.dosekit.report.figure;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.dosekit.eval.stats.Bootstrap;
import org.dosekit.eval.stats.CaseStatistics;
import org.jfree.chart.annotations.XYBoxAnnotation;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;

/**
 * Lying box plots with every case as a circle: box from the lower to the upper quartile, line at
 * the median, whiskers to the outermost cases within 1.5 box lengths (Tukey 1977).
 */
final class Boxes {
  /** Fewer values have no quartiles worth drawing. */
  static final int LEAST = 3;

  /** What a box takes, and what a panel takes besides, in points. */
  private static final double BOX_HEIGHT = 26;

  private static final double PANEL_HEIGHT = 48;

  /** What names take on the left; longer ones are cut there. */
  static final double NAMES = 120;

  private static final double HALF_BOX = 0.3;
  private static final double CIRCLE = 4;
  private static final double WHISKER = 1.5;

  /** Spreads circles evenly without chance: multiples of it, modulo 1. */
  private static final double GOLDEN = 0.6180339887498949;

  private Boxes() {}

  /** One box: its name, and a value a case. */
  record Box(String name, double[] values, Color colour) {
    Box {
      if (values.length < LEAST) {
        throw new IllegalArgumentException(values.length + " values; at least " + LEAST);
      }
    }
  }

  /** The height of a panel of so many boxes. */
  static double height(int boxes) {
    return PANEL_HEIGHT + boxes * BOX_HEIGHT;
  }

  /**
   * A panel.
   *
   * @param zero whether 0 is marked
   */
  static XYPlot plot(String label, List<Box> boxes, boolean zero) {
    // Upwards on a chart is downwards in a list.
    List<Box> upwards = new ArrayList<>(boxes);
    Collections.reverse(upwards);
    NumberAxis values = Charts.axis(label);
    XYPlot plot = Charts.plot(values, Charts.nameAxis(upwards.stream().map(Box::name).toList()));
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < upwards.size(); i++) {
      add(plot, upwards.get(i), i);
      lowest = Math.min(lowest, Arrays.stream(upwards.get(i).values()).min().orElseThrow());
      highest = Math.max(highest, Arrays.stream(upwards.get(i).values()).max().orElseThrow());
    }
    if (zero) {
      lowest = Math.min(0, lowest);
      highest = Math.max(0, highest);
      plot.addDomainMarker(new ValueMarker(0, Style.GREY, Style.solid(0.8)), Layer.BACKGROUND);
    }
    double rim = Math.max(1e-9, (highest - lowest) * 0.04);
    values.setRange(lowest - rim, highest + rim);
    plot.setRangeGridlinesVisible(false);
    plot.setFixedRangeAxisSpace(Charts.left(NAMES));
    return plot;
  }

  private static void add(XYPlot plot, Box box, double at) {
    CaseStatistics statistics = CaseStatistics.of(box.values(), Bootstrap.ofSeed(1));
    double low = statistics.quartiles().low();
    double high = statistics.quartiles().high();
    double reach = WHISKER * (high - low);
    double from = Arrays.stream(box.values()).filter(v -> v >= low - reach).min().orElse(low);
    double to = Arrays.stream(box.values()).filter(v -> v <= high + reach).max().orElse(high);
    for (double[] whisker : new double[][] {{from, low}, {high, to}}) {
      plot.addAnnotation(
          new XYLineAnnotation(whisker[0], at, whisker[1], at, Style.solid(1), Style.BLACK));
    }
    for (double end : new double[] {from, to}) {
      plot.addAnnotation(
          new XYLineAnnotation(
              end, at - HALF_BOX / 2, end, at + HALF_BOX / 2, Style.solid(1), Style.BLACK));
    }
    Color pale =
        new Color(box.colour().getRed(), box.colour().getGreen(), box.colour().getBlue(), 70);
    plot.addAnnotation(
        new XYBoxAnnotation(
            low, at - HALF_BOX, high, at + HALF_BOX, Style.solid(1), Style.BLACK, pale));
    plot.addAnnotation(
        new XYLineAnnotation(
            statistics.median(),
            at - HALF_BOX,
            statistics.median(),
            at + HALF_BOX,
            Style.solid(2),
            Style.BLACK));
    for (int i = 0; i < box.values().length; i++) {
      double spread = (i * GOLDEN % 1 - 0.5) * 2 * HALF_BOX * 0.8;
      plot.addAnnotation(
          new PlacedShape(
              box.name(),
              box.values()[i],
              at + spread,
              new Ellipse2D.Double(-CIRCLE / 2, -CIRCLE / 2, CIRCLE, CIRCLE),
              box.colour(),
              new Color(255, 255, 255, 160)));
    }
  }
}

package org.dosekit.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.report.vector.Drawing;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.TextAnchor;

/** Charts in a grid of rows, each with its title. */
final class PanelStack {
  private static final double TITLE = 18;
  private static final double MARGIN = 6;

  private final List<Panel> panels = new ArrayList<>();
  private final int columns;

  private record Panel(String title, JFreeChart chart, double height) {}

  PanelStack(int columns) {
    this.columns = columns;
  }

  /**
   * Adds a chart behind the others.
   *
   * @param title above it; may be empty
   * @param height in points, without the title; a row is as high as its highest
   */
  void add(String title, JFreeChart chart, double height) {
    panels.add(new Panel(title, chart, height));
  }

  /** How many charts there are. */
  int size() {
    return panels.size();
  }

  Drawing drawing(String title) {
    double height = 2 * MARGIN;
    for (int from = 0; from < panels.size(); from += columns) {
      height += rowHeight(from);
    }
    return new Drawing(title, Style.WIDTH, height, this::draw);
  }

  private List<Panel> row(int from) {
    return panels.subList(from, Math.min(panels.size(), from + columns));
  }

  private double rowHeight(int from) {
    return row(from).stream().mapToDouble(Panel::height).max().orElse(0) + titleHeight(from);
  }

  private double titleHeight(int from) {
    return row(from).stream().allMatch(panel -> panel.title().isEmpty()) ? 0 : TITLE;
  }

  private void draw(Graphics2D graphics) {
    double width = (Style.WIDTH - 2 * MARGIN) / columns;
    double y = MARGIN;
    for (int from = 0; from < panels.size(); from += columns) {
      double top = y + titleHeight(from);
      double x = MARGIN;
      for (Panel panel : row(from)) {
        graphics.setFont(Style.BOLD);
        graphics.setColor(Style.BLACK);
        TextUtils.drawAlignedString(
            panel.title(),
            graphics,
            (float) (x + width / 2),
            (float) top,
            TextAnchor.BOTTOM_CENTER);
        panel.chart().draw(graphics, new Rectangle2D.Double(x, top, width, panel.height()));
        x += width;
      }
      y += rowHeight(from);
    }
  }
}

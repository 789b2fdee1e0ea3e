package org.dosekit.report.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;
import org.dosekit.core.structure.Structure;
import org.dosekit.report.slice.ColourScale;
import org.dosekit.report.slice.EdgeLabels;
import org.dosekit.report.slice.LevelLines;
import org.dosekit.report.slice.Slice;
import org.dosekit.report.vector.Drawing;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.TextAnchor;

/**
 * Rows of an axial, a coronal and a sagittal slice, all at one scale, with outlines of structures,
 * orientation labels, a colour bar and a legend.
 */
final class SlicePanels {
  private static final double MARGIN = 6;
  private static final double ROW_TITLE = 18;
  private static final double COLUMN_TITLE = 18;
  private static final double GAP = 6;
  private static final double LEGEND_LINE = 16;
  private static final int LEGEND_COLUMNS = 5;
  private static final double MOST_HEIGHT = 640;
  private static final double SCALE_BAR_MM = 50;

  private final List<Slice> slices;
  private final List<Row> rows;
  private final List<Structure> outlined;
  private final StructureLines lines;
  private final ColourScale scale;
  private final String unit;
  private final double pointsPerMm;
  private final double rowHeight;

  /** A row of panels: its title, and the picture of each slice. */
  record Row(String title, Function<Slice, BufferedImage> picture) {}

  SlicePanels(CaseView view, List<Row> rows, StructureLines lines, ColourScale scale, String unit) {
    this.slices = view.slices();
    this.rows = rows;
    this.lines = lines;
    this.scale = scale;
    this.unit = unit;
    this.outlined =
        lines.all().stream().filter(s -> slices.stream().anyMatch(p -> cuts(p, s))).toList();
    double widthMm = slices.stream().mapToDouble(Slice::widthMm).sum();
    double heightMm = slices.stream().mapToDouble(Slice::heightMm).max().orElseThrow();
    double across =
        Style.WIDTH - 2 * MARGIN - rowTitle() - (slices.size() - 1) * GAP - GAP - ColourBar.WIDTH;
    this.pointsPerMm = Math.min(across / widthMm, MOST_HEIGHT / (rows.size() * heightMm));
    this.rowHeight = heightMm * pointsPerMm;
  }

  /** A single row needs no title of its own. */
  private double rowTitle() {
    return rows.size() > 1 ? ROW_TITLE : 0;
  }

  private static boolean cuts(Slice slice, Structure structure) {
    for (float value : slice.values(structure.mask()).values()) {
      if (value > 0) {
        return true;
      }
    }
    return false;
  }

  /** The structures whose outlines are drawn. */
  List<String> outlined() {
    return outlined.stream().map(Structure::name).toList();
  }

  Drawing drawing(String title) {
    double height = top(rows.size()) - GAP + legendHeight() + MARGIN;
    return new Drawing(title, Style.WIDTH, height, this::draw);
  }

  private double top(int row) {
    return MARGIN + COLUMN_TITLE + row * (rowHeight + GAP);
  }

  private void draw(Graphics2D graphics) {
    for (int r = 0; r < rows.size(); r++) {
      drawRow(graphics, r);
    }
    double barHeight = top(rows.size()) - GAP - top(0);
    ColourBar.draw(
        graphics, scale, unit, Style.WIDTH - MARGIN - ColourBar.WIDTH, top(0), barHeight);
    drawLegend(graphics, top(rows.size()) + 2);
  }

  private void drawRow(Graphics2D graphics, int row) {
    if (rows.size() > 1) {
      graphics.setFont(Style.TEXT);
      graphics.setColor(Style.BLACK);
      TextUtils.drawRotatedString(
          rows.get(row).title(),
          graphics,
          (float) (MARGIN + ROW_TITLE / 2 - 2),
          (float) (top(row) + rowHeight / 2),
          TextAnchor.CENTER,
          -Math.PI / 2,
          TextAnchor.CENTER);
    }
    double x = MARGIN + rowTitle();
    for (Slice slice : slices) {
      double width = slice.widthMm() * pointsPerMm;
      double height = slice.heightMm() * pointsPerMm;
      double y = top(row) + (rowHeight - height) / 2;
      if (row == 0) {
        graphics.setFont(Style.SMALL);
        graphics.setColor(Style.BLACK);
        TextUtils.drawAlignedString(
            slice.title(),
            graphics,
            (float) (x + width / 2),
            (float) (top(0) - 4),
            TextAnchor.BOTTOM_CENTER);
      }
      drawPanel(graphics, slice, rows.get(row), new Rectangle2D.Double(x, y, width, height));
      x += width + GAP;
    }
  }

  private void drawPanel(Graphics2D graphics, Slice slice, Row row, Rectangle2D at) {
    BufferedImage picture = row.picture().apply(slice);
    AffineTransform pixels = AffineTransform.getTranslateInstance(at.getX(), at.getY());
    pixels.scale(at.getWidth() / picture.getWidth(), at.getHeight() / picture.getHeight());
    graphics.drawImage(picture, pixels, null);
    AffineTransform voxels = AffineTransform.getTranslateInstance(at.getX(), at.getY());
    voxels.scale(slice.columnMm() * pointsPerMm, slice.rowMm() * pointsPerMm);
    for (Structure structure : outlined) {
      Path2D outline = LevelLines.of(slice.values(structure.mask()), 0.5);
      outline.transform(voxels);
      graphics.setRenderingHint(
          Drawing.NAME, "%s %s %s".formatted(row.title(), slice.plane().title(), structure.name()));
      drawHaloed(graphics, outline, structure);
      graphics.setRenderingHint(Drawing.NAME, "");
    }
    drawLabels(graphics, slice.labels(), at);
    if (slice.equals(slices.get(0)) && SCALE_BAR_MM * pointsPerMm < at.getWidth() / 2) {
      drawScaleBar(graphics, at);
    }
  }

  private void drawHaloed(Graphics2D graphics, Shape outline, Structure structure) {
    Color colour = lines.colour(structure.name()).orElseThrow();
    graphics.setStroke(Style.solid(StructureLines.width(structure) + 0.8));
    graphics.setColor(halo(colour));
    graphics.draw(outline);
    graphics.setStroke(StructureLines.outline(structure));
    graphics.setColor(colour);
    graphics.draw(outline);
  }

  private static Color halo(Color colour) {
    return Style.brightness(colour) < 0.3 ? new Color(255, 255, 255, 200) : new Color(0, 0, 0, 160);
  }

  private static void drawLabels(Graphics2D graphics, EdgeLabels labels, Rectangle2D at) {
    Font font = Style.BOLD.deriveFont(11f);
    double inset = 8;
    drawLabel(graphics, font, labels.top(), at.getCenterX(), at.getMinY() + inset);
    drawLabel(graphics, font, labels.bottom(), at.getCenterX(), at.getMaxY() - inset);
    drawLabel(graphics, font, labels.left(), at.getMinX() + inset, at.getCenterY());
    drawLabel(graphics, font, labels.right(), at.getMaxX() - inset, at.getCenterY());
  }

  private static void drawLabel(Graphics2D graphics, Font font, String text, double x, double y) {
    GlyphVector glyphs = font.createGlyphVector(graphics.getFontRenderContext(), text);
    Rectangle2D size = glyphs.getVisualBounds();
    float left = (float) (x - size.getCenterX());
    float baseline = (float) (y - size.getCenterY());
    // A dark rim, for places where the picture is bright.
    graphics.setColor(new Color(0, 0, 0, 160));
    graphics.setStroke(Style.solid(1.6));
    graphics.draw(glyphs.getOutline(left, baseline));
    graphics.setFont(font);
    graphics.setColor(Color.WHITE);
    graphics.drawString(text, left, baseline);
  }

  private void drawScaleBar(Graphics2D graphics, Rectangle2D at) {
    double y = at.getMaxY() - 6;
    double x = at.getMinX() + 6;
    graphics.setColor(Color.WHITE);
    graphics.setStroke(Style.solid(1.6));
    graphics.draw(new Line2D.Double(x, y, x + SCALE_BAR_MM * pointsPerMm, y));
    graphics.setFont(Style.SMALL.deriveFont(8f));
    TextUtils.drawAlignedString(
        "5 cm",
        graphics,
        (float) (x + SCALE_BAR_MM * pointsPerMm / 2),
        (float) (y - 2),
        TextAnchor.BOTTOM_CENTER);
  }

  private double legendHeight() {
    return outlined.isEmpty()
        ? 0
        : LEGEND_LINE * Math.ceil(outlined.size() / (double) LEGEND_COLUMNS) + 4;
  }

  private void drawLegend(Graphics2D graphics, double top) {
    double column = (Style.WIDTH - 2 * MARGIN) / LEGEND_COLUMNS;
    graphics.setFont(Style.SMALL);
    for (int i = 0; i < outlined.size(); i++) {
      Structure structure = outlined.get(i);
      int line = i / LEGEND_COLUMNS;
      double x = MARGIN + i % LEGEND_COLUMNS * column;
      double y = top + (line + 0.5) * LEGEND_LINE;
      drawHaloed(graphics, new Line2D.Double(x, y, x + 16, y), structure);
      graphics.setColor(Style.BLACK);
      TextUtils.drawAlignedString(
          structure.name(), graphics, (float) (x + 20), (float) y, TextAnchor.CENTER_LEFT);
    }
  }
}

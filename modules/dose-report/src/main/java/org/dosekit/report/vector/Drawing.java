package org.dosekit.report.vector;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * A drawing of a size, which any Graphics2D can be asked to show: as pixels, SVG or PDF. The same
 * drawing gives the same bytes on the same Java with the same fonts.
 *
 * @param title of the file, for those who search
 * @param widthPt in points of 1/72 inch, positive
 * @param heightPt in points
 * @param painter draws it on a white page of that size, y down
 */
public record Drawing(String title, double widthPt, double heightPt, Consumer<Graphics2D> painter) {
  /**
   * A rendering hint whose value, a text, names what is drawn next; in SVG it becomes the attribute
   * {@code data-name}, elsewhere it is passed over.
   */
  public static final RenderingHints.Key NAME = new NameKey();

  private static final double POINTS_PER_INCH = 72;
  private static final double METRES_PER_INCH = 0.0254;
  private static final String PNG_METADATA = "javax_imageio_png_1.0";
  private static final int NAME_KEY = 0x646B;

  private static final class NameKey extends RenderingHints.Key {
    private NameKey() {
      super(NAME_KEY);
    }

    @Override
    public boolean isCompatibleValue(Object value) {
      return value instanceof String;
    }
  }

  /** Checks the size. */
  public Drawing {
    Objects.requireNonNull(title);
    Objects.requireNonNull(painter);
    if (!(widthPt > 0 && heightPt > 0) || !Double.isFinite(widthPt + heightPt)) {
      throw new IllegalArgumentException("a drawing of " + widthPt + " x " + heightPt + " pt");
    }
  }

  /** The drawing as an SVG file. */
  public String toSvg() {
    SvgPage page = new SvgPage(widthPt, heightPt, title);
    paint(new PageGraphics(page));
    return page.toText();
  }

  /** The drawing as a PDF file of one page. */
  public byte[] toPdf() {
    PdfPage page = new PdfPage(widthPt, heightPt, title);
    paint(new PageGraphics(page));
    return page.toBytes();
  }

  /** The drawing as pixels. */
  public BufferedImage toPixels(int dotsPerInch) {
    double scale = dotsPerInch / POINTS_PER_INCH;
    BufferedImage pixels =
        new BufferedImage(
            Math.toIntExact(Math.round(widthPt * scale)),
            Math.toIntExact(Math.round(heightPt * scale)),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pixels.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      // All of it: the page's own edge may lie within the last pixel.
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, pixels.getWidth(), pixels.getHeight());
      graphics.scale(scale, scale);
      paint(graphics);
    } finally {
      graphics.dispose();
    }
    return pixels;
  }

  /** Writes the drawing as PNG that says how large it is meant to be printed. */
  public void writePng(OutputStream out, int dotsPerInch) throws IOException {
    BufferedImage pixels = toPixels(dotsPerInch);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(pixels), writer.getDefaultWriteParam());
      metadata.mergeTree(PNG_METADATA, resolution(dotsPerInch));
      writer.setOutput(stream);
      writer.write(null, new IIOImage(pixels, null, metadata), writer.getDefaultWriteParam());
    } catch (IIOInvalidTreeException e) {
      throw new IllegalStateException("every PNG may hold its resolution", e);
    } finally {
      writer.dispose();
    }
  }

  /** The chunk pHYs. */
  private static IIOMetadataNode resolution(int dotsPerInch) {
    String perMetre = String.valueOf(Math.round(dotsPerInch / METRES_PER_INCH));
    IIOMetadataNode size = new IIOMetadataNode("pHYs");
    size.setAttribute("pixelsPerUnitXAxis", perMetre);
    size.setAttribute("pixelsPerUnitYAxis", perMetre);
    size.setAttribute("unitSpecifier", "meter");
    IIOMetadataNode root = new IIOMetadataNode(PNG_METADATA);
    root.appendChild(size);
    return root;
  }

  private void paint(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fill(new Rectangle2D.Double(0, 0, widthPt, heightPt));
    graphics.setColor(Color.BLACK);
    painter.accept(graphics);
  }
}

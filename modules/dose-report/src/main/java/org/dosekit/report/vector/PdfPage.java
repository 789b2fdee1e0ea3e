package org.dosekit.report.vector;

import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A drawing as a PDF 1.4 (ISO 32000-1) of one page. Text is drawn as outlines: publishers ask that
 * fonts be embedded, and so none is needed. Holds no date: the same drawing gives the same bytes.
 */
final class PdfPage implements Page {
  private static final double OPAQUE = 255;

  private final double width;
  private final double height;
  private final String title;
  private final StringBuilder content = new StringBuilder();
  private final List<BufferedImage> pictures = new ArrayList<>();

  /** The graphics state of each opacity but 1: its number in the page's resources. */
  private final Map<Integer, Integer> opacities = new LinkedHashMap<>();

  private boolean clipped;

  PdfPage(double width, double height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  /** The whole file. */
  byte[] toBytes() {
    clip(Optional.empty());
    PdfFile file = new PdfFile();
    // Turns the page upside down, as y runs up in PDF.
    String flipped = "1 0 0 -1 0 " + PathWriter.number(height) + " cm\n" + content;
    int contents = file.addStream("", PdfFile.ascii(flipped));
    StringBuilder resources = new StringBuilder("<< /XObject <<");
    for (int i = 0; i < pictures.size(); i++) {
      resources.append(" /P%d %d 0 R".formatted(i, addPicture(file, pictures.get(i))));
    }
    resources.append(" >> /ExtGState <<");
    opacities.forEach(
        (alpha, number) ->
            resources.append(
                " /A%d << /ca %s /CA %s >>"
                    .formatted(
                        number,
                        PathWriter.number(alpha / OPAQUE),
                        PathWriter.number(alpha / OPAQUE))));
    resources.append(" >> >>");
    return file.toBytes(width, height, title, contents, resources.toString());
  }

  private static int addPicture(PdfFile file, BufferedImage picture) {
    int w = picture.getWidth();
    int h = picture.getHeight();
    byte[] rgb = new byte[3 * w * h];
    int i = 0;
    for (int pixel : picture.getRGB(0, 0, w, h, null, 0, w)) {
      rgb[i++] = (byte) (pixel >> 16);
      rgb[i++] = (byte) (pixel >> 8);
      rgb[i++] = (byte) pixel;
    }
    String dictionary =
        "/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB"
            + " /BitsPerComponent 8";
    return file.addStream(dictionary.formatted(w, h), rgb);
  }

  @Override
  public void clip(Optional<Shape> shape) {
    if (clipped) {
      content.append("Q\n");
    }
    clipped = shape.isPresent();
    if (clipped) {
      content.append("q\n").append(PathWriter.pdf(shape.get()));
      content.append(isEvenOdd(shape.get()) ? "W* n\n" : "W n\n");
    }
  }

  @Override
  public void name(String name) {
    // A name has no place in a page's content.
  }

  @Override
  public void fill(Shape shape, Color colour) {
    begin(colour, "rg");
    content.append(PathWriter.pdf(shape)).append(isEvenOdd(shape) ? "f*\n" : "f\n");
    end(colour);
  }

  @Override
  public void stroke(Shape path, Pen pen, Color colour) {
    begin(colour, "RG");
    content
        .append(PathWriter.number(pen.width()))
        .append(" w ")
        .append(pen.cap())
        .append(" J ")
        .append(pen.join())
        .append(" j ")
        .append(PathWriter.number(Math.max(1, pen.miterLimit())))
        .append(" M [")
        .append(
            DoubleStream.of(pen.dash())
                .mapToObj(PathWriter::number)
                .collect(Collectors.joining(" ")))
        .append("] ")
        .append(PathWriter.number(pen.dashPhase()))
        .append(" d\n")
        .append(PathWriter.pdf(path))
        .append("S\n");
    end(colour);
  }

  @Override
  public void text(String text, Font font, AffineTransform place, Color colour) {
    Shape outline = font.createGlyphVector(TEXT, text).getOutline();
    fill(place.createTransformedShape(outline), colour);
  }

  @Override
  public void picture(BufferedImage picture, AffineTransform place) {
    AffineTransform unit = new AffineTransform(place);
    // PDF places a picture by its unit square, which begins at the lower left.
    unit.concatenate(
        new AffineTransform(
            picture.getWidth(), 0, 0, -picture.getHeight(), 0, picture.getHeight()));
    double[] m = new double[6];
    unit.getMatrix(m);
    content
        .append("q ")
        .append(DoubleStream.of(m).mapToObj(PathWriter::number).collect(Collectors.joining(" ")))
        .append(" cm /P")
        .append(pictures.size())
        .append(" Do Q\n");
    pictures.add(picture);
  }

  /** Sets colour and opacity. */
  private void begin(Color colour, String operator) {
    if (colour.getAlpha() < OPAQUE) {
      int number = opacities.computeIfAbsent(colour.getAlpha(), alpha -> opacities.size());
      content.append("q /A").append(number).append(" gs\n");
    }
    for (int part : new int[] {colour.getRed(), colour.getGreen(), colour.getBlue()}) {
      content.append(PathWriter.number(part / OPAQUE)).append(' ');
    }
    content.append(operator).append('\n');
  }

  private void end(Color colour) {
    if (colour.getAlpha() < OPAQUE) {
      content.append("Q\n");
    }
  }

  private static boolean isEvenOdd(Shape shape) {
    return shape.getPathIterator(null).getWindingRule() == PathIterator.WIND_EVEN_ODD;
  }
}

package org.dosekit.report.vector;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;

/**
 * A drawing as SVG 1.1. Text stays text: it can be searched and edited, and keeps its width where
 * the reader has another serif font. Names become {@code data-name} of what they name.
 */
final class SvgPage implements Page {
  private static final String FONTS =
      "'Times New Roman', Times, 'Liberation Serif', 'DejaVu Serif', serif";

  private final double width;
  private final double height;
  private final String title;
  private final StringBuilder definitions = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private String name = "";
  private int clips;
  private boolean clipped;

  SvgPage(double width, double height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  /** The whole file. */
  String toText() {
    clip(Optional.empty());
    String w = PathWriter.number(width);
    String h = PathWriter.number(height);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        + " version=\"1.1\" width=\"%spt\" height=\"%spt\" viewBox=\"0 0 %s %s\">\n"
            .formatted(w, h, w, h)
        + "<title>"
        + escaped(title)
        + "</title>\n<defs>\n"
        + definitions
        + "</defs>\n"
        + body
        + "</svg>\n";
  }

  @Override
  public void clip(Optional<Shape> shape) {
    if (clipped) {
      body.append("</g>\n");
    }
    clipped = shape.isPresent();
    if (clipped) {
      clips++;
      definitions
          .append("<clipPath id=\"clip")
          .append(clips)
          .append("\"><path d=\"")
          .append(PathWriter.svg(shape.get()))
          .append("\"/></clipPath>\n");
      body.append("<g clip-path=\"url(#clip").append(clips).append(")\">\n");
    }
  }

  @Override
  public void name(String of) {
    name = of;
  }

  @Override
  public void fill(Shape shape, Color colour) {
    boolean evenOdd = shape.getPathIterator(null).getWindingRule() == PathIterator.WIND_EVEN_ODD;
    open("path")
        .append(" d=\"")
        .append(PathWriter.svg(shape))
        .append('"')
        .append(evenOdd ? " fill-rule=\"evenodd\"" : "")
        .append(paint("fill", colour))
        .append("/>\n");
  }

  @Override
  public void stroke(Shape path, Pen pen, Color colour) {
    open("path")
        .append(" d=\"")
        .append(PathWriter.svg(path))
        .append("\" fill=\"none\"")
        .append(paint("stroke", colour))
        .append(" stroke-width=\"")
        .append(PathWriter.number(pen.width()))
        .append('"');
    if (pen.cap() != BasicStroke.CAP_BUTT) {
      String cap = pen.cap() == BasicStroke.CAP_ROUND ? "round" : "square";
      body.append(" stroke-linecap=\"").append(cap).append('"');
    }
    if (pen.join() == BasicStroke.JOIN_MITER) {
      body.append(" stroke-miterlimit=\"").append(PathWriter.number(pen.miterLimit())).append('"');
    } else {
      String join = pen.join() == BasicStroke.JOIN_ROUND ? "round" : "bevel";
      body.append(" stroke-linejoin=\"").append(join).append('"');
    }
    if (pen.dash().length > 0) {
      body.append(" stroke-dasharray=\"")
          .append(
              DoubleStream.of(pen.dash())
                  .mapToObj(PathWriter::number)
                  .collect(Collectors.joining(",")))
          .append("\" stroke-dashoffset=\"")
          .append(PathWriter.number(pen.dashPhase()))
          .append('"');
    }
    body.append("/>\n");
  }

  @Override
  public void text(String text, Font font, AffineTransform place, Color colour) {
    double length = font.getStringBounds(text, TEXT).getWidth();
    open("text")
        .append(transform(place))
        .append(" font-family=\"")
        .append(FONTS)
        .append("\" font-size=\"")
        .append(PathWriter.number(font.getSize2D()))
        .append('"')
        .append(font.isBold() ? " font-weight=\"bold\"" : "")
        .append(font.isItalic() ? " font-style=\"italic\"" : "")
        .append(" textLength=\"")
        .append(PathWriter.number(length))
        .append("\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\"")
        .append(paint("fill", colour))
        .append('>')
        .append(escaped(text))
        .append("</text>\n");
  }

  @Override
  public void picture(BufferedImage picture, AffineTransform place) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
    open("image")
        .append(transform(place))
        .append(" width=\"")
        .append(picture.getWidth())
        .append("\" height=\"")
        .append(picture.getHeight())
        .append("\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(png.toByteArray()))
        .append("\"/>\n");
  }

  private StringBuilder open(String element) {
    body.append('<').append(element);
    return name.isEmpty() ? body : body.append(" data-name=\"").append(escaped(name)).append('"');
  }

  private static String paint(String attribute, Color colour) {
    String rgb = String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xFFFFFF);
    String paint = " " + attribute + "=\"" + rgb + "\"";
    return colour.getAlpha() == 255
        ? paint
        : paint
            + " "
            + attribute
            + "-opacity=\""
            + PathWriter.number(colour.getAlpha() / 255.0)
            + "\"";
  }

  private static String transform(AffineTransform t) {
    double[] m = new double[6];
    t.getMatrix(m);
    // Scales of pictures need more decimals than places.
    return DoubleStream.of(m)
        .mapToObj(v -> String.format(Locale.ROOT, "%.6f", v))
        .collect(Collectors.joining(" ", " transform=\"matrix(", ")\""));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

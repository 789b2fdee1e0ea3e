package org.dosekit.report.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class DrawingTest {
  private static Drawing drawing(Consumer<Graphics2D> painter) {
    return new Drawing("A <title> & more", 144, 72, painter);
  }

  private static Element svg(Drawing drawing, String element, int n) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(drawing.toSvg().getBytes(StandardCharsets.UTF_8)));
    return (Element) document.getElementsByTagName(element).item(n);
  }

  private static byte[] png(Drawing drawing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    drawing.writePng(out, 300);
    return out.toByteArray();
  }

  /** The content of a PDF's first stream. */
  private static String content(Drawing drawing) throws DataFormatException {
    byte[] pdf = drawing.toPdf();
    String text = new String(pdf, StandardCharsets.ISO_8859_1);
    Matcher matcher = Pattern.compile("/Length (\\d+) >>\nstream\n").matcher(text);
    assertTrue(matcher.find());
    Inflater inflater = new Inflater();
    inflater.setInput(pdf, matcher.end(), Integer.parseInt(matcher.group(1)));
    byte[] content = new byte[1 << 20];
    int length = inflater.inflate(content);
    assertTrue(inflater.finished());
    inflater.end();
    return new String(content, 0, length, StandardCharsets.US_ASCII);
  }

  @Test
  void pngHasTheSizeAndTheResolutionAskedFor() throws IOException {
    byte[] png = png(drawing(graphics -> {}));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(600, read.getWidth());
    assertEquals(300, read.getHeight());
    String text = new String(png, StandardCharsets.ISO_8859_1);
    ByteBuffer chunk = ByteBuffer.wrap(png, text.indexOf("pHYs") + 4, 9);
    // 300 dots an inch of 25.4 mm are 11811 a metre.
    assertEquals(11811, chunk.getInt());
    assertEquals(11811, chunk.getInt());
    assertEquals(1, chunk.get());
  }

  @Test
  void theSameDrawingGivesTheSameBytes() throws IOException {
    Consumer<Graphics2D> painter =
        graphics -> {
          graphics.setFont(new Font(Font.SERIF, Font.PLAIN, 12));
          graphics.drawString("Dose (Gy)", 10, 20);
          graphics.draw(new Ellipse2D.Double(10, 10, 30, 20));
          graphics.drawImage(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), 5, 5, null);
        };
    assertArrayEquals(png(drawing(painter)), png(drawing(painter)));
    assertArrayEquals(drawing(painter).toPdf(), drawing(painter).toPdf());
    assertEquals(drawing(painter).toSvg(), drawing(painter).toSvg());
  }

  @Test
  void svgKeepsTextAsTextWhereItStands() throws Exception {
    Drawing drawing =
        drawing(
            graphics -> {
              graphics.setFont(new Font(Font.SERIF, Font.BOLD, 12));
              graphics.translate(5.0, 6.0);
              graphics.drawString("D95 \u2265 66.5 & <PTV>", 10f, 20f);
            });
    Element text = svg(drawing, "text", 0);
    assertEquals("D95 \u2265 66.5 & <PTV>", text.getTextContent());
    assertEquals("12", text.getAttribute("font-size"));
    assertEquals("bold", text.getAttribute("font-weight"));
    assertTrue(text.getAttribute("font-family").endsWith("serif"));
    assertTrue(text.getAttribute("transform").endsWith(" 15.000000 26.000000)"));
    assertEquals("A <title> & more", svg(drawing, "title", 0).getTextContent());
    assertEquals("144pt", svg(drawing, "svg", 0).getAttribute("width"));
  }

  @Test
  void svgStrokesAreScaledWithTheirPaths() throws Exception {
    Drawing drawing =
        drawing(
            graphics -> {
              graphics.scale(2, 2);
              graphics.setColor(new Color(0xD55E00));
              graphics.setStroke(new BasicStroke(1.5f, 0, 0, 10, new float[] {4, 2}, 1));
              graphics.setRenderingHint(Drawing.NAME, "a line");
              graphics.draw(new Line2D.Double(1, 2, 3, 4));
            });
    // The first path is the page.
    Element path = svg(drawing, "path", 1);
    assertEquals("M2 4L6 8", path.getAttribute("d"));
    assertEquals("#d55e00", path.getAttribute("stroke"));
    assertEquals("3", path.getAttribute("stroke-width"));
    assertEquals("8,4", path.getAttribute("stroke-dasharray"));
    assertEquals("2", path.getAttribute("stroke-dashoffset"));
    assertEquals("a line", path.getAttribute("data-name"));
  }

  @Test
  void clipsHoldForWhatIsDrawnUnderThem() throws Exception {
    Drawing drawing =
        drawing(
            graphics -> {
              graphics.clip(new Rectangle2D.Double(0, 0, 10, 10));
              graphics.clip(new Rectangle2D.Double(5, 5, 10, 10));
              graphics.fill(new Rectangle2D.Double(0, 0, 20, 20));
              graphics.setClip(null);
              graphics.fill(new Rectangle2D.Double(1, 1, 2, 2));
            });
    Element clip = (Element) svg(drawing, "clipPath", 0).getElementsByTagName("path").item(0);
    for (String corner : new String[] {"5 5", "10 5", "10 10", "5 10"}) {
      assertTrue(clip.getAttribute("d").contains(corner), clip.getAttribute("d"));
    }
    Element clipped = svg(drawing, "g", 0);
    assertEquals(1, clipped.getElementsByTagName("path").getLength());
    String content = content(drawing);
    assertEquals(1, content.split("W\\*? n", -1).length - 1);
    BufferedImage pixels = drawing.toPixels(72);
    assertEquals(0xFFFFFFFF, pixels.getRGB(4, 4));
    assertEquals(0xFF000000, pixels.getRGB(7, 7));
    assertEquals(0xFF000000, pixels.getRGB(1, 1));
  }

  @Test
  void opacityIsKeptInEveryForm() throws Exception {
    Drawing drawing =
        drawing(
            graphics -> {
              graphics.setColor(new Color(255, 0, 0, 51));
              graphics.fill(new Rectangle2D.Double(0, 0, 20, 20));
            });
    assertEquals("0.2", svg(drawing, "path", 1).getAttribute("fill-opacity"));
    String pdf = new String(drawing.toPdf(), StandardCharsets.ISO_8859_1);
    assertTrue(pdf.contains("/A0 << /ca 0.2 /CA 0.2 >>"));
    assertTrue(content(drawing).contains("/A0 gs\n1 0 0 rg"));
    assertEquals(0xFFFFCCCC, drawing.toPixels(72).getRGB(5, 5));
  }

  @Test
  void everyObjectOfAPdfIsWhereItsTableSays() {
    Drawing drawing =
        drawing(
            graphics ->
                graphics.drawImage(
                    new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), 5, 5, null));
    String pdf = new String(drawing.toPdf(), StandardCharsets.ISO_8859_1);
    assertTrue(pdf.startsWith("%PDF-1.4\n"));
    assertTrue(pdf.endsWith("%%EOF\n"));
    Matcher start = Pattern.compile("startxref\n(\\d+)\n").matcher(pdf);
    assertTrue(start.find());
    int table = Integer.parseInt(start.group(1));
    assertTrue(pdf.startsWith("xref\n", table));
    Matcher entry = Pattern.compile("(\\d{10}) 00000 n \n").matcher(pdf.substring(table));
    int objects = 0;
    while (entry.find()) {
      objects++;
      assertTrue(pdf.startsWith(objects + " 0 obj\n", Integer.parseInt(entry.group(1))));
    }
    // Content, picture, page, pages, catalogue, information.
    assertEquals(6, objects);
    assertTrue(pdf.contains("/MediaBox [0 0 144 72]"));
    assertTrue(pdf.contains("/Subtype /Image /Width 3 /Height 2"));
    assertFalse(pdf.contains("/Font"));
    assertFalse(pdf.contains("Date"));
  }

  @Test
  void aPdfRunsYDownAndHoldsPicturesUpright() throws DataFormatException {
    Drawing drawing =
        drawing(
            graphics ->
                graphics.drawImage(
                    new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), 5, 7, null));
    String content = content(drawing);
    assertTrue(content.startsWith("1 0 0 -1 0 72 cm\n"), content);
    // The unit square's lower edge is the picture's: 2 pixels below 7.
    assertTrue(content.contains("q 3 0 0 -2 5 9 cm /P0 Do Q"), content);
  }

  @Test
  void whatIsNotSupportedIsRefusedAndNotLeftOut() {
    Drawing gradient =
        drawing(
            graphics -> graphics.setPaint(new GradientPaint(0, 0, Color.RED, 1, 1, Color.BLUE)));
    assertThrows(UnsupportedOperationException.class, gradient::toSvg);
    Drawing nowhere = drawing(graphics -> graphics.draw(new Line2D.Double(0, 0, Double.NaN, 1)));
    assertThrows(IllegalArgumentException.class, nowhere::toPdf);
    assertThrows(IllegalArgumentException.class, () -> new Drawing("", 0, 10, graphics -> {}));
  }
}

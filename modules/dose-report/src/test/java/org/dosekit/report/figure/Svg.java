package org.dosekit.report.figure;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A figure's SVG, taken apart. */
final class Svg {
  private final Document document;

  private Svg(Document document) {
    this.document = document;
  }

  static Svg of(Figure figure) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    byte[] text = figure.drawing().toSvg().getBytes(StandardCharsets.UTF_8);
    return new Svg(factory.newDocumentBuilder().parse(new ByteArrayInputStream(text)));
  }

  List<Element> elements(String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  List<String> texts() {
    return elements("text").stream().map(Element::getTextContent).toList();
  }

  /** The elements of a name given by the figure. */
  Stream<Element> named(String name) {
    return elements("path").stream().filter(e -> e.getAttribute("data-name").equals(name));
  }

  /** How many paths are stroked in a colour. */
  Stream<Element> stroked(String colour) {
    return elements("path").stream().filter(e -> e.getAttribute("stroke").equals(colour));
  }

  /** The corners of a path of straight lines: x and y by turns. */
  static double[] corners(Element path) {
    List<Double> numbers = new ArrayList<>();
    try (Scanner scanner = new Scanner(path.getAttribute("d")).useDelimiter("[MLZ ]+")) {
      scanner.forEachRemaining(number -> numbers.add(Double.valueOf(number)));
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The matrix of an element. */
  static AffineTransform transform(Element element) {
    String text = element.getAttribute("transform");
    return new AffineTransform(
        Stream.of(text.substring("matrix(".length(), text.length() - 1).split(" "))
            .mapToDouble(Double::parseDouble)
            .toArray());
  }

  /** The box of corners. */
  static Path2D path(double[] corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    return path;
  }

  static double mean(double[] corners, int from) {
    return DoubleStream.iterate(from, i -> i < corners.length, i -> i + 2)
        .map(i -> corners[(int) i])
        .average()
        .orElseThrow();
  }
}

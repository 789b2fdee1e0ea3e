package org.dosekit.report.vector;

import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers and paths as SVG and PDF write them. */
final class PathWriter {
  /** A thousandth of a point is 0.35 micrometres. */
  private static final int DECIMALS = 3;

  private PathWriter() {}

  /** A number in the fewest characters, to a thousandth. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a drawing with a coordinate of " + value);
    }
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** The {@code d} attribute of a path in SVG. */
  static String svg(Shape shape) {
    StringBuilder text = new StringBuilder();
    double[] c = new double[6];
    for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
      switch (i.currentSegment(c)) {
        case PathIterator.SEG_MOVETO -> append(text.append('M'), c, 2);
        case PathIterator.SEG_LINETO -> append(text.append('L'), c, 2);
        case PathIterator.SEG_QUADTO -> append(text.append('Q'), c, 4);
        case PathIterator.SEG_CUBICTO -> append(text.append('C'), c, 6);
        default -> text.append('Z');
      }
    }
    return text.toString();
  }

  /** The operators that build a path in PDF. */
  static String pdf(Shape shape) {
    StringBuilder text = new StringBuilder();
    double[] c = new double[6];
    double x = 0;
    double y = 0;
    for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
      int end = 0;
      switch (i.currentSegment(c)) {
        case PathIterator.SEG_MOVETO -> append(text, c, 2).append(" m\n");
        case PathIterator.SEG_LINETO -> append(text, c, 2).append(" l\n");
        case PathIterator.SEG_QUADTO -> {
          // PDF has cubic curves only.
          double[] cubic = {
            x + (c[0] - x) * 2 / 3,
            y + (c[1] - y) * 2 / 3,
            c[2] + (c[0] - c[2]) * 2 / 3,
            c[3] + (c[1] - c[3]) * 2 / 3,
            c[2],
            c[3]
          };
          append(text, cubic, 6).append(" c\n");
          end = 2;
        }
        case PathIterator.SEG_CUBICTO -> {
          append(text, c, 6).append(" c\n");
          end = 4;
        }
        default -> {
          text.append("h\n");
          continue;
        }
      }
      x = c[end];
      y = c[end + 1];
    }
    return text.toString();
  }

  private static StringBuilder append(StringBuilder text, double[] coordinates, int count) {
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        text.append(' ');
      }
      text.append(number(coordinates[i]));
    }
    return text;
  }
}

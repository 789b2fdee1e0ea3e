package org.dosekit.core.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The spans of parallel lines inside polygons by the even-odd rule.
 *
 * @implNote An edge belongs to the lines with {@code lowerY <= y < upperY}, so that a vertex is
 *     crossed once, and is always computed from its lower end, so that a keyhole's edge there and
 *     back meet in the same bits and enclose nothing. Lines are visited upwards with the edges they
 *     cross kept at hand: time is in the crossings, memory in the edges.
 */
final class PolygonScan {
  /** Receives a span {@code fromX <= x < toX} of a line. */
  interface SpanConsumer {
    void accept(int line, double fromX, double toX);
  }

  private record Edge(double lowerY, double upperY, double lowerX, double slope) {
    double xAt(double y) {
      return lowerX + (y - lowerY) * slope;
    }
  }

  private final List<Edge> edgesUpwards = new ArrayList<>();

  /**
   * Takes polygons.
   *
   * @param polygons each x, y of its points one after the other; closed from the last to the first
   */
  PolygonScan(List<double[]> polygons) {
    for (double[] xy : polygons) {
      int previous = xy.length - 2;
      for (int i = 0; i < xy.length; i += 2) {
        addEdge(xy[previous], xy[previous + 1], xy[i], xy[i + 1]);
        previous = i;
      }
    }
    edgesUpwards.sort(Comparator.comparingDouble(Edge::lowerY));
  }

  private void addEdge(double x0, double y0, double x1, double y1) {
    if (y0 < y1) {
      edgesUpwards.add(new Edge(y0, y1, x0, (x1 - x0) / (y1 - y0)));
    } else if (y1 < y0) {
      edgesUpwards.add(new Edge(y1, y0, x1, (x0 - x1) / (y0 - y1)));
    }
  }

  /** Visits the lines {@code y = firstY + line * stepY} for lines 0 to {@code lines} - 1. */
  void spans(double firstY, double stepY, int lines, SpanConsumer consumer) {
    Edge[] crossed = new Edge[edgesUpwards.size()];
    double[] crossings = new double[edgesUpwards.size()];
    int next = 0;
    int active = 0;
    for (int line = 0; line < lines; line++) {
      double y = firstY + line * stepY;
      while (next < edgesUpwards.size() && edgesUpwards.get(next).lowerY() <= y) {
        crossed[active++] = edgesUpwards.get(next++);
      }
      int kept = 0;
      for (int i = 0; i < active; i++) {
        Edge edge = crossed[i];
        if (y < edge.upperY()) {
          crossings[kept] = edge.xAt(y);
          crossed[kept++] = edge;
        }
      }
      active = kept;
      Arrays.sort(crossings, 0, active);
      for (int i = 0; i + 1 < active; i += 2) {
        if (crossings[i] < crossings[i + 1]) {
          consumer.accept(line, crossings[i], crossings[i + 1]);
        }
      }
    }
  }
}

package org.dosekit.report.slice;

import java.awt.geom.Path2D;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lines along which a raster passes a level: outlines of masks (level 0.5), isodoses. Marching
 * squares (Lorensen and Cline 1987, in the plane), linear between the middles of neighbouring
 * elements; beyond the raster counts as 0, so that every line is closed.
 */
public final class LevelLines {
  private static final int TOP = 0;
  private static final int RIGHT = 1;
  private static final int BOTTOM = 2;
  private static final int LEFT = 3;

  /**
   * By the corners at or above the level (top left 8, top right 4, bottom right 2, bottom left 1):
   * pairs of edges, from and to, with the higher side on the left as it is seen. The two saddles
   * are decided by their middle and stand apart.
   */
  private static final int[][] SEGMENTS = {
    {},
    {BOTTOM, LEFT},
    {RIGHT, BOTTOM},
    {RIGHT, LEFT},
    {TOP, RIGHT},
    {},
    {TOP, BOTTOM},
    {TOP, LEFT},
    {LEFT, TOP},
    {BOTTOM, TOP},
    {},
    {RIGHT, TOP},
    {LEFT, RIGHT},
    {BOTTOM, RIGHT},
    {LEFT, BOTTOM},
    {}
  };

  private static final int RISING_SADDLE = 5;
  private static final int FALLING_SADDLE = 10;
  private static final int[] RISING_APART = {TOP, RIGHT, BOTTOM, LEFT};
  private static final int[] RISING_JOINED = {TOP, LEFT, BOTTOM, RIGHT};
  private static final int[] FALLING_APART = {LEFT, TOP, RIGHT, BOTTOM};
  private static final int[] FALLING_JOINED = {RIGHT, TOP, LEFT, BOTTOM};

  private final SliceValues raster;
  private final double level;

  /** Two numbers for each corner of the padded raster: the edge to its right, the edge below it. */
  private final int stride;

  private LevelLines(SliceValues raster, double level) {
    this.raster = raster;
    this.level = level;
    this.stride = raster.columns() + 2;
  }

  /**
   * The lines, in columns and rows from the raster's upper left corner; empty when the level is
   * nowhere passed.
   *
   * @param level above 0; an element at it counts as inside, NaN as outside
   */
  public static Path2D of(SliceValues raster, double level) {
    if (!(level > 0)) {
      throw new IllegalArgumentException("level " + level + "; above 0");
    }
    LevelLines lines = new LevelLines(raster, level);
    return lines.closed(lines.segments());
  }

  /** The edge that the line leads to from each edge it passes. */
  private Map<Integer, Integer> segments() {
    Map<Integer, Integer> next = new TreeMap<>();
    for (int row = 0; row <= raster.rows(); row++) {
      for (int column = 0; column <= raster.columns(); column++) {
        int[] edges = edges(row, column);
        for (int i = 0; i < edges.length; i += 2) {
          next.put(edge(row, column, edges[i]), edge(row, column, edges[i + 1]));
        }
      }
    }
    return next;
  }

  private int[] edges(int row, int column) {
    double topLeft = value(row, column);
    double topRight = value(row, column + 1);
    double bottomRight = value(row + 1, column + 1);
    double bottomLeft = value(row + 1, column);
    int corners =
        (topLeft >= level ? 8 : 0)
            + (topRight >= level ? 4 : 0)
            + (bottomRight >= level ? 2 : 0)
            + (bottomLeft >= level ? 1 : 0);
    boolean joined = (topLeft + topRight + bottomRight + bottomLeft) / 4 >= level;
    return switch (corners) {
      case RISING_SADDLE -> joined ? RISING_JOINED : RISING_APART;
      case FALLING_SADDLE -> joined ? FALLING_JOINED : FALLING_APART;
      default -> SEGMENTS[corners];
    };
  }

  private int edge(int row, int column, int side) {
    return switch (side) {
      case TOP -> 2 * (row * stride + column);
      case BOTTOM -> 2 * ((row + 1) * stride + column);
      case LEFT -> 2 * (row * stride + column) + 1;
      default -> 2 * (row * stride + column + 1) + 1;
    };
  }

  private Path2D closed(Map<Integer, Integer> next) {
    Path2D path = new Path2D.Double();
    while (!next.isEmpty()) {
      int start = next.keySet().iterator().next();
      moveTo(path, start);
      Integer at = next.remove(start);
      while (at != null && at != start) {
        lineTo(path, at);
        at = next.remove(at);
      }
      path.closePath();
    }
    return path;
  }

  private void moveTo(Path2D path, int edge) {
    path.moveTo(x(edge), y(edge));
  }

  private void lineTo(Path2D path, int edge) {
    path.lineTo(x(edge), y(edge));
  }

  private double x(int edge) {
    int column = edge / 2 % stride;
    return column - 0.5 + (edge % 2 == 0 ? passed(edge) : 0);
  }

  private double y(int edge) {
    int row = edge / 2 / stride;
    return row - 0.5 + (edge % 2 == 0 ? 0 : passed(edge));
  }

  /** Where on an edge the level is passed, from 0 at its beginning to 1. */
  private double passed(int edge) {
    int row = edge / 2 / stride;
    int column = edge / 2 % stride;
    double from = value(row, column);
    double to = edge % 2 == 0 ? value(row, column + 1) : value(row + 1, column);
    return (level - from) / (to - from);
  }

  /** A value of the raster with a rim of one element of 0. */
  private double value(int row, int column) {
    if (row == 0 || column == 0 || row > raster.rows() || column > raster.columns()) {
      return 0;
    }
    float value = raster.at(row - 1, column - 1);
    return Float.isNaN(value) ? 0 : value;
  }
}

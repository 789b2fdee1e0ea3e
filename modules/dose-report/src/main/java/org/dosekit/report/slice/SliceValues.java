package org.dosekit.report.slice;

/**
 * A raster of numbers, row by row from the top left. The element of row 2 and column 3 covers the
 * unit square from (x, y) = (3, 2) on; its value is that of the square's middle.
 *
 * @param rows at least 1
 * @param columns at least 1
 * @param values {@code values[row * columns + column]}; NaN where there is none
 */
public record SliceValues(int rows, int columns, float[] values) {
  /** Checks the counts. */
  public SliceValues {
    if (rows < 1 || columns < 1 || values.length != rows * columns) {
      throw new IllegalArgumentException(
          values.length + " values of " + rows + " rows and " + columns + " columns");
    }
  }

  /** The value of an element. */
  public float at(int row, int column) {
    return values[row * columns + column];
  }

  /**
   * The value at a place, linear between the elements' middles and constant beyond the outermost;
   * where a neighbour is NaN, that of the element the place lies in.
   *
   * @param y in rows from the upper edge
   * @param x in columns from the left edge
   */
  public double interpolate(double y, double x) {
    double row = Math.min(rows - 1.0, Math.max(0, y - 0.5));
    double column = Math.min(columns - 1.0, Math.max(0, x - 0.5));
    int r0 = (int) row;
    int c0 = (int) column;
    int r1 = Math.min(rows - 1, r0 + 1);
    int c1 = Math.min(columns - 1, c0 + 1);
    double upper = at(r0, c0) + (column - c0) * (at(r0, c1) - at(r0, c0));
    double lower = at(r1, c0) + (column - c0) * (at(r1, c1) - at(r1, c0));
    double value = upper + (row - r0) * (lower - upper);
    return Double.isNaN(value) ? at((int) Math.rint(row), (int) Math.rint(column)) : value;
  }
}

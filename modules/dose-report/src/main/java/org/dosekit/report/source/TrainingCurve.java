package org.dosekit.report.source;

import java.util.List;
import java.util.Objects;

/**
 * One column of {@code metrics.csv} over the epochs.
 *
 * @param column its name, as {@code val/mae_gy}
 * @param points the epochs that have a finite value, ascending; may be empty
 * @param notFinite how many epochs have NaN or infinity there and are left out
 */
public record TrainingCurve(String column, List<Point> points, int notFinite) {
  /**
   * A value of an epoch.
   *
   * @param epoch from 1
   * @param value finite
   */
  public record Point(int epoch, double value) {
    /** Checks that the value is finite. */
    public Point {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("epoch " + epoch + " has " + value);
      }
    }
  }

  /** Copies the list. */
  public TrainingCurve {
    Objects.requireNonNull(column);
    points = List.copyOf(points);
  }
}

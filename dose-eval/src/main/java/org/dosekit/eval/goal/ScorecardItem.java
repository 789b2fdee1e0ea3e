package org.dosekit.eval.goal;

import java.util.List;
import java.util.Objects;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.StructureExpression;

/**
 * A metric and the points it earns: linear between the given points, constant beyond the first and
 * the last.
 *
 * @param region the structure, or structures combined
 * @param metric what is read from its dose
 * @param points 2 to 100, values ascending
 */
public record ScorecardItem(
    StructureExpression region, DoseMetric metric, List<ScorePoint> points) {
  private static final int MOST_POINTS = 100;

  /**
   * A place on the line.
   *
   * @param value of the metric, in its unit, finite
   * @param score what it earns, at least 0, finite
   */
  public record ScorePoint(double value, double score) {
    /** Checks the numbers. */
    public ScorePoint {
      if (!Double.isFinite(value) || !(score >= 0) || !Double.isFinite(score)) {
        throw new IllegalArgumentException(
            "score " + score + " at " + value + "; both finite, the score at least 0");
      }
    }
  }

  /** Checks the points. */
  public ScorecardItem {
    Objects.requireNonNull(region);
    Objects.requireNonNull(metric);
    points = List.copyOf(points);
    if (points.size() < 2 || points.size() > MOST_POINTS) {
      throw new IllegalArgumentException(points.size() + " points; 2 to " + MOST_POINTS);
    }
    for (int i = 1; i < points.size(); i++) {
      if (!(points.get(i - 1).value() < points.get(i).value())) {
        throw new IllegalArgumentException(
            "points at %s and then %s; values ascend"
                .formatted(points.get(i - 1).value(), points.get(i).value()));
      }
    }
    if (points.stream().allMatch(p -> p.score() == 0)) {
      throw new IllegalArgumentException("points that all score 0; at least one is positive");
    }
  }

  /**
   * The points that a value of the metric earns.
   *
   * @throws IllegalArgumentException when the value is NaN
   */
  public double score(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("the score of NaN");
    }
    ScorePoint before = points.get(0);
    if (value <= before.value()) {
      return before.score();
    }
    for (ScorePoint after : points.subList(1, points.size())) {
      if (value <= after.value()) {
        double fraction = (value - before.value()) / (after.value() - before.value());
        return (1 - fraction) * before.score() + fraction * after.score();
      }
      before = after;
    }
    return before.score();
  }

  /** The most points there are to earn. */
  public double maximum() {
    return points.stream().mapToDouble(ScorePoint::score).max().orElse(0);
  }
}

package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.eval.stats.PairedComparison.Tested;

/** What each experiment changes, case by case: a dot a case, the mean with its interval. */
final class DifferencePlot {
  private static final int WIDTH = 900;
  private static final int LEFT = 220;
  private static final int RIGHT = 30;
  private static final int ROW = 44;
  private static final int AXIS = 34;
  private static final int TICKS = 6;

  private final StringBuilder svg = new StringBuilder();
  private final double low;
  private final double high;

  private DifferencePlot(double low, double high) {
    this.low = low;
    this.high = high;
  }

  /** Differences to the baseline by case. */
  private record Series(String name, List<Double> differences) {}

  /** The plot of a metric as SVG; empty when no experiment shares a case with the baseline. */
  static String of(ExperimentComparison comparison, ComparedMetric metric) {
    List<Series> all = series(comparison, metric);
    if (all.isEmpty()) {
      return "";
    }
    double lowest = 0;
    double highest = 0;
    for (Series series : all) {
      for (double difference : series.differences()) {
        lowest = Math.min(lowest, difference);
        highest = Math.max(highest, difference);
      }
    }
    double rim = Math.max(0.04 * (highest - lowest), 1e-9);
    return new DifferencePlot(lowest - rim, highest + rim).draw(comparison, metric, all);
  }

  private static List<Series> series(ExperimentComparison comparison, ComparedMetric metric) {
    List<Series> all = new ArrayList<>();
    Map<String, Double> before =
        comparison.experiments().stream()
            .filter(e -> e.name().equals(comparison.baseline()))
            .findFirst()
            .orElseThrow()
            .byCase(metric);
    for (Experiment experiment : comparison.experiments()) {
      if (!experiment.name().equals(comparison.baseline())) {
        List<Double> differences =
            experiment.byCase(metric).entrySet().stream()
                .filter(one -> before.containsKey(one.getKey()))
                .map(one -> one.getValue() - Objects.requireNonNull(before.get(one.getKey())))
                .toList();
        if (!differences.isEmpty()) {
          all.add(new Series(experiment.name(), differences));
        }
      }
    }
    return all;
  }

  private String draw(ExperimentComparison comparison, ComparedMetric metric, List<Series> all) {
    int height = ROW * all.size() + AXIS;
    String better =
        switch (metric.better()) {
          case HIGHER -> "higher is better";
          case LOWER, NEARER_ZERO -> "lower is better";
        };
    String unit = metric.unit().isEmpty() ? "" : " [" + metric.unit() + "]";
    String title = metric.label() + unit + ", minus " + comparison.baseline() + "; " + better;
    axis(height);
    for (int i = 0; i < all.size(); i++) {
      draw(comparison, metric, all.get(i), ROW * i + ROW / 2.0);
    }
    return new Html()
        .element("h3", title)
        .markup("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 " + WIDTH + " " + height + "\">")
        .element("title", title)
        .markup(svg.toString())
        .markup("</svg>")
        .toString();
  }

  private void axis(int height) {
    for (int i = 0; i <= TICKS; i++) {
      double value = low + (high - low) * i / TICKS;
      line("rule", x(value), 0, x(value), height - AXIS);
      text("middle", "", x(value), height - 14, HtmlTable.number(value, 2));
    }
    line("zero", x(0), 0, x(0), height - AXIS);
  }

  private void draw(
      ExperimentComparison comparison, ComparedMetric metric, Series series, double y) {
    text("end", "name", LEFT - 14, y + 4, series.name());
    double sum = 0;
    for (double difference : series.differences()) {
      circle("one", x(difference), y, 4);
      sum += difference;
    }
    if (comparison.row(series.name(), metric).flatMap(row -> row.againstBaseline()).orElse(null)
        instanceof Tested tested) {
      double from = x(tested.meanDifferenceInterval().low());
      line("reach", from, y, x(tested.meanDifferenceInterval().high()), y);
    }
    circle("mean", x(sum / series.differences().size()), y, 6);
  }

  private double x(double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low);
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  private void circle(String style, double x, double y, double radius) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
            style,
            x,
            y,
            radius));
  }

  private void text(String anchor, String style, double x, double y, String text) {
    svg.append(
            String.format(
                Locale.ROOT,
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">",
                style,
                anchor,
                x,
                y))
        .append(Html.escape(text))
        .append("</text>");
  }
}

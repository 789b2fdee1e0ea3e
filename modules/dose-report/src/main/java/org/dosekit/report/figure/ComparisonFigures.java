package org.dosekit.report.figure;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.report.figure.Boxes.Box;
import org.dosekit.report.source.Found;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;

/** Several experiments beside each other by their cases, and the seeds of each. */
public final class ComparisonFigures {
  private static final double SEED_CIRCLE = 7;

  private final List<ComparedExperiment> experiments;
  private final List<ComparedMetric> metrics;

  private ComparisonFigures(List<ComparedExperiment> experiments, List<ComparedMetric> metrics) {
    this.experiments = experiments;
    this.metrics = metrics;
  }

  /**
   * Tries both figures.
   *
   * @param experiments in the order they are shown, the baseline first
   * @param metrics a panel each, where the evaluations have it
   */
  public static List<FigureAttempt> of(
      List<ComparedExperiment> experiments, List<ComparedMetric> metrics) {
    ComparisonFigures figures = new ComparisonFigures(experiments, metrics);
    return List.of(
        new FigureAttempt("comparison", Found.attempt(figures::averaged).then(figures::comparison)),
        new FigureAttempt("seeds", figures.seeds()));
  }

  private List<Experiment> averaged() {
    return experiments.stream().map(ComparedExperiment::averaged).toList();
  }

  private Found<Figure> comparison(List<Experiment> averaged) {
    if (experiments.size() < 2) {
      return Found.missing("one experiment; a comparison takes at least two");
    }
    PanelStack stack = new PanelStack(1);
    List<String> few = new ArrayList<>();
    for (ComparedMetric metric : metrics) {
      List<Box> boxes = new ArrayList<>();
      for (int i = 0; i < averaged.size(); i++) {
        double[] values = array(averaged.get(i).byCase(metric).values());
        if (values.length >= Boxes.LEAST) {
          boxes.add(new Box(averaged.get(i).name(), values, Style.line(i)));
        } else if (values.length > 0) {
          few.add(metric.label() + " of " + averaged.get(i).name());
        }
      }
      if (!boxes.isEmpty()) {
        XYPlot plot = Boxes.plot(label(metric), boxes, false);
        stack.add("", Charts.chart(plot), Boxes.height(boxes.size()));
      }
    }
    if (stack.size() == 0) {
      return Found.missing("no metric that at least " + Boxes.LEAST + " cases of a run have");
    }
    String title = "Comparison of " + names();
    return Found.of(
        Figure.of(
            "comparison",
            stack.drawing(title),
            new Caption(
                title,
                "Each metric of each case, experiment by experiment; of several seeds, their mean"
                    + " in the case."
                    + (few.isEmpty() ? "" : " Too few cases: " + String.join(", ", few) + "."),
                "A circle is a case. The box reaches from the lower to the upper quartile, the"
                    + " thick line is the median, whiskers end at the outermost cases within 1.5"
                    + " box lengths. Overlapping boxes do not say that there is no difference:"
                    + " dose compare tests it within cases.",
                sources())));
  }

  private Found<Figure> seeds() {
    if (experiments.stream().allMatch(experiment -> experiment.seeds().size() < 2)) {
      return Found.missing("no experiment has more than one seed");
    }
    PanelStack stack = new PanelStack(1);
    List<String> spreads = new ArrayList<>();
    for (ComparedMetric metric : metrics) {
      List<double[]> means =
          experiments.stream().map(experiment -> meanBySeed(experiment, metric)).toList();
      if (means.stream().anyMatch(values -> values.length > 0)) {
        stack.add("", Charts.chart(seeds(metric, means)), Boxes.height(experiments.size()));
        spreads.add(metric.label() + ": " + spread(means));
      }
    }
    if (stack.size() == 0) {
      return Found.missing("no seed has a case with one of the metrics");
    }
    String title = "Seeds of " + names();
    return Found.of(
        Figure.of(
            "seeds",
            stack.drawing(title),
            new Caption(
                title,
                "The mean over the cases of each metric, seed by seed.",
                "A circle is a seed, the line is the mean of the seeds. Experiments that lie within"
                    + " each other's spread cannot be told apart by one seed. Range of the seeds: "
                    + String.join("; ", spreads)
                    + ".",
                sources())));
  }

  private static double[] meanBySeed(ComparedExperiment experiment, ComparedMetric metric) {
    return experiment.apart().stream()
        .map(seed -> seed.byCase(metric))
        .filter(values -> !values.isEmpty())
        .mapToDouble(ComparisonFigures::mean)
        .toArray();
  }

  private static double mean(Map<String, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private XYPlot seeds(ComparedMetric metric, List<double[]> means) {
    List<String> names =
        new ArrayList<>(experiments.stream().map(ComparedExperiment::name).toList());
    Collections.reverse(names);
    NumberAxis axis = Charts.axis(label(metric));
    XYPlot plot = Charts.plot(axis, Charts.nameAxis(names));
    plot.setRangeGridlinesVisible(false);
    plot.setFixedRangeAxisSpace(Charts.left(Boxes.NAMES));
    double[] all = means.stream().flatMapToDouble(Arrays::stream).toArray();
    double lowest = Arrays.stream(all).min().orElseThrow();
    double highest = Arrays.stream(all).max().orElseThrow();
    double rim = Math.max(Math.abs(highest) * 1e-3 + 1e-9, (highest - lowest) * 0.08);
    axis.setRange(lowest - rim, highest + rim);
    for (int i = 0; i < means.size(); i++) {
      double at = means.size() - 1.0 - i;
      double[] values = means.get(i);
      for (double value : values) {
        plot.addAnnotation(
            new PlacedShape(
                experiments.get(i).name(),
                value,
                at,
                new Ellipse2D.Double(-SEED_CIRCLE / 2, -SEED_CIRCLE / 2, SEED_CIRCLE, SEED_CIRCLE),
                Style.line(i),
                Color.WHITE));
      }
      Arrays.stream(values)
          .average()
          .ifPresent(
              mean ->
                  plot.addAnnotation(
                      new XYLineAnnotation(
                          mean, at - 0.3, mean, at + 0.3, Style.solid(2), Style.BLACK)));
    }
    return plot;
  }

  private String spread(List<double[]> means) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      double[] values = means.get(i);
      if (values.length > 1) {
        parts.add(
            String.format(
                Locale.ROOT,
                "%s %.3g to %.3g",
                experiments.get(i).name(),
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow()));
      }
    }
    return parts.isEmpty() ? "one seed each" : String.join(", ", parts);
  }

  private static String label(ComparedMetric metric) {
    return metric.unit().isEmpty() ? metric.label() : metric.label() + " (" + metric.unit() + ")";
  }

  private String names() {
    return String.join(", ", experiments.stream().map(ComparedExperiment::name).toList());
  }

  private List<String> sources() {
    return experiments.stream()
        .map(
            experiment ->
                "run %s, %d seed(s)".formatted(experiment.name(), experiment.seeds().size()))
        .toList();
  }

  private static double[] array(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}

package org.dosekit.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dosekit.report.figure.Charts.Line;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.TrainingCurve;
import org.dosekit.report.source.TrainingCurve.Point;
import org.dosekit.report.source.TrainingCurves;
import org.dosekit.report.source.TrainingRun;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;

/** The figures of a training run over its epochs: progress, parts of the loss, other metrics. */
public final class TrainingFigures {
  private static final String TRAIN_LOSS = "train/loss";
  private static final String VALIDATION_LOSS = "val/loss";
  private static final String VALIDATION_MAE = "val/mae_gy";
  private static final String LEARNING_RATE = "learning_rate";
  private static final String TRAIN = "train/";
  private static final String VALIDATION = "val/";
  private static final double HEIGHT = 150;
  private static final double TALL = 280;
  private static final double TERM = 170;

  private final TrainingRun run;
  private final TrainingCurves curves;
  private final OptionalInt bestEpoch;

  private TrainingFigures(TrainingRun run, TrainingCurves curves) {
    this.run = run;
    this.curves = curves;
    this.bestEpoch =
        run.summary().value().map(summary -> summary.bestEpoch()).orElse(OptionalInt.empty());
  }

  /** Tries all figures of a run. */
  public static List<FigureAttempt> of(TrainingRun run) {
    return List.of(
        attempt(run, "training", TrainingFigures::training),
        attempt(run, "loss-components", TrainingFigures::lossComponents),
        attempt(run, "loss-terms", TrainingFigures::lossTerms),
        attempt(run, "validation-metrics", TrainingFigures::validationMetrics));
  }

  /** One of the figures. */
  private interface Kind {
    Found<Figure> of(TrainingFigures figures);
  }

  private static FigureAttempt attempt(TrainingRun run, String name, Kind kind) {
    return new FigureAttempt(
        name, run.curves().then(curves -> kind.of(new TrainingFigures(run, curves))));
  }

  private Found<Figure> training() {
    List<TrainingCurve> losses = present(List.of(TRAIN_LOSS, VALIDATION_LOSS));
    if (losses.isEmpty()) {
      return Found.missing("no epoch has a finite loss");
    }
    PanelStack stack = new PanelStack(1);
    List<String> missing = new ArrayList<>();
    List<Line> lossLines = new ArrayList<>();
    for (TrainingCurve loss : losses) {
      boolean training = loss.column().equals(TRAIN_LOSS);
      lossLines.add(line(loss, training ? "Training" : "Validation", training ? 0 : 1, 1));
    }
    stack.add("Loss", Charts.chart(plot("Loss", lossLines)), HEIGHT + 20);
    curves
        .curve(VALIDATION_MAE)
        .ifPresentOrElse(
            mae ->
                stack.add(
                    "Validation error",
                    Charts.chart(plot("MAE (Gy)", List.of(line(mae, "", 1, 1)))),
                    HEIGHT),
            () -> missing.add("validation MAE"));
    curves
        .curve(LEARNING_RATE)
        .ifPresentOrElse(
            rate -> stack.add("Learning rate", Charts.chart(learningRate(rate)), HEIGHT),
            () -> missing.add("learning rate"));
    return Found.of(
        figure(
            "training",
            "Training of run " + run.name(),
            stack,
            "Loss of training and validation, mean absolute error of the validation dose, and"
                + " learning rate over the epochs."
                + (missing.isEmpty()
                    ? ""
                    : " Not in the run's metrics: " + String.join(", ", missing) + "."),
            "Training loss is the mean over an epoch's batches, validation is taken after it."
                + " A validation loss that rises while the training loss falls is overfitting."));
  }

  private XYPlot learningRate(TrainingCurve rate) {
    double highest = rate.points().stream().mapToDouble(Point::value).max().orElse(0);
    // Scaled by a power of ten: 0.0005 and its like crowd an axis.
    int exponent = highest > 0 ? (int) Math.floor(Math.log10(highest)) : 0;
    double scale = Math.pow(10, -exponent);
    String label = exponent == 0 ? "Rate" : "Rate (1e" + exponent + ")";
    return plot(label, List.of(line(rate, "", 0, scale)));
  }

  private Found<Figure> lossComponents() {
    List<Line> lines = new ArrayList<>();
    for (TrainingCurve curve : curves.curves()) {
      if (curve.column().startsWith(TRAIN)
          && !curve.column().equals(TRAIN_LOSS)
          && !isTerm(curve)
          && !curve.points().isEmpty()) {
        lines.add(line(curve, ColumnLabel.of(curve.column()), lines.size(), 1));
      }
    }
    if (lines.isEmpty()) {
      return Found.missing("the run's metrics hold no part of the loss");
    }
    PanelStack stack = new PanelStack(1);
    stack.add("", Charts.chart(plot("Part of the loss", lines)), TALL);
    return Found.of(
        figure(
            "loss-components",
            "Parts of the loss of run " + run.name(),
            stack,
            "Each part of the training loss over the epochs.",
            "Parts are means over an epoch's batches as the loss computed them, before their"
                + " weights; see the run's configuration for the weights."));
  }

  /** Whether a column is a term of a part: {@code train/dvh/PTV70 D95%[Gy] difference}. */
  private static boolean isTerm(TrainingCurve curve) {
    return curve.column().startsWith(TRAIN) && curve.column().indexOf('/', TRAIN.length()) > 0;
  }

  private Found<Figure> lossTerms() {
    Map<String, List<Line>> panels = new TreeMap<>();
    for (TrainingCurve curve : curves.curves()) {
      if (isTerm(curve) && !curve.points().isEmpty()) {
        // As PTV70 D95%[Gy] difference: a panel a structure.
        String term = curve.column().substring(curve.column().lastIndexOf('/') + 1);
        int space = term.indexOf(' ');
        String panel = space < 0 ? term : term.substring(0, space);
        List<Line> lines = panels.computeIfAbsent(panel, name -> new ArrayList<>());
        lines.add(line(curve, term.substring(space + 1), lines.size(), 1));
      }
    }
    if (panels.isEmpty()) {
      return Found.missing("no part of the run's loss has terms of its own");
    }
    PanelStack stack = new PanelStack(3);
    panels.forEach((name, lines) -> stack.add(name, Charts.chart(plot("Term", lines)), TERM));
    return Found.of(
        figure(
            "loss-terms",
            "Terms of the loss of run " + run.name(),
            stack,
            "The terms of those parts of the training loss that have several, structure by"
                + " structure, over the epochs.",
            "Terms are means over an epoch's batches, before their weights."));
  }

  private Found<Figure> validationMetrics() {
    List<TrainingCurve> metrics =
        curves.curves().stream()
            .filter(curve -> curve.column().startsWith(VALIDATION))
            .filter(curve -> !curve.column().equals(VALIDATION_LOSS))
            .filter(curve -> !curve.column().equals(VALIDATION_MAE))
            .filter(curve -> !curve.points().isEmpty())
            .toList();
    if (metrics.isEmpty()) {
      return Found.missing("the run was validated by no metric besides loss and MAE");
    }
    PanelStack stack = new PanelStack(1);
    for (TrainingCurve metric : metrics) {
      String label = ColumnLabel.of(metric.column());
      stack.add(
          label,
          Charts.chart(plot(ColumnLabel.axis(metric.column()), List.of(line(metric, "", 1, 1)))),
          HEIGHT);
    }
    return Found.of(
        figure(
            "validation-metrics",
            "Validation metrics of run " + run.name(),
            stack,
            "Dose-volume and other metrics of the validation cases over the epochs.",
            "Points are epochs with a validation. An error of a metric is predicted minus planned,"
                + " averaged as the training recorded it."));
  }

  private List<TrainingCurve> present(List<String> columns) {
    return columns.stream().flatMap(column -> curves.curve(column).stream()).toList();
  }

  private static Line line(TrainingCurve curve, String name, int colour, double scale) {
    List<Point> points = curve.points();
    double[] epochs = points.stream().mapToDouble(Point::epoch).toArray();
    double[] values = points.stream().mapToDouble(point -> point.value() * scale).toArray();
    boolean sparse = points.size() <= 60;
    return new Line(
        name,
        epochs,
        values,
        Style.line(colour),
        colour < Style.colours() ? Style.solid(1.2) : Style.dashed(1.2),
        sparse && curve.column().startsWith(VALIDATION));
  }

  private XYPlot plot(String label, List<Line> lines) {
    NumberAxis epochs = Charts.countAxis("Epoch");
    NumberAxis values = Charts.axis(label);
    XYPlot plot = Charts.plot(epochs, values, lines);
    epochs.setRange(0, Math.max(1, lastEpoch()) * 1.02);
    bestEpoch.ifPresent(
        epoch -> plot.addDomainMarker(new ValueMarker(epoch, Style.GREY, Style.dotted(1))));
    return plot;
  }

  private int lastEpoch() {
    return curves.curves().stream()
        .flatMap(curve -> curve.points().stream())
        .mapToInt(Point::epoch)
        .max()
        .orElse(1);
  }

  private Figure figure(String name, String title, PanelStack stack, String shown, String reading) {
    String best =
        bestEpoch.isPresent()
            ? " The dotted line is the best epoch, %d.".formatted(bestEpoch.getAsInt())
            : "";
    return Figure.of(
        name,
        stack.drawing(title),
        new Caption(title, shown + leftOut(), reading + best, sources()));
  }

  /** What the file holds and no line shows. */
  private String leftOut() {
    String notFinite =
        curves.curves().stream()
            .filter(curve -> curve.notFinite() > 0)
            .map(curve -> curve.column() + " in " + curve.notFinite() + " epochs")
            .collect(Collectors.joining(", "));
    return (notFinite.isEmpty() ? "" : " NaN or infinite, and left out: " + notFinite + ".")
        + (curves.droppedRows() == 0
            ? ""
            : " Damaged lines of the metrics, left out: " + curves.droppedRows() + ".");
  }

  private List<String> sources() {
    List<String> sources = new ArrayList<>(List.of("run " + run.name()));
    run.origin()
        .value()
        .ifPresent(
            origin -> {
              for (String key : List.of("code_version", "data_sha256", "seed")) {
                Optional.ofNullable(origin.provenance().get(key))
                    .ifPresent(value -> sources.add(key.replace('_', ' ') + " " + value));
              }
            });
    sources.add(
        run.summary()
            .value()
            .flatMap(summary -> summary.endedBy())
            .map(ended -> "ended by " + ended.toLowerCase(Locale.ROOT))
            .orElse("unfinished"));
    return sources;
  }
}

package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.dosekit.core.io.JsonObject;
import org.dosekit.report.source.TrainingCurve;
import org.dosekit.report.source.TrainingCurves;

/** The curves of training runs as data of charts. */
final class TrainingCharts {
  private static final String TRAIN = "train/";
  private static final String VALIDATION = "val/";
  private static final String TRAIN_LOSS = "train/loss";
  private static final String VALIDATION_LOSS = "val/loss";
  private static final String MAE = "val/mae_gy";
  private static final String LEARNING_RATE = "learning_rate";

  private TrainingCharts() {}

  /** The charts of one run; empty when no column has a value. */
  static Optional<JsonObject> of(TrainingCurves curves) {
    List<JsonObject> charts = new ArrayList<>();
    add(charts, curves, "Loss", "", true, c -> c.equals(TRAIN_LOSS) || c.equals(VALIDATION_LOSS));
    add(charts, curves, "Validation MAE", "Gy", false, c -> c.equals(MAE));
    add(
        charts,
        curves,
        "Parts of the training loss",
        "",
        true,
        c -> c.startsWith(TRAIN) && !c.equals(TRAIN_LOSS));
    add(
        charts,
        curves,
        "Other validation metrics",
        "",
        false,
        c -> c.startsWith(VALIDATION) && !c.equals(VALIDATION_LOSS) && !c.equals(MAE));
    add(charts, curves, "Learning rate", "", true, c -> c.equals(LEARNING_RATE));
    return json(charts);
  }

  /** The validation errors of several runs in one chart; empty when none has any. */
  static Optional<JsonObject> ofRuns(Map<String, TrainingCurves> runs) {
    List<JsonObject> series = new ArrayList<>();
    runs.forEach(
        (name, curves) -> curves.curve(MAE).ifPresent(curve -> series.add(series(name, curve))));
    return series.isEmpty()
        ? Optional.empty()
        : json(List.of(chart("Validation MAE", "Gy", false, series)));
  }

  private static Optional<JsonObject> json(List<JsonObject> charts) {
    return charts.isEmpty()
        ? Optional.empty()
        : Optional.of(JsonObject.create().putObjects("charts", charts));
  }

  private static void add(
      List<JsonObject> charts,
      TrainingCurves curves,
      String title,
      String unit,
      boolean logarithmic,
      Predicate<String> columns) {
    List<JsonObject> series =
        curves.curves().stream()
            .filter(curve -> columns.test(curve.column()) && !curve.points().isEmpty())
            .map(curve -> series(curve.column(), curve))
            .toList();
    if (!series.isEmpty()) {
      charts.add(chart(title, unit, logarithmic, series));
    }
  }

  private static JsonObject chart(
      String title, String unit, boolean logarithmic, List<JsonObject> series) {
    return JsonObject.create()
        .put("title", title)
        .put("unit", unit)
        .put("logarithmic", logarithmic)
        .putObjects("series", series);
  }

  private static JsonObject series(String name, TrainingCurve curve) {
    return JsonObject.create()
        .put("name", name)
        .putIntegers("epochs", curve.points().stream().mapToLong(p -> p.epoch()).toArray())
        .putNumbers("values", curve.points().stream().mapToDouble(p -> p.value()).toArray());
  }

  /** What is not in the charts, for people. */
  static List<String> notes(TrainingCurves curves) {
    List<String> notes = new ArrayList<>();
    if (curves.droppedRows() > 0) {
      notes.add(curves.droppedRows() + " damaged lines of metrics.csv are left out.");
    }
    for (TrainingCurve curve : curves.curves()) {
      if (curve.notFinite() > 0) {
        notes.add(
            "%s is no finite number in %d epochs: they are gaps."
                .formatted(curve.column(), curve.notFinite()));
      }
    }
    return notes;
  }
}

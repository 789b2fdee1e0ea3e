package org.dosekit.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.ProgressDisplay;
import org.dosekit.train.run.EpochMetrics;
import org.dosekit.train.run.TrainingListener;
import org.dosekit.train.settings.Schedule;

/**
 * Says a line an epoch: losses, validation, time left. Within an epoch, a bar with the last
 * validation.
 */
final class TrainingProgress implements TrainingListener {
  private final Output output;
  private final Consumer<Path> atStart;
  private Optional<ProgressDisplay> display = Optional.empty();
  private String lastValidation = "";
  private double awaited;

  TrainingProgress(Output output) {
    this(output, run -> {});
  }

  /**
   * Says how it goes.
   *
   * @param atStart given the run's directory before anything is trained
   */
  TrainingProgress(Output output, Consumer<Path> atStart) {
    this.output = output;
    this.atStart = atStart;
  }

  @Override
  public void started(Path run) {
    atStart.accept(run);
  }

  @Override
  public void stepFinished(int epoch, int step, int steps, double loss) {
    show("epoch " + epoch + lastValidation, step == 1, step, steps);
  }

  @Override
  public void validationFinished(int epoch, int done, int cases) {
    show("epoch " + epoch + " validation", done == 1, done, cases);
  }

  /** The end of a stage is said with the epoch. */
  private void show(String label, boolean first, int done, int total) {
    if (first || display.isEmpty()) {
      display = Optional.of(output.progress(label));
    }
    if (done < total) {
      display.get().update(done, total);
    }
  }

  @Override
  public void batchesAwaited(int epoch, double share) {
    awaited = share;
  }

  @Override
  public void epochFinished(EpochMetrics metrics, boolean best, Duration remaining) {
    String validation = validation(metrics.validation());
    if (!validation.isEmpty()) {
      lastValidation = String.format(Locale.ROOT, " (epoch %d: %s)", metrics.epoch(), validation);
    }
    output.note(
        String.format(
            Locale.ROOT,
            "epoch %d: loss %.5f (%s)%s%s%s, data awaited %.1f %%, %s left",
            metrics.epoch(),
            metrics.trainLoss(),
            numbers(parts(metrics.trainTerms()), 5),
            metrics.skippedBatches() == 0
                ? ""
                : ", " + metrics.skippedBatches() + " batches skipped",
            validation.isEmpty() ? "" : ", validation " + validation,
            best ? " (best)" : "",
            100 * awaited,
            readable(remaining)));
  }

  @Override
  public void batchSkipped(int epoch, int batch, List<String> caseIds) {
    output.note(
        "epoch %d: batch %d skipped, its loss is not finite: cases %s"
            .formatted(epoch, batch, String.join(", ", caseIds)));
  }

  @Override
  public void stopped(int epoch, int batch, int batches) {
    output.note(
        "stopped after batch %d of %d in epoch %d, and saved; --resume goes on there"
            .formatted(batch, batches, epoch));
  }

  /** The terms of the loss; what they consist of stands in the run's metrics. */
  private static Map<String, Double> parts(Map<String, Double> terms) {
    Map<String, Double> parts = new LinkedHashMap<>(terms);
    parts.keySet().removeIf(name -> name.contains("/"));
    return parts;
  }

  private static String validation(Map<String, Double> metrics) {
    String mae =
        metrics.containsKey(Schedule.MAE_GY)
            ? String.format(Locale.ROOT, "MAE %.3f Gy", metrics.get(Schedule.MAE_GY))
            : "";
    Map<String, Double> others = new java.util.LinkedHashMap<>(metrics);
    others.remove(Schedule.MAE_GY);
    others.remove(EpochMetrics.VALIDATION_LOSS);
    return others.isEmpty() ? mae : mae + ", " + numbers(others, 3);
  }

  private static String numbers(Map<String, Double> values, int decimals) {
    String form = "%s %." + decimals + "f";
    return values.entrySet().stream()
        .map(value -> String.format(Locale.ROOT, form, value.getKey(), value.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String readable(Duration time) {
    return time.toMinutes() >= 2 ? time.toMinutes() + " min" : Math.max(0, time.toSeconds()) + " s";
  }
}

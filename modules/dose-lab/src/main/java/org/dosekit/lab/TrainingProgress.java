package org.dosekit.lab;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.ProgressDisplay;
import org.dosekit.train.run.EpochMetrics;
import org.dosekit.train.run.TrainingListener;

/** Says a line an epoch: losses, validation, time left. */
final class TrainingProgress implements TrainingListener {
  private final Output output;
  private Optional<ProgressDisplay> epochDisplay = Optional.empty();
  private double awaited;

  TrainingProgress(Output output) {
    this.output = output;
  }

  @Override
  public void stepFinished(int epoch, int step, int steps, double loss) {
    if (step == 1) {
      epochDisplay = Optional.of(output.progress("epoch " + epoch));
    }
    if (step < steps) {
      epochDisplay.ifPresent(display -> display.update(step, steps));
    }
  }

  @Override
  public void batchesAwaited(int epoch, double share) {
    awaited = share;
  }

  @Override
  public void epochFinished(EpochMetrics metrics, boolean best, Duration remaining) {
    String terms =
        metrics.trainTerms().entrySet().stream()
            .map(term -> String.format(Locale.ROOT, "%s %.5f", term.getKey(), term.getValue()))
            .collect(Collectors.joining(", "));
    String validation =
        metrics.validationMaeGy().isPresent()
            ? String.format(
                Locale.ROOT,
                ", validation MAE %.3f Gy%s",
                metrics.validationMaeGy().getAsDouble(),
                best ? " (best)" : "")
            : "";
    output.note(
        String.format(
            Locale.ROOT,
            "epoch %d: loss %.5f (%s)%s, data awaited %.1f %%, %s left",
            metrics.epoch(),
            metrics.trainLoss(),
            terms,
            validation,
            100 * awaited,
            readable(remaining)));
  }

  private static String readable(Duration time) {
    return time.toMinutes() >= 2 ? time.toMinutes() + " min" : Math.max(0, time.toSeconds()) + " s";
  }
}

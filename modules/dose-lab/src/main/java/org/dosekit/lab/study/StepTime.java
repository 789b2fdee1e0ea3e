package org.dosekit.lab.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.dosekit.core.patient.Split;
import org.dosekit.train.run.EpochMetrics;
import org.dosekit.train.run.TrainingConfig;

/** The wall time of a training step, from the files of a run. */
final class StepTime {
  private StepTime() {}

  /**
   * The median, over the epochs after the first, of an epoch's time by its steps: with the wait for
   * data and the writing of checkpoints. Epochs that were validated do not count where others are.
   * Empty when there is only the first, which loads the cases.
   *
   * @param epochs of the run, in order
   */
  static OptionalDouble seconds(List<EpochMetrics> epochs, TrainingConfig config, Split split) {
    int batch = config.patches().batchSize();
    int batches = (split.training().size() * config.patches().perCase() + batch - 1) / batch;
    List<Double> plain = new ArrayList<>();
    List<Double> validated = new ArrayList<>();
    for (int i = 1; i < epochs.size(); i++) {
      int steps = batches - epochs.get(i).skippedBatches();
      if (steps > 0) {
        double took = epochs.get(i).elapsedSeconds() - epochs.get(i - 1).elapsedSeconds();
        (epochs.get(i).validation().isEmpty() ? plain : validated).add(took / steps);
      }
    }
    return median(plain.isEmpty() ? validated : plain);
  }

  private static OptionalDouble median(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    Collections.sort(values);
    int middle = values.size() / 2;
    return OptionalDouble.of(
        values.size() % 2 == 1
            ? values.get(middle)
            : (values.get(middle - 1) + values.get(middle)) / 2);
  }
}

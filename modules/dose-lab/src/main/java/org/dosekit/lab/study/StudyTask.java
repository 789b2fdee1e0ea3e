package org.dosekit.lab.study;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.dosekit.core.patient.Split;
import org.dosekit.train.run.TrainingConfig;

/**
 * One training of a study with all that follows it.
 *
 * @param number from 1; the same for the same study, whatever is done already
 * @param condition its name
 * @param fold from 1; empty for a study of one split
 * @param seed of the training
 * @param config how it is trained
 * @param split what it trains, validates and is evaluated on
 * @param skipped why it cannot be done here, if it cannot
 */
public record StudyTask(
    int number,
    String condition,
    OptionalInt fold,
    long seed,
    TrainingConfig config,
    Split split,
    Optional<String> skipped) {
  /** Checks for nulls. */
  public StudyTask {
    Objects.requireNonNull(condition);
    Objects.requireNonNull(fold);
    Objects.requireNonNull(config);
    Objects.requireNonNull(split);
    Objects.requireNonNull(skipped);
  }

  /** The run's name among those of its condition, e.g. {@code fold-1-seed-42}. */
  public String run() {
    return (fold.isPresent() ? "fold-" + fold.getAsInt() + "-" : "") + "seed-" + seed;
  }

  /** The task's name in the study, e.g. {@code baseline/fold-1-seed-42}. */
  public String name() {
    return condition + "/" + run();
  }
}

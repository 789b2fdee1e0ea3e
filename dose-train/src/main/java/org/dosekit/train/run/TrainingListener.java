package org.dosekit.train.run;

import java.time.Duration;

/** Told how a training is going, from the training thread; an exception it throws ends the run. */
public interface TrainingListener {
  /** Nobody listens. */
  TrainingListener SILENT = new TrainingListener() {};

  /**
   * A training step is done.
   *
   * @param epoch from 1
   * @param step of this epoch, from 1
   * @param steps of this epoch
   * @param loss the total loss of the step
   */
  default void stepFinished(int epoch, int step, int steps, double loss) {}

  /**
   * The steps of an epoch are done; said before its validation.
   *
   * @param epoch from 1
   * @param share of the time of the steps that they waited for batches, 0..1
   */
  default void batchesAwaited(int epoch, double share) {}

  /**
   * A validation case is predicted.
   *
   * @param epoch from 1
   * @param done cases predicted in this epoch
   * @param cases all of them
   */
  default void validationFinished(int epoch, int done, int cases) {}

  /**
   * An epoch is done and its checkpoint written.
   *
   * @param metrics what it achieved
   * @param best whether it is the best so far
   * @param remaining an estimate of the time to the end of the run; early stopping may come sooner
   */
  default void epochFinished(EpochMetrics metrics, boolean best, Duration remaining) {}
}

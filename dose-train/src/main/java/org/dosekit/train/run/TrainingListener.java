package org.dosekit.train.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Told how a training is going, from the training thread; an exception it throws ends the run. */
public interface TrainingListener {
  /** Nobody listens. */
  TrainingListener SILENT = new TrainingListener() {};

  /**
   * The run's directory is there, and a session of training begins: the first, or a resumed one.
   *
   * @param run the directory
   */
  default void started(Path run) {}

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

  /**
   * A batch changed nothing, because its loss or gradient was not finite.
   *
   * @param epoch from 1
   * @param batch of this epoch, from 1
   * @param caseIds the cases it was drawn from
   */
  default void batchSkipped(int epoch, int batch, List<String> caseIds) {}

  /**
   * The run was interrupted and is saved as far as it is; it ends now and can be resumed.
   *
   * @param epoch that was running, from 1
   * @param batch of this epoch that was done last
   * @param batches of this epoch
   */
  default void stopped(int epoch, int batch, int batches) {}
}

package org.dosekit.lab;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dosekit.train.run.RunSummary;

/**
 * A training that ends in order when the program is told to stop: the running step is finished and
 * native memory released before the JVM goes; the last checkpoint stays and can be resumed.
 */
final class StoppableTraining {
  private static final long PATIENCE_SECONDS = 60;

  private StoppableTraining() {}

  /** Trains in this thread. */
  static RunSummary run(Supplier<RunSummary> training) {
    Thread trainer = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Thread stop = new Thread(() -> stop(trainer, ended), "dose-stop-training");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return training.get();
    } finally {
      // The hook stays: once the latch is open it returns at once.
      ended.countDown();
    }
  }

  private static void stop(Thread trainer, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    trainer.interrupt();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("training did not stop within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.dosekit.train.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets the end of the process (Ctrl-C, SIGTERM) interrupt the training thread, and wait for it to
 * save what it has.
 */
final class StopAtExit {
  /** A step of a large network and a checkpoint on a slow disk. */
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private StopAtExit(Thread training) {
    this.hook = new Thread(() -> stop(training), "dosekit-stop-training");
  }

  /** Runs a training in this thread, stopped when the process ends. */
  static <T> T guard(Supplier<T> training) {
    StopAtExit stop = new StopAtExit(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(stop.hook);
    try {
      return training.get();
    } finally {
      stop.end();
    }
  }

  private void stop(Thread training) {
    training.interrupt();
    try {
      boolean saved = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!saved) {
        System.getLogger(StopAtExit.class.getName())
            .log(System.Logger.Level.WARNING, "the training did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs already, and no longer waits.
      return;
    }
  }
}

package org.dosekit.train.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The calls into the native library that are running, and their end before the process ends: at
 * exit the library destroys its globals, and a call that still runs would crash on them.
 */
final class NativeCalls {
  private static final long PATIENCE_SECONDS = 60;

  /** A call holds the read lock; the end of the process takes the write lock. */
  private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();

  private volatile boolean ending;

  /**
   * Runs a call.
   *
   * @throws CancellationException when the process is ending
   */
  <T> T run(Supplier<T> call) {
    running.readLock().lock();
    try {
      if (ending) {
        throw new CancellationException("the process is ending");
      }
      return call.get();
    } finally {
      running.readLock().unlock();
    }
  }

  /** Refuses further calls and waits for the running ones. */
  void end() {
    ending = true;
    try {
      if (running.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        running.writeLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the calls when the process does. */
  NativeCalls endingWithProcess() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "dosekit-end-native-calls"));
    return this;
  }
}

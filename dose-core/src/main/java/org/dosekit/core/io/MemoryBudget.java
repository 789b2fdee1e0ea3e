package org.dosekit.core.io;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Memory that cases in work side by side share, given out in the order it is asked for. Work that
 * asks for more than all of it runs alone. Thread-safe.
 */
public final class MemoryBudget {
  /** The unit in which memory is given out. */
  private static final long BYTES_PER_PERMIT = 1 << 20;

  private final int permits;
  private final Semaphore free;

  private MemoryBudget(int permits) {
    this.permits = permits;
    this.free = new Semaphore(permits, true);
  }

  /**
   * A budget of so many bytes; at least one piece of work always runs.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public static MemoryBudget ofBytes(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a memory budget of " + bytes + " bytes; positive");
    }
    return new MemoryBudget(
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / BYTES_PER_PERMIT)));
  }

  /**
   * Works once so many bytes are free, or all there are; what the work throws is passed on. Must
   * not be called from within such work.
   *
   * @throws InterruptedException when interrupted while waiting
   */
  public <T> T run(long bytes, Supplier<T> work) throws InterruptedException {
    int wanted = (int) Math.max(1, Math.min(permits, bytes / BYTES_PER_PERMIT));
    free.acquire(wanted);
    try {
      return work.get();
    } finally {
      free.release(wanted);
    }
  }
}

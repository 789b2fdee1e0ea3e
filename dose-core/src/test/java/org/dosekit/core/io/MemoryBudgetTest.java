package org.dosekit.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {
  private static final long MIB = 1 << 20;

  /** Of 10 MiB: beside 4 there is room for 6 and not for 7; more than all waits for all. */
  @ParameterizedTest
  @CsvSource({"4, 6, true", "4, 7, false", "4, 1000, false", "1000, 1, false"})
  void whatFitsBesideTheOthersBeginsAndTheRestWaits(long first, long second, boolean fits)
      throws InterruptedException {
    MemoryBudget budget = MemoryBudget.ofBytes(10 * MIB);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread other =
        budget.run(
            first * MIB,
            () -> {
              Thread thread = new Thread(() -> work(budget, second * MIB, begun, ended));
              thread.start();
              // Long enough to begin, were there room.
              assertEquals(fits, isReached(begun, 200));
              return thread;
            });
    assertTrue(isReached(begun, 10_000), "what waited begins when there is room");
    ended.countDown();
    other.join();
  }

  private static void work(
      MemoryBudget budget, long bytes, CountDownLatch begun, CountDownLatch ended) {
    try {
      budget.run(
          bytes,
          () -> {
            begun.countDown();
            return isReached(ended, 10_000);
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isReached(CountDownLatch latch, long milliseconds) {
    try {
      return latch.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void workThatFailsGivesItsMemoryBack() throws InterruptedException {
    MemoryBudget budget = MemoryBudget.ofBytes(1);
    assertThrows(
        IllegalStateException.class,
        () ->
            budget.run(
                MIB,
                () -> {
                  throw new IllegalStateException("a fault");
                }));
    assertFalse(budget.run(MIB, () -> false));
    assertThrows(IllegalArgumentException.class, () -> MemoryBudget.ofBytes(0));
  }
}

package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NativeCallsTest {
  @Test
  @Timeout(30)
  void endWaitsForTheRunningCallAndRefusesTheNext() throws Exception {
    NativeCalls calls = new NativeCalls();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayFinish = new CountDownLatch(1);
    CompletableFuture<String> call =
        CompletableFuture.supplyAsync(
            () ->
                calls.run(
                    () -> {
                      started.countDown();
                      try {
                        mayFinish.await();
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                      return "done";
                    }));
    started.await();
    Thread end = new Thread(calls::end);
    end.start();
    TimeUnit.MILLISECONDS.sleep(200);
    assertTrue(end.isAlive());
    mayFinish.countDown();
    assertEquals("done", call.get());
    end.join();
    assertFalse(end.isAlive());
    assertThrows(CancellationException.class, () -> calls.run(() -> "late"));
  }
}

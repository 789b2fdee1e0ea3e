package org.dosekit.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;

/** Works through many cases: one that fails is reported and the others go on. Thread-safe. */
public final class Batch {
  private final Output output;
  private final List<DoseDataException> failures = new ArrayList<>();
  private int done;

  /** Work on one case. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does the work.
     *
     * @throws DoseDataException when the case is bad
     */
    void on(String id);
  }

  /** A batch that reports failures through {@code output}. */
  public Batch(Output output) {
    this.output = output;
  }

  /** Works through the ids, showing progress under {@code label}. */
  public void forEach(String label, List<String> ids, Work work) {
    ProgressDisplay progress = output.progress(label);
    for (int i = 0; i < ids.size(); i++) {
      attempt(ids.get(i), work);
      progress.update(i + 1, ids.size());
    }
  }

  /**
   * Like {@link #forEach}, a thread a core. They are not the common pool's: what waits in them, say
   * for memory, must not keep that pool from the work of the others.
   */
  public void forEachInParallel(String label, List<String> ids, Work work) {
    ProgressDisplay progress = output.progress(label);
    AtomicInteger finished = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (String id : ids) {
        futures.add(
            pool.submit(
                () -> {
                  attempt(id, work);
                  progress.update(finished.incrementAndGet(), ids.size());
                }));
      }
      futures.forEach(Batch::join);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void join(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted in a batch");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("work on a case failed", e.getCause());
    }
  }

  private void attempt(String id, Work work) {
    try {
      work.on(id);
      succeeded();
    } catch (DoseDataException e) {
      failed(e);
    }
  }

  /** Counts a case that went well. */
  public synchronized void succeeded() {
    done++;
  }

  /** Takes back a case that was counted as gone well. */
  public synchronized void withdrawn() {
    done--;
  }

  /** Reports a case that failed. */
  public synchronized void failed(DoseDataException failure) {
    failures.add(failure);
    output.note("failed: " + failure.getMessage());
  }

  /** How many cases went well. */
  public synchronized int done() {
    return done;
  }

  /** Adds the counts and the failures' messages to a result. */
  public JsonObject describeIn(JsonObject result) {
    return describeIn(result, "cases");
  }

  /** Like {@link #describeIn(JsonObject)}, for work on things of another name. */
  public synchronized JsonObject describeIn(JsonObject result, String things) {
    return result
        .put(things + "_done", done)
        .put(things + "_failed", failures.size())
        .putStrings("failures", failures.stream().map(Throwable::getMessage).toList());
  }

  /** {@link ExitCodes#DONE}, or {@link ExitCodes#SOME_FAILED} when a case failed. */
  public synchronized int exitCode() {
    return failures.isEmpty() ? ExitCodes.DONE : ExitCodes.SOME_FAILED;
  }
}

package org.dosekit.train.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.dosekit.train.data.EpochPlan.PatchDraw;
import org.dosekit.train.engine.Batch;

/**
 * Prepares batches on background threads while the network works on those before. Which batches
 * come in which order depends on seed and epoch only, never on timing or on the number of threads.
 * The one who started it closes it, and is the only one who takes batches.
 */
public final class BatchLoader implements AutoCloseable {
  private final List<String> ids;
  private final CaseSource cases;
  private final PatchSampler sampler;
  private final long seed;
  private final int ahead;
  private final ExecutorService threads;
  private final Deque<Future<Batch>> pending = new ArrayDeque<>();
  private final Deque<List<PatchDraw>> restOfEpoch = new ArrayDeque<>();
  private int nextEpoch;
  private long waitedNanos;

  private BatchLoader(
      List<String> ids,
      CaseSource cases,
      PatchSampler sampler,
      long seed,
      int firstEpoch,
      int firstBatch,
      int threads) {
    this.ids = ids;
    this.cases = cases;
    this.sampler = sampler;
    this.seed = seed;
    this.nextEpoch = firstEpoch;
    // One more than are in work waits ready.
    this.ahead = threads + 1;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "dosekit-batch-loader");
              thread.setDaemon(true);
              return thread;
            });
    for (int skipped = 0; skipped < firstBatch; skipped++) {
      nextDraws();
    }
    fill();
  }

  /**
   * Starts preparing the batches of an epoch and of those after it, without end.
   *
   * @param ids the training cases, at least one
   * @param firstEpoch from 0
   * @param firstBatch of that epoch, from 0; the number of its batches is the start of the next
   * @param threads that prepare, at least 1; each works on a batch of its own
   */
  public static BatchLoader start(
      List<String> ids,
      CaseSource cases,
      PatchSampler sampler,
      long seed,
      int firstEpoch,
      int firstBatch,
      int threads) {
    return new BatchLoader(List.copyOf(ids), cases, sampler, seed, firstEpoch, firstBatch, threads);
  }

  /** The number of batches an epoch has. */
  public int batchesPerEpoch() {
    return EpochPlan.batchCount(ids.size(), sampler.plan());
  }

  /** The cases of a batch, by its epoch and its place in it, both from 0. */
  public List<String> caseIds(int epoch, int batch) {
    return EpochPlan.batches(ids, sampler.plan(), seed, epoch).get(batch).stream()
        .map(PatchDraw::caseId)
        .distinct()
        .toList();
  }

  /**
   * The next batch; waits for it.
   *
   * @throws org.dosekit.core.DoseDataException when a case cannot be read or trained on
   * @throws CancellationException when the waiting thread is interrupted
   */
  public Batch next() {
    long start = System.nanoTime();
    try {
      if (Thread.interrupted()) {
        // A batch that is ready would be handed out in spite of the interrupt.
        throw new InterruptedException();
      }
      Batch batch = pending.getFirst().get();
      pending.removeFirst();
      fill();
      return batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    } catch (ExecutionException e) {
      throw failure(Objects.requireNonNull(e.getCause()));
    } finally {
      waitedNanos += System.nanoTime() - start;
    }
  }

  /** How long {@link #next} has waited for batches in all: time the network did not work. */
  public double waitedSeconds() {
    return waitedNanos / 1e9;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill() {
    while (pending.size() < ahead) {
      List<PatchDraw> draws = nextDraws();
      pending.addLast(threads.submit(() -> prepare(draws)));
    }
  }

  private List<PatchDraw> nextDraws() {
    if (restOfEpoch.isEmpty()) {
      restOfEpoch.addAll(EpochPlan.batches(ids, sampler.plan(), seed, nextEpoch++));
    }
    return restOfEpoch.removeFirst();
  }

  private Batch prepare(List<PatchDraw> draws) {
    List<TrainingCase> sources = draws.stream().map(d -> cases.get(d.caseId())).toList();
    long[] seeds = draws.stream().mapToLong(PatchDraw::seed).toArray();
    return sampler.batch(sources, seeds);
  }

  private static RuntimeException failure(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }
}

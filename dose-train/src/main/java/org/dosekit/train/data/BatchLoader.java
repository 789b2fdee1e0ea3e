package org.dosekit.train.data;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import org.dosekit.train.data.EpochPlan.PatchDraw;
import org.dosekit.train.engine.Batch;

/**
 * Prepares batches on one background thread while the network works on those before. What is
 * prepared depends on seed and epoch only, never on timing. The one who started it closes it.
 */
public final class BatchLoader implements AutoCloseable {
  /** Batches waiting beside the one in work and the one being prepared. */
  private static final int AHEAD = 1;

  private sealed interface Prepared {
    record Ready(Batch batch) implements Prepared {}

    record Failed(Throwable cause) implements Prepared {}
  }

  private final List<String> ids;
  private final CaseSource cases;
  private final PatchSampler sampler;
  private final long seed;
  private final BlockingQueue<Prepared> queue = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;

  private BatchLoader(
      List<String> ids,
      CaseSource cases,
      PatchSampler sampler,
      long seed,
      int firstEpoch,
      int firstBatch) {
    this.ids = ids;
    this.cases = cases;
    this.sampler = sampler;
    this.seed = seed;
    this.thread = new Thread(() -> run(firstEpoch, firstBatch), "dosekit-batch-loader");
    this.thread.setDaemon(true);
  }

  /**
   * Starts preparing the batches of an epoch and of those after it, without end.
   *
   * @param ids the training cases, at least one
   * @param firstEpoch from 0
   * @param firstBatch of that epoch, from 0; the number of its batches is the start of the next
   */
  public static BatchLoader start(
      List<String> ids,
      CaseSource cases,
      PatchSampler sampler,
      long seed,
      int firstEpoch,
      int firstBatch) {
    BatchLoader loader =
        new BatchLoader(List.copyOf(ids), cases, sampler, seed, firstEpoch, firstBatch);
    loader.thread.start();
    return loader;
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
    try {
      Prepared prepared = queue.take();
      if (prepared instanceof Prepared.Ready ready) {
        return ready.batch();
      }
      throw failure(((Prepared.Failed) prepared).cause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(int firstEpoch, int firstBatch) {
    try {
      for (int epoch = firstEpoch; ; epoch++) {
        List<List<PatchDraw>> batches = EpochPlan.batches(ids, sampler.plan(), seed, epoch);
        int from = epoch == firstEpoch ? firstBatch : 0;
        for (List<PatchDraw> draws : batches.subList(from, batches.size())) {
          Prepared prepared = prepare(draws);
          queue.put(prepared);
          if (prepared instanceof Prepared.Failed) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      // close() asked the thread to end.
      Thread.currentThread().interrupt();
    }
  }

  private Prepared prepare(List<PatchDraw> draws) {
    try {
      List<TrainingCase> sources = draws.stream().map(d -> cases.get(d.caseId())).toList();
      long[] seeds = draws.stream().mapToLong(PatchDraw::seed).toArray();
      return new Prepared.Ready(sampler.batch(sources, seeds));
    } catch (RuntimeException | Error e) {
      // Thrown again by next(), in the thread that can act on it.
      return new Prepared.Failed(e);
    }
  }

  private static RuntimeException failure(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }
}

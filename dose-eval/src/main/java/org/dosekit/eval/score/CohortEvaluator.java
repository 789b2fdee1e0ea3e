package org.dosekit.eval.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.MemoryBudget;
import org.dosekit.core.patient.Case;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.volume.Volume;

/**
 * Evaluates cases side by side, as many at once as fit a memory budget. Immutable, thread-safe.
 *
 * <p>A case counts with its own size once it is loaded; as many as there are cores may be loaded
 * and wait for room. One that is larger than the budget is evaluated alone.
 */
public final class CohortEvaluator {
  /**
   * What a case takes: CT, dose and prediction (12), masks, sorted doses, the search tree of gamma
   * and its results.
   */
  private static final long BYTES_PER_VOXEL = 64;

  /** Where cases and predictions come from. Called from several threads at once. */
  public interface Source {
    /**
     * Loads a case.
     *
     * @throws DoseDataException when it is bad
     */
    Case load(String id);

    /**
     * The dose to judge, in Gy on the case's grid.
     *
     * @throws DoseDataException when there is none, or it is bad
     */
    Volume predictedGy(Case patient);
  }

  /**
   * What became of the cases.
   *
   * @param evaluations of the good ones, in the order asked for
   * @param failures of the others by id, in that order
   */
  public record Outcome(List<CaseEvaluation> evaluations, Map<String, DoseDataException> failures) {
    /** Copies both, keeping their order. */
    public Outcome {
      evaluations = List.copyOf(evaluations);
      failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** The evaluations together, if there are any. */
    public Optional<CohortEvaluation> cohort() {
      return evaluations.isEmpty()
          ? Optional.empty()
          : Optional.of(CohortEvaluation.of(evaluations));
    }
  }

  private sealed interface Answer {
    record Good(CaseEvaluation evaluation) implements Answer {}

    record Bad(DoseDataException failure) implements Answer {}
  }

  private final CaseEvaluator evaluator;
  private final long budgetBytes;

  private CohortEvaluator(CaseEvaluator evaluator, long budgetBytes) {
    this.evaluator = Objects.requireNonNull(evaluator);
    this.budgetBytes = budgetBytes;
  }

  /** Evaluates each case so, within half of the memory the JVM may take. */
  public static CohortEvaluator of(CaseEvaluator evaluator) {
    return new CohortEvaluator(evaluator, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * This evaluator within another budget; one case at a time is always evaluated.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public CohortEvaluator withMemoryBudget(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a memory budget of " + bytes + " bytes; at least 1");
    }
    return new CohortEvaluator(evaluator, bytes);
  }

  /**
   * Evaluates cases; a bad one does not keep the others from being evaluated.
   *
   * @param ids each once
   * @param progress told after each case, from several threads, one call at a time
   * @throws CancellationException when the thread is interrupted; cases in work are let finish
   */
  public Outcome evaluate(List<String> ids, Source source, Progress progress) {
    List<Answer> answers = sideBySide(ids, source, progress);
    List<CaseEvaluation> evaluations = new ArrayList<>();
    Map<String, DoseDataException> failures = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      if (answers.get(i) instanceof Answer.Good good) {
        evaluations.add(good.evaluation());
      } else {
        failures.put(ids.get(i), ((Answer.Bad) answers.get(i)).failure());
      }
    }
    return new Outcome(evaluations, failures);
  }

  private List<Answer> sideBySide(List<String> ids, Source source, Progress progress) {
    List<Answer> answers = new ArrayList<>();
    MemoryBudget budget = MemoryBudget.ofBytes(budgetBytes);
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      AtomicInteger done = new AtomicInteger();
      List<Future<Answer>> futures = new ArrayList<>();
      for (String id : ids) {
        futures.add(
            pool.submit(
                () -> {
                  Answer answer = answer(id, source, budget);
                  synchronized (done) {
                    progress.update(done.incrementAndGet(), ids.size());
                  }
                  return answer;
                }));
      }
      for (Future<Answer> future : futures) {
        answers.add(join(future));
      }
    } finally {
      pool.shutdownNow();
    }
    return answers;
  }

  private Answer answer(String id, Source source, MemoryBudget budget) throws InterruptedException {
    try {
      Case patient = source.load(id);
      return budget.run(
          patient.grid().voxelCount() * BYTES_PER_VOXEL,
          () -> new Answer.Good(evaluator.evaluate(patient, source.predictedGy(patient))));
    } catch (DoseDataException e) {
      return new Answer.Bad(e);
    }
  }

  private static Answer join(Future<Answer> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while evaluating a cohort");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("an evaluation failed", e.getCause());
    }
  }
}

package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.score.CohortEvaluator.Outcome;
import org.junit.jupiter.api.Test;

class CohortEvaluatorTest {
  private static final CohortEvaluator EVALUATOR =
      CohortEvaluator.of(CaseEvaluator.of(PhantomCase.PROTOCOL));
  private static final List<String> IDS = List.of("c1", "c2", "c3", "c4", "c5", "c6");

  /** Predictions that are wrong by as many Gy as the id says; some cases cannot be read. */
  private record Phantoms(Set<String> damaged) implements CohortEvaluator.Source {
    @Override
    public Case load(String id) {
      if (damaged.contains(id)) {
        throw DoseDataException.of(id, "half a file", "a case", "import it again");
      }
      return new PhantomCase()
          .dose(i -> 80 * Math.exp(-PhantomCase.distanceMm(i, 12) / 20))
          .named(id);
    }

    @Override
    public Volume predictedGy(Case patient) {
      float[] dose = patient.requireDoseGy().data();
      int errorGy = Integer.parseInt(patient.id().substring(1));
      return PhantomCase.volume(i -> dose[i] + errorGy);
    }
  }

  @Test
  void evaluationsComeInTheOrderAskedForWhateverEndsFirst() {
    Outcome outcome = EVALUATOR.evaluate(IDS, new Phantoms(Set.of()), Progress.SILENT);
    assertEquals(IDS, outcome.evaluations().stream().map(CaseEvaluation::caseId).toList());
    for (int i = 0; i < IDS.size(); i++) {
      assertEquals(i + 1, outcome.evaluations().get(i).error().maeGy(), 1e-4);
    }
    assertTrue(outcome.failures().isEmpty());
  }

  @Test
  void badCasesAreNamedAndTheOthersEvaluated() {
    Outcome outcome = EVALUATOR.evaluate(IDS, new Phantoms(Set.of("c1", "c4")), Progress.SILENT);
    assertEquals(4, outcome.evaluations().size());
    assertEquals(List.of("c1", "c4"), List.copyOf(outcome.failures().keySet()));
    assertEquals(4, outcome.cohort().orElseThrow().cases().size());
  }

  @Test
  void onlyBadCasesMakeNoCohort() {
    Outcome outcome = EVALUATOR.evaluate(IDS, new Phantoms(Set.copyOf(IDS)), Progress.SILENT);
    assertTrue(outcome.cohort().isEmpty());
    assertEquals(IDS, List.copyOf(outcome.failures().keySet()));
  }

  @Test
  void progressCountsEveryCaseOnce() {
    List<Integer> done = new ArrayList<>();
    EVALUATOR.evaluate(IDS, new Phantoms(Set.of("c2")), (d, total) -> done.add(d));
    assertEquals(List.of(1, 2, 3, 4, 5, 6), done);
  }

  @Test
  void budgetBoundsTheCasesInWork() {
    AtomicInteger inWork = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CohortEvaluator.Source counting =
        new CohortEvaluator.Source() {
          @Override
          public Case load(String id) {
            return new Phantoms(Set.of()).load(id);
          }

          @Override
          public Volume predictedGy(Case patient) {
            most.accumulateAndGet(inWork.incrementAndGet(), Math::max);
            try {
              return new Phantoms(Set.of()).predictedGy(patient);
            } finally {
              inWork.decrementAndGet();
            }
          }
        };
    Outcome outcome = EVALUATOR.withMemoryBudget(1).evaluate(IDS, counting, Progress.SILENT);
    assertEquals(6, outcome.evaluations().size());
    assertEquals(1, most.get(), "a budget below one case evaluates one at a time");
    assertThrows(IllegalArgumentException.class, () -> EVALUATOR.withMemoryBudget(0));
  }

  @Test
  void faultOfTheProgramIsNotTakenForABadCase() {
    IllegalStateException fault = new IllegalStateException("a fault");
    CohortEvaluator.Source faulty =
        new CohortEvaluator.Source() {
          @Override
          public Case load(String id) {
            if (id.equals("c5")) {
              throw fault;
            }
            return new Phantoms(Set.of()).load(id);
          }

          @Override
          public Volume predictedGy(Case patient) {
            return patient.requireDoseGy();
          }
        };
    assertSame(
        fault,
        assertThrows(
            IllegalStateException.class, () -> EVALUATOR.evaluate(IDS, faulty, Progress.SILENT)));
  }
}

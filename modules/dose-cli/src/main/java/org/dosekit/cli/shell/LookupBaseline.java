package org.dosekit.cli.shell;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.eval.score.LookupPredictor;

/** The predictor every model is printed beside: mean training dose by distance to the targets. */
public final class LookupBaseline {
  private LookupBaseline() {}

  /**
   * The lookup predictor over the cohort's training part; empty when the cohort has no split or
   * trains on nothing.
   */
  public static Optional<Predictor> of(Cohort cohort, Protocol protocol, Output output) {
    Optional<Split> split = CaseSelection.split(cohort);
    if (split.isEmpty() || split.get().training().isEmpty()) {
      output.note(
          "no lookup baseline: the cohort has no " + Split.FILE_NAME + " with training cases");
      return Optional.empty();
    }
    try {
      return Optional.of(of(cohort, split.get(), protocol, output));
    } catch (DoseDataException e) {
      output.note("no lookup baseline: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The lookup predictor over the training part of a split; a damaged training case is reported and
   * left out.
   */
  public static Predictor of(Cohort cohort, Split split, Protocol protocol, Output output) {
    ProgressDisplay progress = output.progress("lookup baseline");
    AtomicInteger done = new AtomicInteger();
    Iterable<Case> cases =
        () ->
            split.training().stream()
                .flatMap(
                    id -> {
                      progress.update(done.incrementAndGet(), split.training().size());
                      return load(cohort, id, protocol, output).stream();
                    })
                .iterator();
    return LookupPredictor.train(protocol, cases);
  }

  private static Optional<Case> load(Cohort cohort, String id, Protocol protocol, Output output) {
    try {
      Case patient = cohort.load(id);
      if (patient.protocol().equals(protocol.name()) && patient.doseGy().isPresent()) {
        return Optional.of(patient);
      }
      output.note("left out of the lookup baseline: " + id + " has no dose or another protocol");
      return Optional.empty();
    } catch (DoseDataException e) {
      output.note("left out of the lookup baseline: " + e.getMessage());
      return Optional.empty();
    }
  }
}

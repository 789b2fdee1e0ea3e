package org.dosekit.cli;

import java.util.Optional;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.eval.score.LookupPredictor;

/** The predictor every model is printed beside: mean training dose by distance to the targets. */
public final class LookupBaseline {
  private LookupBaseline() {}

  /** The lookup predictor over the cohort's training part; empty when the cohort has no split or trains on nothing. */
  public static Optional<Predictor> of(Cohort cohort, Protocol protocol, Output output) {
    Optional<Split> split = CaseSelection.split(cohort);
    if (split.isEmpty() || split.get().training().isEmpty()) {
      output.note(
          "no lookup baseline: the cohort has no " + Split.FILE_NAME + " with training cases");
      return Optional.empty();
    }
    return Optional.of(of(cohort, split.get(), protocol, output));
  }

  /** The lookup predictor over the training part of a split. */
  public static Predictor of(Cohort cohort, Split split, Protocol protocol, Output output) {
    LookupPredictor.Builder lookup = LookupPredictor.builder(protocol);
    ProgressDisplay progress = output.progress("lookup baseline");
    int done = 0;
    for (String id : split.training()) {
      lookup.add(cohort.load(id));
      progress.update(++done, split.training().size());
    }
    return lookup.build();
  }
}

package org.dosekit.cli.shell;

import java.util.Objects;
import java.util.function.Function;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.score.CohortEvaluator;

/**
 * A cohort's cases with doses to judge.
 *
 * @param doseGy of a case, in Gy on its grid; called from several threads at once
 */
public record CohortDoses(Cohort cohort, Function<Case, Volume> doseGy)
    implements CohortEvaluator.Source {
  /** Checks for nulls. */
  public CohortDoses {
    Objects.requireNonNull(cohort);
    Objects.requireNonNull(doseGy);
  }

  @Override
  public Case load(String id) {
    return cohort.load(id);
  }

  @Override
  public Volume predictedGy(Case patient) {
    return doseGy.apply(patient);
  }
}

package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.cli.shell.LookupBaseline;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.Predictor;
import org.dosekit.eval.score.CohortEvaluation;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.lab.study.StudyFolder;
import org.dosekit.lab.study.StudyPlan;
import org.dosekit.lab.study.StudyTask;

/**
 * The lookup predictor beside a study: evaluated on the test cases of each split after it learned
 * from the training cases, and kept in the study's folder.
 */
final class StudyLookup {
  private StudyLookup() {}

  /** The evaluations, one a split; none when one cannot be made, and why is said. */
  static List<EvaluationResults> evaluations(
      StudyPlan plan, StudyFolder folder, Cohort cohort, Output output) {
    List<Split> splits = plan.tasks().stream().map(StudyTask::split).distinct().toList();
    List<EvaluationResults> evaluations = new ArrayList<>();
    try {
      for (int i = 0; i < splits.size(); i++) {
        Path file =
            folder
                .root()
                .resolve("lookup")
                .resolve("split-" + (i + 1))
                .resolve(CohortEvaluation.FILE_NAME);
        if (!TestEvaluation.isWhole(file, splits.get(i))) {
          Predictor lookup = LookupBaseline.of(cohort, splits.get(i), plan.protocol(), output);
          TestEvaluation.of(cohort, plan.protocol(), output)
              .write("evaluate lookup", splits.get(i), lookup::predictGy, file);
        }
        evaluations.add(EvaluationResults.read(file));
      }
    } catch (DoseDataException e) {
      output.note("no lookup baseline: " + e.getMessage());
      return List.of();
    }
    return evaluations;
  }
}

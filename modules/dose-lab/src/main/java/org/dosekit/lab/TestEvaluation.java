package org.dosekit.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.dosekit.cli.shell.CohortDoses;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.score.CaseEvaluator;
import org.dosekit.eval.score.CohortEvaluator;
import org.dosekit.eval.score.GammaSettings;

/** The evaluation of a split's test cases as {@code dose evaluate} does it by default. */
final class TestEvaluation {
  private final Cohort cohort;
  private final CohortEvaluator evaluator;
  private final Output output;

  private TestEvaluation(Cohort cohort, CohortEvaluator evaluator, Output output) {
    this.cohort = cohort;
    this.evaluator = evaluator;
    this.output = output;
  }

  /** An evaluation by a protocol, with gamma 3%/3mm. */
  static TestEvaluation of(Cohort cohort, Protocol protocol, Output output) {
    return new TestEvaluation(
        cohort,
        CohortEvaluator.of(CaseEvaluator.of(protocol).withGamma(GammaSettings.standard())),
        output);
  }

  /**
   * Evaluates doses and writes the file; all of them or none.
   *
   * @param label of the progress
   * @throws DoseDataException when a case cannot be evaluated
   */
  void write(String label, Split split, Function<Case, Volume> doseGy, Path file) {
    CohortEvaluator.Outcome outcome =
        evaluator.evaluate(split.test(), new CohortDoses(cohort, doseGy), output.progress(label));
    outcome.failures().values().stream()
        .findFirst()
        .ifPresent(
            failure -> {
              throw failure;
            });
    outcome.cohort().ifPresent(evaluation -> evaluation.write(file));
  }

  /**
   * Whether a file holds an evaluation of just the test cases of a split.
   *
   * @throws DoseDataException when it is damaged
   */
  static boolean isWhole(Path file, Split split) {
    if (!Files.exists(file)) {
      return false;
    }
    List<String> ids =
        JsonObject.read(file).objects("per_case_results", one -> one.string("case_id"));
    return Set.copyOf(ids).equals(Set.copyOf(split.test()));
  }
}

package org.dosekit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.EvaluationTable;
import org.dosekit.cli.shell.LookupBaseline;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.PredictionFolder;
import org.dosekit.cli.shell.ProtocolOption;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.eval.score.CaseEvaluation;
import org.dosekit.eval.score.CaseEvaluator;
import org.dosekit.eval.score.CohortEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dose evaluate}: predictions against planned doses, beside the lookup baseline. */
@Command(
    name = "evaluate",
    description = "Judge predictions against the planned doses, beside the lookup baseline.")
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private CaseSelection selection = new CaseSelection();
  @Mixin private PredictionFolder predictions = new PredictionFolder();
  @Mixin private ProtocolOption protocols = new ProtocolOption();

  @Option(
      names = "--out",
      paramLabel = "JSON",
      description = "Also write the results here, e.g. " + CohortEvaluation.FILE_NAME + ".")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    Cohort cohort = selection.cohort();
    List<String> ids = predictions.ids(selection, cohort, output);
    Protocol protocol = protocols.of(cohort);
    Optional<Predictor> lookup = LookupBaseline.of(cohort, protocol, output);
    CaseEvaluator evaluator = CaseEvaluator.of(protocol);
    List<CaseEvaluation> model = new ArrayList<>();
    List<CaseEvaluation> baseline = new ArrayList<>();
    Batch batch = new Batch(output);
    batch.forEach(
        "evaluate",
        ids,
        id -> {
          Case patient = cohort.load(id);
          CaseEvaluation evaluation = evaluator.evaluate(patient, predictions.doseGy(id));
          lookup.ifPresent(l -> baseline.add(evaluator.evaluate(patient, l.predictGy(patient))));
          model.add(evaluation);
        });
    if (model.isEmpty()) {
      output.result(batch.describeIn(JsonObject.create()), "");
      return batch.exitCode();
    }
    CohortEvaluation evaluation = CohortEvaluation.of(model);
    Optional<CohortEvaluation> ofLookup =
        baseline.isEmpty() ? Optional.empty() : Optional.of(CohortEvaluation.of(baseline));
    out.ifPresent(evaluation::write);
    JsonObject json = JsonObject.create().put("model", JsonObject.parse("", evaluation.toJson()));
    ofLookup.ifPresent(l -> json.put("lookup", JsonObject.parse("", l.toJson())));
    output.result(batch.describeIn(json), EvaluationTable.of(protocol, evaluation, ofLookup));
    return batch.exitCode();
  }
}

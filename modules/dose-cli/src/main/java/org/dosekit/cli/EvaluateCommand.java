package org.dosekit.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.experiments.ExperimentsIndex;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.CohortDoses;
import org.dosekit.cli.shell.EvaluationTable;
import org.dosekit.cli.shell.EvaluatorOptions;
import org.dosekit.cli.shell.LookupBaseline;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.PredictionFolder;
import org.dosekit.cli.shell.ProtocolOption;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.eval.score.CaseEvaluation;
import org.dosekit.eval.score.CohortEvaluation;
import org.dosekit.eval.score.CohortEvaluator;
import org.dosekit.eval.score.CohortEvaluator.Outcome;
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
  @Mixin private EvaluatorOptions options = new EvaluatorOptions();

  @Option(
      names = "--out",
      paramLabel = "JSON",
      description =
          "Also write the results here, e.g. RUN/"
              + CohortEvaluation.FILE_NAME
              + ", where dose index finds them.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--csv", paramLabel = "CSV", description = "Also write the results as a table.")
  private Optional<Path> csv = Optional.empty();

  @Override
  public Integer call() {
    Cohort cohort = selection.cohort();
    List<String> ids = predictions.ids(selection, cohort, output);
    Protocol protocol = protocols.of(cohort);
    CohortEvaluator evaluator = CohortEvaluator.of(options.evaluator(protocol));
    Outcome ofModel =
        evaluator.evaluate(
            ids,
            new CohortDoses(cohort, patient -> predictions.doseGy(patient.id())),
            output.progress("evaluate"));
    Batch batch = new Batch(output);
    ofModel.evaluations().forEach(evaluation -> batch.succeeded());
    ofModel.failures().values().forEach(batch::failed);
    if (ofModel.cohort().isEmpty()) {
      output.result(batch.describeIn(JsonObject.create()), "");
      return batch.exitCode();
    }
    CohortEvaluation model = ofModel.cohort().get();
    List<String> judged = ofModel.evaluations().stream().map(CaseEvaluation::caseId).toList();
    Optional<CohortEvaluation> lookup =
        LookupBaseline.of(cohort, protocol, output)
            .flatMap(predictor -> baseline(evaluator, cohort, judged, predictor));
    out.ifPresent(model::write);
    csv.ifPresent(model::writeCsv);
    out.ifPresent(file -> ExperimentsIndex.keepUp(file, output::note));
    JsonObject json = JsonObject.create().put("model", JsonObject.parse("", model.toJson()));
    lookup.ifPresent(l -> json.put("lookup", JsonObject.parse("", l.toJson())));
    output.result(batch.describeIn(json), EvaluationTable.of(protocol, model, lookup));
    return batch.exitCode();
  }

  /** The lookup's evaluation of the same cases: with one less it would be another table. */
  private Optional<CohortEvaluation> baseline(
      CohortEvaluator evaluator, Cohort cohort, List<String> ids, Predictor lookup) {
    Outcome outcome =
        evaluator.evaluate(
            ids, new CohortDoses(cohort, lookup::predictGy), output.progress("evaluate lookup"));
    outcome
        .failures()
        .values()
        .forEach(failure -> output.note("no lookup baseline: " + failure.getMessage()));
    return outcome.failures().isEmpty() ? outcome.cohort() : Optional.empty();
  }
}

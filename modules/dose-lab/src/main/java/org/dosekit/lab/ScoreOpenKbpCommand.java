package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.LookupBaseline;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.PredictionFolder;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;
import org.dosekit.data.openkbp.OpenKbpDoseFile;
import org.dosekit.eval.score.OpenKbpPatientScore;
import org.dosekit.eval.score.OpenKbpScore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dose score openkbp}: the two scores of the OpenKBP challenge. */
@Command(
    name = "openkbp",
    description = "Score predictions as the OpenKBP challenge does, beside the lookup baseline.")
final class ScoreOpenKbpCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private CaseSelection selection = new CaseSelection();
  @Mixin private PredictionFolder predictions = new PredictionFolder();

  @Option(
      names = "--csv",
      paramLabel = "FOLDER",
      description = "Also write the predictions as the challenge's evaluator reads them.")
  private Optional<Path> csv = Optional.empty();

  @Override
  public Integer call() {
    Cohort cohort = selection.cohort();
    List<String> ids = predictions.ids(selection, cohort, output);
    Optional<Predictor> lookup =
        LookupBaseline.of(cohort, Protocol.builtIn("openkbp-head-neck"), output);
    List<OpenKbpPatientScore> model = new ArrayList<>();
    List<OpenKbpPatientScore> baseline = new ArrayList<>();
    Batch batch = new Batch(output);
    batch.forEach(
        "score",
        ids,
        id -> {
          Case patient = cohort.load(id);
          Volume predictedGy = predictions.doseGy(id);
          OpenKbpPatientScore score = OpenKbpPatientScore.of(patient, predictedGy);
          csv.ifPresent(
              folder ->
                  patient
                      .doseRegion()
                      .ifPresent(region -> OpenKbpDoseFile.write(folder, id, predictedGy, region)));
          lookup.ifPresent(
              l -> baseline.add(OpenKbpPatientScore.of(patient, l.predictGy(patient))));
          model.add(score);
        });
    if (model.isEmpty()) {
      output.result(batch.describeIn(JsonObject.create()), "");
    } else {
      print(
          batch,
          OpenKbpScore.of(model),
          baseline.isEmpty() ? Optional.empty() : Optional.of(OpenKbpScore.of(baseline)));
    }
    return batch.exitCode();
  }

  private void print(Batch batch, OpenKbpScore model, Optional<OpenKbpScore> lookup) {
    TextTable table = new TextTable("case", "dose score Gy", "lookup");
    List<JsonObject> patients = new ArrayList<>();
    for (int i = 0; i < model.patients().size(); i++) {
      OpenKbpPatientScore patient = model.patients().get(i);
      int index = i;
      table.row(
          patient.caseId(),
          gy(patient.doseScoreGy()),
          lookup.map(l -> gy(l.patients().get(index).doseScoreGy())).orElse("-"));
      patients.add(
          JsonObject.create()
              .put("case_id", patient.caseId())
              .put("dose_score_gy", patient.doseScoreGy()));
    }
    table.row(
        "dose score", gy(model.doseScoreGy()), lookup.map(l -> gy(l.doseScoreGy())).orElse("-"));
    table.row("DVH score", gy(model.dvhScoreGy()), lookup.map(l -> gy(l.dvhScoreGy())).orElse("-"));
    JsonObject json = scores(model).putObjects("patients", patients);
    lookup.ifPresent(l -> json.put("lookup", scores(l)));
    output.result(batch.describeIn(json), table.toString());
  }

  private static JsonObject scores(OpenKbpScore score) {
    return JsonObject.create()
        .put("dose_score_gy", score.doseScoreGy())
        .put("dvh_score_gy", score.dvhScoreGy());
  }

  private static String gy(double value) {
    return TextTable.number(value, 3);
  }
}

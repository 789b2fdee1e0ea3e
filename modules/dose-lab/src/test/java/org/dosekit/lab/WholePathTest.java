package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.DicomFile;
import org.dosekit.dicom.rt.RtDose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line from phantoms to scores, on a network too small to be good. */
class WholePathTest {
  @TempDir private static Path folder;

  private static Path cohort;
  private static Path run;
  private static Path model;

  @BeforeAll
  static void phantomsRunAndModel() {
    cohort = folder.resolve("cohort");
    run = folder.resolve("run");
    model = folder.resolve("model.onnx");
    assertDone(
        dose("phantom", "--out", cohort, "--cases", 4, "--grid", "40x48x32", "--spacing-mm", 7));
    assertDone(
        dose(
            "train",
            "--cohort",
            cohort,
            "--run",
            run,
            "--base",
            2,
            "--patch",
            "32",
            "--epochs",
            1,
            "--patches-per-case",
            1,
            "--seed",
            7));
    assertDone(dose("export", run, "--out", model, "--cohort", cohort));
  }

  @Test
  void everyPlannedCaseGetsAPredictionAndAnEvaluation() {
    Path predictions = folder.resolve("predictions");
    Path results = folder.resolve("evaluation_results.json");
    assertDone(dose("predict", cohort, "--model", model, "--out", predictions));
    Answer evaluation =
        dose("evaluate", cohort, "--predictions", predictions, "--out", results, "--json");
    assertDone(evaluation);
    JsonObject answer = JsonObject.parse("stdout", evaluation.out());
    JsonObject written = JsonObject.read(results);
    assertAll(
        () -> assertEquals(4, written.integer("n_cases")),
        () ->
            assertEquals(
                written.object("aggregate_metrics").number("mae_gy_mean"),
                answer.object("model").object("aggregate_metrics").number("mae_gy_mean")),
        () -> assertTrue(answer.has("lookup"), evaluation.out()));
  }

  @Test
  void aPredictionIsAlsoWrittenAsRtdose() {
    Path predictions = folder.resolve("one");
    Path doses = folder.resolve("doses");
    String id = "phantom_0003";
    assertDone(
        dose(
            "predict",
            cohort,
            "--case",
            id,
            "--model",
            model,
            "--out",
            predictions,
            "--rtdose",
            doses));
    float[] predictedGy = PredictionFile.read(predictions.resolve(id + ".npz")).doseGy().data();
    RtDose written = RtDose.of(DicomFile.read(doses.resolve(id + ".dcm")));
    float[] writtenGy = written.requirePhysicalPlanDose().volume().data();
    for (int i = 0; i < predictedGy.length; i++) {
      assertEquals(predictedGy[i], writtenGy[i], written.scaling() / 2 + Math.ulp(predictedGy[i]));
    }
    assertUsage(dose("predict", cohort, "--model", model, "--out", predictions, "--like", cohort));
  }

  @Test
  void gammaGoalsAndScorecardAreJudgedWhereAskedFor() throws IOException {
    Path predictions = folder.resolve("judged");
    Path card = folder.resolve("card.json");
    Path csv = folder.resolve("results.csv");
    Files.writeString(
        card,
        """
        {"format": "dosekit-scorecard/1", "name": "card", "description": "for the test",
         "items": [{"region": "PTV70", "metric": "Mean[Gy]",
                    "points": [{"value": 0, "score": 0}, {"value": 70, "score": 10}]}]}
        """);
    assertDone(dose("predict", cohort, "--model", model, "--out", predictions));
    Answer answer =
        dose(
            "evaluate",
            cohort,
            "--predictions",
            predictions,
            "--gamma",
            "3/3,2%/2mm",
            "--goals",
            "headline",
            "--scorecard",
            card,
            "--csv",
            csv,
            "--json");
    assertDone(answer);
    JsonObject results = JsonObject.parse("stdout", answer.out()).object("model");
    JsonObject one = results.objects("per_case_results", c -> c).get(0);
    assertTrue(one.object("gamma").has("global_2mm2pct"), answer.out());
    assertEquals(3, one.object("goals").integer("n_judged"));
    assertEquals(10, one.object("scorecard").number("maximum"));
    assertTrue(Files.readString(csv).contains("phantom_0003,PTV70,"));
    assertUsage(dose("evaluate", cohort, "--predictions", predictions, "--gamma", "3x3"));
    assertUsage(dose("evaluate", cohort, "--predictions", predictions, "--gamma", "3/3,3/3"));
    assertEquals("headline", results.string("goal_set"));
    assertEquals("card", results.string("scorecard"));
    assertEquals(
        ExitCodes.FAULT,
        dose("evaluate", cohort, "--predictions", predictions, "--goals", "no-such").exitCode());
  }

  @Test
  void anEvaluationIsComparedByItsErrorsAndCoverage() {
    Path predictions = folder.resolve("compared");
    assertDone(dose("predict", cohort, "--model", model, "--out", predictions));
    Path results = predictions.resolve("evaluation_results.json");
    assertDone(dose("evaluate", cohort, "--predictions", predictions, "--out", results));
    Answer comparison = dose("compare", predictions, "again=" + predictions, "--json");
    assertDone(comparison);
    JsonObject json = JsonObject.parse("stdout", comparison.out());
    List<String> metrics = json.objects("rows", row -> row.string("metric"));
    assertTrue(metrics.containsAll(List.of("MAE", "|PTV70 D95 gap|")), comparison.out());
    assertEquals(
        JsonObject.read(results).object("aggregate_metrics").number("mae_gy_mean"),
        json.objects("rows", row -> row.number("mean")).get(0),
        1e-12);
  }

  @Test
  void aPredictionIsFiniteNotNegativeAndOnTheGridOfItsCase() {
    Path predictions = folder.resolve("one");
    Path file = cohort.resolve("phantom_0001.npz");
    assertDone(dose("predict", file, "--model", model, "--out", predictions));
    Case planned = CaseFile.read(file);
    Volume predictedGy =
        PredictionFile.read(predictions.resolve("phantom_0001.npz")).requireDoseOf("phantom_0001");
    assertEquals(planned.grid(), predictedGy.grid());
  }

  @Test
  void aPartOfTheSplitIsSelected() {
    Path predictions = folder.resolve("test-part");
    assertDone(dose("predict", cohort, "--part", "test", "--model", model, "--out", predictions));
    List<String> test = Split.read(cohort.resolve(Split.FILE_NAME)).test();
    String[] written = predictions.toFile().list();
    assertArrayEquals(test.stream().map(id -> id + ".npz").toArray(), written);
  }

  @Test
  void infoKnowsCaseCohortModelAndRun() {
    Map<String, Path> kinds =
        Map.of(
            "case",
            cohort.resolve("phantom_0000.npz"),
            "cohort",
            cohort,
            "model",
            model,
            "run",
            run);
    kinds.forEach(
        (kind, place) -> {
          Answer info = dose("info", place, "--json");
          assertDone(info);
          assertEquals(kind, JsonObject.parse("stdout", info.out()).string("kind"));
        });
  }

  @Test
  void aModelSaysWhatItIsForAndThatItIsNotForTreatment() {
    JsonObject info = JsonObject.parse("stdout", dose("info", model, "--json").out());
    assertEquals("prostate-sib", info.string("protocol"));
    assertEquals("research use, not for treatment", info.string("notice"));
    assertEquals(2, info.object("network").integer("base_channels"));
  }

  @Test
  void aFinishedRunIsNotStartedAgain() {
    Answer again = dose("train", "--cohort", cohort, "--run", run, "--epochs", 1);
    assertEquals(ExitCodes.FAULT, again.exitCode());
    assertFalse(again.err().contains("internal error"), again.err());
  }

  @Test
  void aDamagedCaseFailsAndTheOthersArePredicted() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.copy(cohort.resolve("phantom_0000.npz"), mixed.resolve("phantom_0000.npz"));
    byte[] whole = Files.readAllBytes(cohort.resolve("phantom_0001.npz"));
    Files.write(mixed.resolve("phantom_0001.npz"), Arrays.copyOf(whole, whole.length / 3));
    Path predictions = folder.resolve("of-mixed");
    Answer answer = dose("predict", mixed, "--model", model, "--out", predictions);
    assertEquals(ExitCodes.SOME_FAILED, answer.exitCode(), answer.err());
    assertTrue(Files.exists(predictions.resolve("phantom_0000.npz")));
    assertFalse(Files.exists(predictions.resolve("phantom_0001.npz")));
  }

  @Test
  void predictionsNeverTakeThePlaceOfCases() throws IOException {
    byte[] before = Files.readAllBytes(cohort.resolve("phantom_0000.npz"));
    Answer answer = dose("predict", cohort, "--model", model, "--out", cohort.resolve("."));
    assertEquals(ExitCodes.FAULT, answer.exitCode(), answer.err());
    assertArrayEquals(before, Files.readAllBytes(cohort.resolve("phantom_0000.npz")));
  }

  @Test
  void predictionOfAnotherModelIsNotJudgedWithTheRest() {
    Path predictions = folder.resolve("two-models");
    assertDone(dose("predict", cohort, "--model", model, "--out", predictions));
    Path file = predictions.resolve("phantom_0002.npz");
    Prediction own = PredictionFile.read(file);
    PredictionFile.write(
        new Prediction(own.caseId(), own.doseGy(), Map.of("weights_sha256", "of another")), file);
    Answer answer = dose("evaluate", cohort, "--predictions", predictions, "--json");
    assertEquals(ExitCodes.SOME_FAILED, answer.exitCode(), answer.err());
    assertTrue(answer.err().contains("another model"), answer.err());
    JsonObject results = JsonObject.parse("stdout", answer.out()).object("model");
    assertEquals(3, results.integer("n_cases"));
  }

  @Test
  void aCaseOfAnotherProtocolIsRefusedByName() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Grid grid = Grid.axial(GridShape.cube(16), VoxelSpacing.isotropic(4), PatientPoint.ORIGIN);
    Structure target = new Structure("PTV70", StructureRole.TARGET, Mask.full(grid));
    CaseFile.write(
        new Case(
            "pt_1",
            "openkbp-head-neck",
            Volume.filled(grid, 0),
            List.of(target),
            new Prescription(Map.of("PTV70", 70.0)),
            Optional.empty(),
            Optional.empty(),
            Map.of()),
        other.resolve("pt_1.npz"));
    Answer answer = dose("predict", other, "--model", model, "--out", folder.resolve("none"));
    assertEquals(ExitCodes.SOME_FAILED, answer.exitCode());
    assertTrue(answer.err().contains("openkbp-head-neck"), answer.err());
    assertTrue(answer.err().contains("prostate-sib"), answer.err());
    assertFalse(Files.exists(folder.resolve("none/pt_1.npz")));
  }

  @Test
  void anUnwritableOutputLeavesNothing() throws IOException {
    Path blocked = Files.writeString(folder.resolve("a-file"), "not a folder");
    Answer answer = dose("export", run, "--out", blocked.resolve("model.onnx"));
    assertEquals(ExitCodes.FAULT, answer.exitCode());
    assertEquals("not a folder", Files.readString(blocked));
  }

  @Test
  void anUnknownProtocolIsNamedWithThoseThatExist() {
    Answer answer =
        dose("train", "--cohort", cohort, "--run", folder.resolve("never"), "--protocol", "nose");
    assertEquals(ExitCodes.FAULT, answer.exitCode());
    assertTrue(answer.err().contains("prostate-sib"), answer.err());
    assertFalse(Files.exists(folder.resolve("never")));
  }

  @Test
  void settingsOutOfRangeAreWrongUsage() {
    Path never = folder.resolve("never");
    assertUsage(dose("train", "--cohort", cohort, "--run", never, "--patch", "60"));
    assertUsage(dose("train", "--cohort", cohort, "--run", never, "--epochs", 0));
    assertUsage(dose("phantom", "--out", never, "--cases", 0));
    assertUsage(dose("phantom", "--out", never, "--grid", "16"));
    assertFalse(Files.exists(never));
  }

  @Test
  void settingsThatAResumedRunWouldIgnoreAreRefused() {
    assertUsage(dose("train", "--cohort", cohort, "--run", run, "--resume", "--epochs", 9));
  }

  @Test
  void choosingFromOneCaseIsRefused() {
    Path file = cohort.resolve("phantom_0001.npz");
    assertUsage(
        dose("predict", file, "--case", "x", "--model", model, "--out", folder.resolve("x")));
  }

  @Test
  void aDamagedFirstCaseDoesNotEndAnEvaluation() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("first-damaged"));
    Path predictions = folder.resolve("of-first-damaged");
    byte[] whole = Files.readAllBytes(cohort.resolve("phantom_0000.npz"));
    Files.write(mixed.resolve("phantom_0000.npz"), Arrays.copyOf(whole, whole.length / 3));
    Files.copy(cohort.resolve("phantom_0001.npz"), mixed.resolve("phantom_0001.npz"));
    assertDone(dose("predict", cohort, "--model", model, "--out", predictions));
    Answer answer = dose("evaluate", mixed, "--predictions", predictions, "--json");
    assertEquals(ExitCodes.SOME_FAILED, answer.exitCode(), answer.err());
    JsonObject json = JsonObject.parse("stdout", answer.out());
    assertEquals(1, json.integer("cases_done"));
    assertEquals(1, json.integer("cases_failed"));
  }

  @Test
  void aMissingDataSetIsAFault() {
    Answer answer =
        dose("import", "openkbp", folder.resolve("absent.tar.xz"), "--out", folder.resolve("x"));
    assertEquals(ExitCodes.FAULT, answer.exitCode());
    assertFalse(answer.err().contains("internal error"), answer.err());
  }

  @Test
  void doctorSeesBothEngines() {
    JsonObject doctor = JsonObject.parse("stdout", dose("doctor", "--json").out());
    List<String> subjects = doctor.objects("checks", check -> check.string("subject"));
    assertTrue(subjects.contains("ONNX Runtime"), subjects.toString());
    assertTrue(subjects.contains("training engine"), subjects.toString());
  }
}

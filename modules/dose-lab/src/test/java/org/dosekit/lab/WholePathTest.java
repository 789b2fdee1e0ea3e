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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  void dryRunSaysWhatATrainingTakesAndLeavesNothing() {
    Path planned = folder.resolve("planned");
    Answer answer =
        dose(
            "train",
            "--cohort",
            cohort,
            "--run",
            planned,
            "--preset",
            "quickstart",
            "--base",
            2,
            "--architecture",
            "attention",
            "--device",
            "cpu",
            "--dry-run",
            "--json");
    assertDone(answer);
    JsonObject plan = JsonObject.parse("plan", answer.out());
    assertEquals("attention", plan.object("network").string("architecture"));
    assertTrue(plan.integer("parameters") > 10_000, answer.out());
    assertTrue(plan.number("memory_gb") > 0.1, answer.out());
    assertEquals(
        plan.integer("steps_per_epoch") * plan.number("seconds_per_step"),
        plan.number("seconds_per_epoch"),
        1e-9);
    assertFalse(Files.exists(planned));
  }

  @Test
  void weightsOfAnotherNetworkOrADeviceThatIsNotThereAreRefused() {
    Path weights = run.resolve("checkpoints/best.safetensors");
    Answer wider =
        dose(
            "train",
            "--cohort",
            cohort,
            "--run",
            folder.resolve("wider"),
            "--weights",
            weights,
            "--base",
            3);
    assertEquals(ExitCodes.FAULT, wider.exitCode(), wider.err());
    assertTrue(wider.err().contains("weights of NetworkSpec"), wider.err());
    Answer absent =
        dose(
            "train",
            "--cohort",
            cohort,
            "--run",
            folder.resolve("absent"),
            "--base",
            2,
            "--device",
            "cuda:9");
    assertEquals(ExitCodes.FAULT, absent.exitCode(), absent.err());
    assertTrue(absent.err().contains("device cuda:9"), absent.err());
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
    written.description().requirePhysicalPlanDose();
    float[] writtenGy = written.volume().data();
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
  void seedsAreOneCommandThatGoesOnWhereItStopped() throws IOException {
    Path series = folder.resolve("series");
    Object[] command = {
      "train",
      "--cohort",
      cohort,
      "--run",
      series,
      "--base",
      2,
      "--patch",
      "32",
      "--epochs",
      1,
      "--patches-per-case",
      1,
      "--seeds",
      "1,2",
      "--json"
    };
    Files.createDirectories(series.resolve("seed-2"));
    Files.writeString(series.resolve("seed-2/run.json"), "not a run");

    Answer first = dose(command);
    assertEquals(ExitCodes.SOME_FAILED, first.exitCode(), first.err());
    JsonObject results = JsonObject.parse("stdout", first.out());
    assertEquals(1, results.integer("runs_done"));
    assertEquals(1, results.integer("runs_failed"));

    Files.delete(series.resolve("seed-2/run.json"));
    Files.delete(series.resolve("seed-2"));
    byte[] weights = Files.readAllBytes(series.resolve("seed-1/checkpoints/last.safetensors"));
    Answer second = dose(command);
    assertDone(second);
    assertEquals(2, JsonObject.parse("stdout", second.out()).objects("runs", r -> r).size());
    assertArrayEquals(
        weights, Files.readAllBytes(series.resolve("seed-1/checkpoints/last.safetensors")));
    assertEquals(
        Files.readString(series.resolve("seed-1/splits.json")),
        Files.readString(series.resolve("seed-2/splits.json")));
    Object[] tuned = Arrays.copyOf(command, command.length + 2);
    tuned[command.length] = "--weights";
    tuned[command.length + 1] = series.resolve("seed-1/checkpoints/last.safetensors");
    Answer other = dose(tuned);
    assertEquals(ExitCodes.SOME_FAILED, other.exitCode(), "runs that began at random weights");
    assertTrue(other.err().contains("other initial weights"), other.err());

    List<Path> models = new ArrayList<>();
    for (String seed : List.of("seed-1", "seed-2")) {
      Path exported = folder.resolve("models").resolve(seed + ".onnx");
      models.add(exported);
      assertDone(dose("export", series.resolve(seed), "--out", exported));
    }
    Path mean = folder.resolve("of-ensemble");
    assertDone(
        dose("predict", cohort, "--model", models.get(1), "--model", models.get(0), "--out", mean));
    Path again = folder.resolve("of-folder");
    assertDone(dose("predict", cohort, "--model", folder.resolve("models"), "--out", again));
    Prediction ensemble = PredictionFile.read(mean.resolve("phantom_0001.npz"));
    assertEquals(
        ensemble.provenance(), PredictionFile.read(again.resolve("phantom_0001.npz")).provenance());
    assertEquals("2", ensemble.provenance().get("models"));
    assertEquals(
        Set.of("1", "2"),
        Set.of(
            String.valueOf(ensemble.provenance().get("model 1 seed")),
            String.valueOf(ensemble.provenance().get("model 2 seed"))));
    float[] sum = new float[ensemble.doseGy().data().length];
    for (int m = 0; m < 2; m++) {
      Path single = folder.resolve("of-model-" + m);
      assertDone(dose("predict", cohort, "--model", models.get(m), "--out", single));
      float[] gy = PredictionFile.read(single.resolve("phantom_0001.npz")).doseGy().data();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gy[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      assertEquals(sum[i] / 2, ensemble.doseGy().data()[i], 1e-4);
    }
    assertDone(dose("evaluate", cohort, "--predictions", mean));
    assertEquals(
        ExitCodes.FAULT,
        dose(
                "predict",
                cohort,
                "--model",
                models.get(0),
                "--model",
                models.get(0),
                "--out",
                folder.resolve("twice"))
            .exitCode());
  }

  @Test
  void aFoldTrainsByItselfAndFoldsThatCannotBeAreWrongUsage() {
    Path alone = folder.resolve("fold");
    assertDone(
        dose(
            "train",
            "--cohort",
            cohort,
            "--run",
            alone,
            "--base",
            2,
            "--patch",
            "32",
            "--epochs",
            1,
            "--patches-per-case",
            1,
            "--folds",
            4,
            "--fold",
            2));
    Split split = Split.read(alone.resolve(Split.FILE_NAME));
    assertEquals(1, split.test().size());
    assertEquals(1, split.validation().size());
    assertEquals(2, split.training().size());
    Path never = folder.resolve("never");
    assertUsage(dose("train", "--cohort", cohort, "--run", never, "--folds", 9));
    assertUsage(dose("train", "--cohort", cohort, "--run", never, "--fold", 1));
    assertUsage(dose("train", "--cohort", cohort, "--run", never, "--folds", 3, "--fold", 4));
    Path given = cohort.resolve("splits.json");
    assertUsage(dose("train", "--cohort", cohort, "--run", never, "--folds", 3, "--split", given));
    assertUsage(dose("train", "--cohort", cohort, "--run", never, "--seeds", "1,1"));
    assertUsage(dose("train", "--cohort", cohort, "--run", run, "--resume", "--seeds", "1"));
    assertFalse(Files.exists(never));
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
  void configFileNamesAPartOfTheSettingsAndOptionsOverrideIt() throws IOException {
    Path config = folder.resolve("mine.json");
    Files.writeString(
        config,
        """
        {"network": {"base_channels": 2},
         "patches": {"shape": [32, 32, 32], "per_case": 1},
         "schedule": {"epochs": 5, "metrics": ["goals_kept_percent"]},
         "optimisation": {"warmup_steps": 2}}
        """);
    Path selected = folder.resolve("selected");
    Answer answer =
        dose(
            "train",
            "--cohort",
            cohort,
            "--run",
            selected,
            "--config",
            config,
            "--epochs",
            1,
            "--select-by",
            "ptv_d95_error_gy",
            "--json");
    assertDone(answer);
    JsonObject resolved = JsonObject.read(selected.resolve("run.json")).object("config");
    assertEquals(2, resolved.object("network").integer("base_channels"));
    assertEquals(1, resolved.object("schedule").integer("epochs"));
    assertEquals(2, resolved.object("optimisation").integer("warmup_steps"));
    assertEquals(0.02, resolved.object("augmentation").number("ct_noise_sigma"), "the preset's");
    JsonObject summary = JsonObject.read(selected.resolve("summary.json"));
    assertEquals("ptv_d95_error_gy", summary.string("selected_by"));
    String header = Files.readAllLines(selected.resolve("metrics.csv")).get(0);
    assertTrue(header.endsWith("val/goals_kept_percent,val/ptv_d95_error_gy"), header);
    assertTrue(answer.err().contains("ptv_d95_error_gy"), "the progress says it: " + answer.err());
  }

  @Test
  void unknownSettingIsAnsweredWithTheNearest() throws IOException {
    Path config = folder.resolve("misspelt.json");
    Files.writeString(config, "{\"schedule\": {\"epcohs\": 5}}");
    Path never = folder.resolve("never");
    Answer file = dose("train", "--cohort", cohort, "--run", never, "--config", config);
    assertEquals(ExitCodes.FAULT, file.exitCode());
    assertTrue(file.err().contains("did you mean 'epochs'?"), file.err());
    Answer metric =
        dose("train", "--cohort", cohort, "--run", never, "--select-by", "ptv_d95_eror");
    assertEquals(ExitCodes.FAULT, metric.exitCode());
    assertTrue(metric.err().contains("did you mean 'ptv_d95_error_gy'?"), metric.err());
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

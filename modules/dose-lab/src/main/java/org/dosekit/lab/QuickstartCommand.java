package org.dosekit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.EvaluationTable;
import org.dosekit.cli.shell.LookupBaseline;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;
import org.dosekit.data.phantom.PhantomGenerator;
import org.dosekit.eval.score.CaseEvaluation;
import org.dosekit.eval.score.CaseEvaluator;
import org.dosekit.eval.score.CohortEvaluation;
import org.dosekit.eval.score.GammaSettings;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.dosekit.train.run.Checkpoint;
import org.dosekit.train.run.RunDirectory;
import org.dosekit.train.run.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dose quickstart}: the whole path on synthetic patients. */
@Command(
    name = "quickstart",
    description =
        "Phantoms, training, ONNX, prediction, evaluation; exits 4 when the network does not beat the lookup baseline.")
final class QuickstartCommand implements Callable<Integer> {
  private static final int CASES = 26;
  private static final int TEST_CASES = 5;
  private static final int VALIDATION_CASES = 3;
  private static final GridShape GRID = new GridShape(64, 64, 48);
  private static final VoxelSpacing SPACING = VoxelSpacing.isotropic(5);

  @Mixin private Output output = new Output();

  @Option(names = "--seed", defaultValue = "1", description = "Seed (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Keep cohort, run, model and predictions here (default: a temporary folder).")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (out.isPresent()) {
      return walk(out.get());
    }
    Path temporary = Files.createTempDirectory("dose-quickstart");
    try {
      return walk(temporary);
    } finally {
      delete(temporary);
    }
  }

  private int walk(Path folder) {
    Cohort cohort = phantoms(folder.resolve("cohort"));
    Split split = Split.read(cohort.folder().resolve(Split.FILE_NAME));
    Protocol protocol = Protocol.builtIn("prostate-sib");
    Path runFolder = folder.resolve("run");
    Training.keepLargeBlocks();
    Training.start(
        Preset.QUICKSTART.of(protocol).withSeed(seed),
        cohort,
        split,
        runFolder,
        new TrainingProgress(output));
    RunDirectory run = RunDirectory.open(runFolder);
    Path onnx = folder.resolve("model.onnx");
    ModelCheck check =
        CheckedExport.write(
            ExportSource.ofRun(run, Checkpoint.BEST),
            ExportForm.STANDARD,
            ExportSamples.ofCases(run.description(), cohort, split.validation()),
            onnx);
    Path predictions = folder.resolve("predictions");
    predict(onnx, cohort, split, predictions);
    return judge(protocol, cohort, split, predictions, check);
  }

  private Cohort phantoms(Path folder) {
    Batch batch = new Batch(output);
    PhantomGenerator generator = PhantomGenerator.of(seed).withGrid(GRID, SPACING);
    List<String> ids = PhantomCommand.generate(batch, folder, CASES, generator, seed);
    if (ids.size() < CASES) {
      throw DoseDataException.of(
          "phantom cohort",
          (CASES - ids.size()) + " of " + CASES + " phantoms that failed",
          "all of them",
          "see the failures above");
    }
    int training = CASES - VALIDATION_CASES - TEST_CASES;
    new Split(
            ids.subList(0, training),
            ids.subList(training, training + VALIDATION_CASES),
            ids.subList(CASES - TEST_CASES, CASES))
        .write(folder.resolve(Split.FILE_NAME));
    return Cohort.open(folder);
  }

  private void predict(Path onnx, Cohort cohort, Split split, Path predictions) {
    try (PatchModel model = OnnxPatchModel.open(onnx)) {
      Predictor predictor = Predictor.of(model);
      for (String id : split.test()) {
        Volume doseGy = predictor.predictGy(cohort.load(id));
        PredictionFile.write(
            new Prediction(id, doseGy, model.description().provenance()),
            predictions.resolve(id + ".npz"));
      }
    }
  }

  private int judge(
      Protocol protocol, Cohort cohort, Split split, Path predictions, ModelCheck check) {
    CaseEvaluator evaluator = CaseEvaluator.of(protocol).withGamma(GammaSettings.standard());
    Predictor lookup = LookupBaseline.of(cohort, split, protocol, output);
    List<CaseEvaluation> ofModel = new ArrayList<>();
    List<CaseEvaluation> ofLookup = new ArrayList<>();
    for (String id : split.test()) {
      Case patient = cohort.load(id);
      Volume predictedGy = PredictionFile.read(predictions.resolve(id + ".npz")).requireDoseOf(id);
      ofModel.add(evaluator.evaluate(patient, predictedGy));
      ofLookup.add(evaluator.evaluate(patient, lookup.predictGy(patient)));
    }
    CohortEvaluation model = CohortEvaluation.of(ofModel);
    CohortEvaluation baseline = CohortEvaluation.of(ofLookup);
    model.write(predictions.resolve(CohortEvaluation.FILE_NAME));
    String onnx =
        String.format(
            Locale.ROOT,
            "ONNX against the trained network: %.1e Gy at most (gate %s Gy)%n",
            check.maxDifferenceGy(),
            ExportForm.STANDARD.gateGy());
    output.result(
        JsonObject.create()
            .put("onnx_max_difference_gy", check.maxDifferenceGy())
            .put("model", JsonObject.parse("", model.toJson()))
            .put("lookup", JsonObject.parse("", baseline.toJson())),
        EvaluationTable.of(protocol, model, Optional.of(baseline)) + onnx);
    double maeGy = model.maeGy().mean();
    double lookupMaeGy = baseline.maeGy().mean();
    if (!(maeGy < lookupMaeGy)) {
      throw new GateNotMetException(
          String.format(
              Locale.ROOT,
              "mean body MAE %.3f Gy; gate: below the lookup predictor's %.3f Gy",
              maeGy,
              lookupMaeGy));
    }
    return ExitCodes.DONE;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}

package org.dosekit.lab;

import java.util.List;
import java.util.Map;
import org.dosekit.cli.experiments.ExperimentsIndex;
import org.dosekit.cli.shell.CasePredictions;
import org.dosekit.cli.shell.ModelOptions;
import org.dosekit.cli.shell.OpenModels;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.PredictionFolder;
import org.dosekit.cli.shell.ProgressDisplay;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.PredictionOptions;
import org.dosekit.core.predict.Progress;
import org.dosekit.core.tensorfile.WeightsDigest;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.OnnxMetadata;
import org.dosekit.lab.study.StudyFolder;
import org.dosekit.lab.study.StudyRunner;
import org.dosekit.lab.study.StudyStep;
import org.dosekit.lab.study.StudyTask;
import org.dosekit.train.run.Checkpoint;
import org.dosekit.train.run.RunDirectory;

/** The steps of a study's task: what train, export, predict and evaluate do, in this process. */
final class StudySteps implements StudyRunner.Steps {
  private final Cohort cohort;
  private final StudyFolder folder;
  private final RunTrainer trainer;
  private final Output output;

  StudySteps(Cohort cohort, StudyFolder folder, RunTrainer trainer, Output output) {
    this.cohort = cohort;
    this.folder = folder;
    this.trainer = trainer;
    this.output = output;
  }

  @Override
  public boolean isWhole(StudyStep step, StudyTask task) {
    return switch (step) {
      case TRAIN -> isTrained(task);
      case EXPORT -> isExported(task);
      case PREDICT -> isPredicted(task);
      case EVALUATE -> isEvaluated(task);
    };
  }

  @Override
  public void run(StudyStep step, StudyTask task) {
    switch (step) {
      case TRAIN -> train(task);
      case EXPORT -> export(task);
      case PREDICT -> predict(task);
      case EVALUATE -> evaluate(task);
    }
  }

  private boolean isTrained(StudyTask task) {
    if (!RunDirectory.isRun(folder.run(task))) {
      return false;
    }
    RunDirectory run = RunDirectory.open(folder.run(task));
    return run.summary().isPresent()
        && run.config().equals(task.config())
        && run.split().equals(task.split());
  }

  private void train(StudyTask task) {
    TrainingSeries.train(
        new TrainingSeries.Member(task.name(), task.config(), task.split()),
        folder.run(task),
        trainer);
  }

  private boolean isExported(StudyTask task) {
    String ofRun =
        WeightsDigest.sha256(RunDirectory.open(folder.run(task)).weights(Checkpoint.BEST));
    return OnnxMetadata.read(folder.model(task)).weightsSha256().equals(ofRun);
  }

  private void export(StudyTask task) {
    RunDirectory run = RunDirectory.open(folder.run(task));
    CheckedExport.write(
        ExportSource.ofRun(run, Checkpoint.BEST),
        ExportForm.STANDARD,
        ExportSamples.ofCases(run.description(), cohort, ExportCommand.heldOut(task.split())),
        folder.model(task));
  }

  private boolean isPredicted(StudyTask task) {
    try (OpenModels models = open(task)) {
      CasePredictions predictions = predictions(task, models);
      return task.split().test().stream().allMatch(predictions::isWhole);
    }
  }

  private void predict(StudyTask task) {
    List<String> ids = task.split().test();
    ProgressDisplay progress = output.progress("predict");
    try (OpenModels models = open(task)) {
      CasePredictions predictions = predictions(task, models);
      for (int i = 0; i < ids.size(); i++) {
        if (!predictions.isWhole(ids.get(i))) {
          predictions.write(ids.get(i), Progress.SILENT);
        }
        progress.update(i + 1, ids.size());
      }
    }
  }

  private OpenModels open(StudyTask task) {
    return OpenModels.open(
        List.of(folder.model(task)), new ModelOptions(), PredictionOptions.DEFAULT.batch());
  }

  private CasePredictions predictions(StudyTask task, OpenModels models) {
    return CasePredictions.of(
        models, PredictionOptions.DEFAULT, Map.of(), cohort, folder.predictions(task));
  }

  private boolean isEvaluated(StudyTask task) {
    return TestEvaluation.isWhole(folder.evaluation(task), task.split());
  }

  private void evaluate(StudyTask task) {
    PredictionFolder predictions = PredictionFolder.of(folder.predictions(task));
    TestEvaluation.of(cohort, task.config().protocol(), output)
        .write(
            "evaluate",
            task.split(),
            patient -> predictions.doseGy(patient.id()),
            folder.evaluation(task));
    ExperimentsIndex.keepUp(folder.evaluation(task), output::note);
  }
}

package org.dosekit.report.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.score.CohortEvaluation;

/**
 * Where a report's parts are found. Immutable; reads when asked, keeps no volume.
 *
 * <p>A run's evaluation and predictions are looked for in its own folder and in {@code predictions}
 * below it; an evaluation's run in its own folder and the one above, its predictions beside it.
 */
public final class ReportSource {
  private static final String PREDICTIONS = "predictions";
  private static final String NPZ = ".npz";

  private final String name;
  private final Optional<Path> runFolder;
  private final Optional<Path> evaluationFile;
  private final Optional<Path> predictionFolder;
  private final Found<Cohort> cohort;

  private ReportSource(
      String name,
      Optional<Path> runFolder,
      Optional<Path> evaluationFile,
      Optional<Path> predictionFolder,
      Found<Cohort> cohort) {
    this.name = name;
    this.runFolder = runFolder;
    this.evaluationFile = evaluationFile;
    this.predictionFolder = predictionFolder;
    this.cohort = cohort;
  }

  /**
   * The source that begins with a run or an evaluation.
   *
   * @param runOrEvaluation a run directory, a folder with {@code evaluation_results.json}, or such
   *     a file
   * @throws DoseDataException when it is none of these
   */
  public static ReportSource of(Path runOrEvaluation) {
    boolean isFolder = Files.isDirectory(runOrEvaluation);
    Path folder = isFolder ? runOrEvaluation : folderOf(runOrEvaluation);
    Optional<Path> evaluation =
        isFolder ? evaluationIn(folder) : Optional.of(runOrEvaluation).filter(Files::isRegularFile);
    Path evaluationFolder = evaluation.map(ReportSource::folderOf).orElse(folder);
    Optional<Path> run =
        Optional.of(folder)
            .filter(TrainingRun::isRun)
            .or(() -> Optional.of(folderOf(evaluationFolder)).filter(TrainingRun::isRun));
    if (run.isEmpty() && evaluation.isEmpty()) {
      throw DoseDataException.of(
          runOrEvaluation.toString(),
          "neither run.json, metrics.csv nor " + CohortEvaluation.FILE_NAME,
          "a run directory or the results of dose evaluate",
          "check the path");
    }
    return new ReportSource(
        nameOf(run.orElse(evaluationFolder)),
        run,
        evaluation,
        Optional.empty(),
        Found.missing("no cohort was given"));
  }

  private static Optional<Path> evaluationIn(Path folder) {
    return Optional.of(folder.resolve(CohortEvaluation.FILE_NAME))
        .filter(Files::isRegularFile)
        .or(
            () ->
                Optional.of(folder.resolve(PREDICTIONS).resolve(CohortEvaluation.FILE_NAME))
                    .filter(Files::isRegularFile));
  }

  /** This source with the run of another folder, and named after it. */
  public ReportSource withRun(Path folder) {
    return new ReportSource(
        nameOf(folder), Optional.of(folder), evaluationFile, predictionFolder, cohort);
  }

  /** This source with the predictions of another folder. */
  public ReportSource withPredictions(Path folder) {
    return new ReportSource(name, runFolder, evaluationFile, Optional.of(folder), cohort);
  }

  /** This source with the cases of a cohort's folder: without them there are no volumes. */
  public ReportSource withCohort(Path folder) {
    return new ReportSource(
        name,
        runFolder,
        evaluationFile,
        predictionFolder,
        Found.attempt(() -> Cohort.open(folder)));
  }

  /** What the report is named after: the run's folder, else the evaluation's. */
  public String name() {
    return name;
  }

  /** The training run. */
  public Found<TrainingRun> run() {
    return runFolder
        .filter(TrainingRun::isRun)
        .map(folder -> Found.of(TrainingRun.read(folder)))
        .orElseGet(() -> Found.missing("no run directory was given or found"));
  }

  /** The evaluation. */
  public Found<Evaluation> evaluation() {
    return evaluationFile
        .map(file -> Found.attempt(() -> Evaluation.read(file)))
        .orElseGet(() -> Found.missing("no " + CohortEvaluation.FILE_NAME + " was given or found"));
  }

  /** The cohort. */
  public Found<Cohort> cohort() {
    return cohort;
  }

  /** A case with its predicted dose. Reads both files anew at every call. */
  public Found<CaseVolumes> volumes(String caseId) {
    return cohort
        .then(cases -> Found.attempt(() -> cases.load(caseId)))
        .then(patient -> Found.of(withPrediction(patient)));
  }

  private CaseVolumes withPrediction(Case patient) {
    Path file = predictions().resolve(patient.id() + NPZ);
    Found<Prediction> prediction =
        Files.isRegularFile(file)
            ? Found.attempt(() -> PredictionFile.read(file))
            : Found.missing("no predicted dose of this case was found");
    return new CaseVolumes(
        patient,
        prediction.then(found -> Found.attempt(() -> doseOf(patient, found))),
        prediction.value().map(Prediction::provenance).orElseGet(Map::of));
  }

  private static Volume doseOf(Case patient, Prediction prediction) {
    Volume doseGy = prediction.requireDoseOf(patient.id());
    if (!doseGy.grid().matches(patient.grid())) {
      throw DoseDataException.of(
          patient.id(),
          "a prediction on " + doseGy.grid(),
          "the case's grid, " + patient.grid(),
          "predict the case anew");
    }
    return doseGy;
  }

  /** Where predictions are: as given, else beside the evaluation, else below the run. */
  private Path predictions() {
    return predictionFolder
        .or(() -> evaluationFile.map(ReportSource::folderOf))
        .orElseGet(() -> runFolder.map(run -> run.resolve(PREDICTIONS)).orElse(Path.of("")));
  }

  /** The folder a file is in. */
  static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null ? file : folder;
  }

  /** The last name of a path. */
  static String nameOf(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? folder.toString() : last.toString();
  }
}

package org.dosekit.lab;

import java.nio.file.Path;
import java.util.Optional;
import org.dosekit.report.source.ReportSource;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the parts of a report or of figures are found: run, evaluation, cohort, predictions. */
final class ReportSourceOptions {
  @Parameters(
      paramLabel = "RUN|EVALUATION",
      description = {
        "A run directory, a folder with evaluation_results.json, or such a file. A run's evaluation",
        "is looked for in it and in its folder predictions; an evaluation's run around it."
      })
  private Path place = Path.of("");

  @Option(
      names = "--cohort",
      paramLabel = "FOLDER",
      description = "The cases; without them nothing of single cases is shown but numbers.")
  private Optional<Path> cohort = Optional.empty();

  @Option(
      names = "--predictions",
      paramLabel = "FOLDER",
      description = "What dose predict wrote (default: beside the evaluation).")
  private Optional<Path> predictions = Optional.empty();

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "The training run, where it is not found by itself.")
  private Optional<Path> run = Optional.empty();

  /** The run or evaluation as the command line names it. */
  Path place() {
    return place;
  }

  /** Whether a cohort was named. */
  boolean hasCohort() {
    return cohort.isPresent();
  }

  /**
   * The source.
   *
   * @throws org.dosekit.core.DoseDataException when the place holds neither run nor evaluation
   */
  ReportSource source() {
    ReportSource source = ReportSource.of(place);
    source = predictions.map(source::withPredictions).orElse(source);
    source = cohort.map(source::withCohort).orElse(source);
    return run.map(source::withRun).orElse(source);
  }
}

package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.io.JsonObject;
import org.dosekit.report.html.HtmlReport;
import org.dosekit.report.source.ReportSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dose report}: a run or an evaluation as a page to look at. */
@Command(
    name = "report",
    description = {
      "Write a run or an evaluation as an HTML page that opens offline: summary against goals and",
      "reference plan, table of cases, DVH and viewer of each case, training curves."
    })
final class ReportCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "RUN|EVALUATION",
      description = {
        "A run directory, a folder with evaluation_results.json, or such a file. A run's evaluation",
        "is looked for in it and in its folder predictions; an evaluation's run around it."
      })
  private Path place = Path.of("");

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FOLDER",
      description = "Where index.html goes.")
  private Path out = Path.of("");

  @Option(
      names = "--cohort",
      paramLabel = "FOLDER",
      description = "The cases; without them there is no viewer and no DVH.")
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

  @Option(
      names = "--no-volumes",
      description = "Leave viewers and DVHs out: quick, for thousands of cases.")
  private boolean noVolumes;

  @Override
  public Integer call() {
    ReportSource source = ReportSource.of(place);
    source = predictions.map(source::withPredictions).orElse(source);
    source = cohort.map(source::withCohort).orElse(source);
    source = run.map(source::withRun).orElse(source);
    HtmlReport report = HtmlReport.of(source);
    report = noVolumes ? report.withoutVolumes() : report;
    List<String> lacks = report.write(out, output.progress("report"));
    lacks.forEach(lack -> output.note("not in the report: " + lack));
    Path page = out.resolve(HtmlReport.FILE_NAME);
    output.result(
        JsonObject.create().put("page", page.toString()).putStrings("lacks", lacks),
        page + System.lineSeparator());
    return ExitCodes.DONE;
  }
}

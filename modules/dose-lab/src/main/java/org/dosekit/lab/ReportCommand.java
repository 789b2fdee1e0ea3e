package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.io.JsonObject;
import org.dosekit.report.html.HtmlReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dose report}: a run or an evaluation as a page to look at. */
@Command(
    name = "report",
    description = {
      "Write a run or an evaluation as an HTML page that opens offline: summary against goals and",
      "reference plan, table of cases, DVH and viewer of each case, training curves."
    })
final class ReportCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private ReportSourceOptions parts = new ReportSourceOptions();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FOLDER",
      description = "Where index.html goes.")
  private Path out = Path.of("");

  @Option(
      names = "--no-volumes",
      description = "Leave viewers and DVHs out: quick, for thousands of cases.")
  private boolean noVolumes;

  @Override
  public Integer call() {
    HtmlReport report = HtmlReport.of(parts.source());
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

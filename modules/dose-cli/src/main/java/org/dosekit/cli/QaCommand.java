package org.dosekit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.quality.CaseChecks;
import org.dosekit.cli.quality.CohortChecks;
import org.dosekit.cli.quality.Finding;
import org.dosekit.cli.quality.Finding.Level;
import org.dosekit.cli.quality.ImportChecks;
import org.dosekit.cli.quality.QualityReport;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.ProtocolOption;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dose qa}: which cases of a cohort are fit to learn from and to be judged by. */
@Command(
    name = "qa",
    description =
        "Check the cases of a cohort as ground truth: grid, HU, structures, sides, dose against"
            + " prescription and goals, duplicates, outliers. Exits 4 when a case fails.")
final class QaCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private CaseSelection selection = new CaseSelection();
  @Mixin private ProtocolOption protocols = new ProtocolOption();

  @Option(
      names = "--out",
      paramLabel = "JSON",
      description =
          "Where the findings go (default, for a whole cohort: its "
              + QualityReport.FILE_NAME
              + ", which dose train heeds).")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    Cohort cohort = selection.cohort();
    CaseChecks checks = CaseChecks.of(protocols.of(cohort));
    CohortChecks among = new CohortChecks();
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    Batch batch = new Batch(output);
    batch.forEach(
        "qa",
        selection.ids(cohort),
        id -> {
          Case patient = cohort.load(id);
          List<Finding> found = new ArrayList<>(checks.findings(patient));
          found.addAll(ImportChecks.findings(cohort.folder(), id));
          findings.put(id, found);
          among.add(patient);
        });
    among
        .findings()
        .forEach((id, more) -> findings.computeIfAbsent(id, i -> new ArrayList<>()).addAll(more));
    QualityReport report = new QualityReport(findings);
    out.or(
            () ->
                selection.isNarrowed()
                    ? Optional.empty()
                    : Optional.of(cohort.folder().resolve(QualityReport.FILE_NAME)))
        .ifPresent(file -> report.toJson().write(file));
    output.result(batch.describeIn(report.toJson()), text(findings));
    if (batch.exitCode() != ExitCodes.DONE) {
      return batch.exitCode();
    }
    return report.failing().isEmpty() ? ExitCodes.DONE : ExitCodes.GATE_NOT_MET;
  }

  /** Every case, and of its findings those that did not pass. */
  private static String text(Map<String, List<Finding>> findings) {
    StringBuilder lines = new StringBuilder();
    TextTable table = new TextTable("case", "level", "passed", "warned", "failed");
    findings.forEach(
        (id, of) -> {
          table.row(
              id,
              QualityReport.worst(of).word(),
              count(of, Level.PASS),
              count(of, Level.WARN),
              count(of, Level.FAIL));
          of.stream()
              .filter(finding -> finding.level() != Level.PASS)
              .forEach(
                  finding ->
                      lines.append(
                          "%s %s %s: %s%n"
                              .formatted(
                                  finding.level().word(), id, finding.check(), finding.detail())));
        });
    return table + lines.toString();
  }

  private static String count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count() + "";
  }
}

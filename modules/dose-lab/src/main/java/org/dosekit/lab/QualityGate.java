package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import org.dosekit.cli.quality.QualityReport;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import picocli.CommandLine.Option;

/** Keeps cases that {@code dose qa} found unfit from being learned from, unless told otherwise. */
final class QualityGate {
  @Option(
      names = "--allow-failing",
      description =
          "Train although dose qa found cases that fail; the findings are kept with the run.")
  private boolean allowFailing;

  /** Whether failing cases are allowed. */
  boolean allowsFailing() {
    return allowFailing;
  }

  /**
   * Refuses a split that trains or validates on failing cases, or says which when they are allowed.
   *
   * @throws DoseDataException when they are not
   */
  void requireTrusted(Cohort cohort, Split split, Output output) {
    List<String> failing =
        QualityReport.ofCohort(cohort.folder())
            .map(QualityReport::failing)
            .orElse(List.of())
            .stream()
            .filter(id -> split.training().contains(id) || split.validation().contains(id))
            .toList();
    if (failing.isEmpty()) {
      return;
    }
    if (!allowFailing) {
      throw DoseDataException.of(
          cohort.folder().resolve(QualityReport.FILE_NAME).toString(),
          "failing cases " + failing,
          "cases that are fit to learn from",
          "leave them out of the split, or give --allow-failing");
    }
    output.note("training on cases that failed dose qa: " + failing);
  }

  /** Copies the findings to a run that was allowed to train on failing cases. */
  void keepFindings(Cohort cohort, Path run) {
    if (allowFailing) {
      QualityReport.ofCohort(cohort.folder())
          .ifPresent(report -> report.toJson().write(run.resolve(QualityReport.FILE_NAME)));
    }
  }
}

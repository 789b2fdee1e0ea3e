package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.Output;
import org.dosekit.eval.stats.Bootstrap;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.report.html.ComparisonReport;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.ReportSource;
import org.dosekit.report.source.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dose compare}: evaluated experiments beside each other, tested against a baseline. */
@Command(
    name = "compare",
    description = "Compare evaluated experiments: seeds averaged within each case, then cases.")
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = {
        "[NAME=]PATH[,PATH...]: results of dose evaluate, or folders that hold them, a path a seed.",
        "A folder without results stands for its sub-folders' results. Default name: the folder's."
      })
  private List<String> runs = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description = "What the others are tested against (default: the first).")
  private Optional<String> baseline = Optional.empty();

  @Option(
      names = "--target",
      defaultValue = "PTV70",
      description = "The target whose D95 gap is compared (default ${DEFAULT-VALUE}).")
  private String target = "";

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      converter = MetricArgument.class,
      description = {
        "[LABEL=]PATH:lower|higher|zero: also compare this number of each case, e.g.",
        "dvh_metrics.Rectum.V70_error:zero; may be given several times."
      })
  private List<ComparedMetric> further = List.of();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the bootstrap (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write the comparison here, as .json or .csv; may be given several times.")
  private List<Path> out = List.of();

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      description = "Also write the comparison here as an HTML page that opens offline.")
  private Optional<Path> report = Optional.empty();

  @Override
  public Integer call() {
    for (Path file : out) {
      if (!ComparisonFiles.canWrite(file)) {
        throw new ParameterException(
            spec.commandLine(), "--out " + file + "; a name that ends in .json or .csv");
      }
    }
    List<Experiment> experiments = runs.stream().map(ExperimentArgument::read).toList();
    List<ComparedMetric> metrics = new ArrayList<>(ComparedMetric.standard(target));
    metrics.addAll(further);
    ExperimentComparison comparison = compare(experiments, metrics);
    out.forEach(file -> ComparisonFiles.write(comparison, file));
    report.ifPresent(
        folder -> ComparisonReport.of(comparison, trainingRuns(experiments)).write(folder));
    output.result(ComparisonFiles.json(comparison), ComparisonTable.of(comparison));
    return ExitCodes.DONE;
  }

  /** The runs that made what is compared, a run a seed, where they lie about the results. */
  private Map<String, List<Found<TrainingRun>>> trainingRuns(List<Experiment> experiments) {
    Map<String, List<Found<TrainingRun>>> found = new LinkedHashMap<>();
    for (int i = 0; i < experiments.size(); i++) {
      found.put(
          experiments.get(i).name(),
          ExperimentArgument.results(runs.get(i)).stream()
              .map(results -> ReportSource.of(results).run())
              .toList());
    }
    return found;
  }

  private ExperimentComparison compare(List<Experiment> experiments, List<ComparedMetric> metrics) {
    try {
      return ExperimentComparison.of(
          experiments,
          baseline.orElseGet(() -> experiments.get(0).name()),
          metrics,
          Bootstrap.ofSeed(seed));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), e.getMessage() + "; name runs by NAME=PATH", e);
    }
  }
}

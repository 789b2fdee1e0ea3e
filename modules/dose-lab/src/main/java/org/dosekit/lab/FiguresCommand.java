package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.ProgressDisplay;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.report.figure.CaseFigures;
import org.dosekit.report.figure.ComparedExperiment;
import org.dosekit.report.figure.ComparisonFigures;
import org.dosekit.report.figure.EvaluationFigures;
import org.dosekit.report.figure.FigureFolder;
import org.dosekit.report.figure.TrainingFigures;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.Evaluation;
import org.dosekit.report.source.Found;
import org.dosekit.report.source.ReportSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dose figures}: a run or an evaluation as figures for a paper. */
@Command(
    name = "figures",
    description = {
      "Write the figures of a run or an evaluation as PNG (300 dpi), SVG and PDF, a caption each:",
      "training, cases, doses over CT, DVH, gamma, profiles, comparison with other runs."
    })
final class FiguresCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private ReportSourceOptions parts = new ReportSourceOptions();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FOLDER",
      description = "Where the figures go.")
  private Path out = Path.of("");

  @Option(
      names = "--case",
      paramLabel = "ID",
      description = {
        "Draw this case; may be repeated. Default: the evaluated cases of lowest, middle and highest",
        "mean absolute error."
      })
  private List<String> cases = List.of();

  @Option(
      names = "--protocol",
      paramLabel = "NAME|JSON",
      description = "Whose goals are marked (default: the one the case names).")
  private Optional<String> protocol = Optional.empty();

  @Option(
      names = "--compare",
      paramLabel = "[NAME=]RUN[,RUN...]",
      description = "Also compare with this experiment, a path a seed; may be repeated.")
  private List<String> compared = List.of();

  @Option(
      names = "--target",
      defaultValue = "PTV70",
      description = "The target whose D95 gap is compared (default ${DEFAULT-VALUE}).")
  private String target = "";

  @Override
  public Integer call() {
    // Nothing is shown on a screen: without this, macOS starts an application for it.
    System.setProperty("java.awt.headless", "true");
    Optional<Protocol> named = protocol.map(Protocol::named);
    ReportSource source = parts.source();
    FigureFolder folder = FigureFolder.of(out);
    source.run().value().map(TrainingFigures::of).ifPresent(folder::add);
    source.run().reason().ifPresent(why -> folder.leaveOut("training", why));
    Found<Evaluation> evaluation = source.evaluation();
    evaluation
        .value()
        .map(found -> EvaluationFigures.of(found, source.name()))
        .ifPresent(folder::add);
    evaluation.reason().ifPresent(why -> folder.leaveOut("cases", why));
    addCases(folder, source, evaluation, named);
    if (!compared.isEmpty()) {
      Found<List<ComparedExperiment>> experiments = Found.attempt(this::experiments);
      experiments
          .value()
          .map(found -> ComparisonFigures.of(found, ComparedMetric.standard(target)))
          .ifPresent(folder::add);
      experiments.reason().ifPresent(why -> folder.leaveOut("comparison", why));
    }
    folder.leftOut().forEach(line -> output.note("left out: " + line));
    output.result(
        JsonObject.parse(FigureFolder.INDEX, folder.writeIndex()),
        "%d figures in %s, %d left out%n".formatted(folder.drawn(), out, folder.leftOut().size()));
    return folder.drawn() > 0 ? ExitCodes.DONE : ExitCodes.SOME_FAILED;
  }

  private void addCases(
      FigureFolder folder,
      ReportSource source,
      Found<Evaluation> evaluation,
      Optional<Protocol> named) {
    List<String> ids =
        cases.isEmpty()
            ? evaluation.value().map(EvaluationFigures::representative).orElse(List.of())
            : cases.stream().distinct().toList();
    if (!parts.hasCohort() || ids.isEmpty()) {
      folder.leaveOut(
          "single cases",
          parts.hasCohort() ? "no evaluation names them, nor does --case" : "no cohort was given");
      return;
    }
    ProgressDisplay progress = output.progress("figures");
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      Found<CaseVolumes> volumes = source.volumes(id);
      volumes
          .value()
          .ifPresent(
              found ->
                  folder.add(CaseFigures.of(found, named.or(() -> known(found)), source.name())));
      volumes.reason().ifPresent(why -> folder.leaveOut(id, why));
      progress.update(i + 1, ids.size());
    }
  }

  /** The case's own protocol, if it is built in. */
  private static Optional<Protocol> known(CaseVolumes volumes) {
    return Found.attempt(() -> Protocol.named(volumes.patient().protocol())).value();
  }

  private List<ComparedExperiment> experiments() {
    List<ComparedExperiment> experiments = new ArrayList<>();
    for (String argument :
        Stream.concat(Stream.of(parts.place().toString()), compared.stream()).toList()) {
      experiments.add(
          new ComparedExperiment(
              ExperimentArgument.read(argument).name(),
              ExperimentArgument.results(argument).stream().map(EvaluationResults::read).toList()));
    }
    return experiments;
  }
}

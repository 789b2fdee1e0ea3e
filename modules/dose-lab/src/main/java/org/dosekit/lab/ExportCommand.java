package org.dosekit.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.train.run.Checkpoint;
import org.dosekit.train.run.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dose export}: a run's network as an ONNX file, checked against the network. */
@Command(
    name = "export",
    description = "Export a run's network to ONNX; exits 4 without a file when it does not agree.")
final class ExportCommand implements Callable<Integer> {
  private static final int CHECKED_CASES = 2;

  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private Path runFolder = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "ONNX", description = "The new file.")
  private Path out = Path.of("");

  @Option(
      names = "--checkpoint",
      defaultValue = "best",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Checkpoint checkpoint = Checkpoint.BEST;

  @Option(
      names = "--cohort",
      paramLabel = "COHORT",
      description = "Check on held-out cases of the cohort instead of noise.")
  private Optional<Path> cohort = Optional.empty();

  @Override
  public Integer call() {
    RunDirectory run = RunDirectory.open(runFolder);
    ModelCheck check = CheckedExport.write(run, checkpoint, samples(run), out);
    output.result(
        JsonObject.create()
            .put("model", out.toString())
            .put("max_difference_gy", check.maxDifferenceGy())
            .put("mean_difference_gy", check.meanDifferenceGy())
            .put("voxels", check.voxels()),
        String.format(
            Locale.ROOT,
            "%s: differs from the trained network by %.2e Gy at most, %.2e Gy on average (gate %s"
                + " Gy)%n",
            out,
            check.maxDifferenceGy(),
            check.meanDifferenceGy(),
            CheckedExport.GATE_GY));
    return ExitCodes.DONE;
  }

  private List<ModelCheck.Sample> samples(RunDirectory run) {
    if (cohort.isEmpty()) {
      return ExportSamples.ofNoise(run.description());
    }
    return ExportSamples.ofCases(
        run.description(), Cohort.open(cohort.get()), heldOut(run.split()));
  }

  /** A few cases the network was not trained on; of the training part when there are no others. */
  static List<String> heldOut(Split split) {
    List<String> ids =
        !split.test().isEmpty()
            ? split.test()
            : !split.validation().isEmpty() ? split.validation() : split.training();
    return ids.subList(0, Math.min(CHECKED_CASES, ids.size()));
  }
}

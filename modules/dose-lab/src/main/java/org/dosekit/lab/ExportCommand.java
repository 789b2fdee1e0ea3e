package org.dosekit.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.ExportPrecision;
import org.dosekit.export.onnx.ExportTarget;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.train.run.Checkpoint;
import org.dosekit.train.run.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dose export}: a trained network as an ONNX file, checked against the network. */
@Command(
    name = "export",
    description = "Export a network to ONNX; exits 4 without a file when it does not agree.")
final class ExportCommand implements Callable<Integer> {
  private static final int CHECKED_CASES = 2;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "RUN|WEIGHTS",
      description = "A run's folder, or a PyTorch state dict saved as safetensors.")
  private Path source = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "ONNX", description = "The new file.")
  private Path out = Path.of("");

  @Option(
      names = "--checkpoint",
      defaultValue = "best",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Checkpoint checkpoint = Checkpoint.BEST;

  @Option(
      names = "--target",
      defaultValue = "cpu",
      description =
          "The device it is written for: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private ExportTarget target = ExportTarget.CPU;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private ExportPrecision precision = ExportPrecision.FP32;

  @Option(
      names = "--with-preprocessing",
      description = "A model that takes HU and mm and answers in Gy, for use without DoseKit.")
  private boolean preprocessing;

  @Option(
      names = "--cohort",
      paramLabel = "COHORT",
      description = "Check on held-out cases of the cohort instead of noise.")
  private Optional<Path> cohort = Optional.empty();

  @Option(
      names = "--protocol",
      paramLabel = "NAME|JSON",
      description = "Of WEIGHTS: the protocol they were trained for.")
  private Optional<String> protocol = Optional.empty();

  @Option(
      names = "--patch",
      paramLabel = "YxXxZ",
      converter = GridShapeConverter.class,
      description = "Of WEIGHTS: the patch they were trained on (default 128x128x128).")
  private GridShape patch = GridShape.cube(128);

  @Option(
      names = "--original-v23",
      description = "Of WEIGHTS: absent structures encode to +1, as before v2.4 of the original.")
  private boolean originalV23;

  @Override
  public Integer call() {
    ExportForm form = new ExportForm(target, precision, preprocessing);
    ExportSource network = source();
    ModelCheck check = CheckedExport.write(network, form, samples(network), out);
    output.result(
        JsonObject.create()
            .put("model", out.toString())
            .put("form", JsonObject.parse("form", form.toJson()))
            .put("max_difference_gy", check.maxDifferenceGy())
            .put("mean_difference_gy", check.meanDifferenceGy())
            .put("gate_gy", form.gateGy())
            .put("voxels", check.voxels()),
        String.format(
            Locale.ROOT,
            "%s: differs from the trained network by %.2e Gy at most, %.2e Gy on average (gate %s"
                + " Gy)%n",
            out,
            check.maxDifferenceGy(),
            check.meanDifferenceGy(),
            form.gateGy()));
    return ExitCodes.DONE;
  }

  private ExportSource source() {
    if (!Files.isRegularFile(source)) {
      return ExportSource.ofRun(RunDirectory.open(source), checkpoint);
    }
    if (protocol.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "weights by themselves need --protocol, e.g. prostate-sib");
    }
    return ExportSource.ofWeights(
        source,
        Protocol.named(protocol.get()),
        originalV23 ? Encoding.AS_ORIGINAL_V23 : Encoding.STANDARD,
        patch);
  }

  private List<ModelCheck.Sample> samples(ExportSource network) {
    if (cohort.isEmpty()) {
      return ExportSamples.ofNoise(network.description());
    }
    Cohort cases = Cohort.open(cohort.get());
    List<String> ids =
        network
            .split()
            .map(ExportCommand::heldOut)
            .orElseGet(() -> cases.ids().subList(0, Math.min(CHECKED_CASES, cases.ids().size())));
    return ExportSamples.ofCases(network.description(), cases, ids);
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

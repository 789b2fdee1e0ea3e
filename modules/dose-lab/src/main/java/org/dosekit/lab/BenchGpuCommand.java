package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.cli.shell.NativesOption;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.ExportPrecision;
import org.dosekit.export.onnx.ExportTarget;
import org.dosekit.export.runtime.ExecutionTarget;
import org.dosekit.export.runtime.GpuMachine;
import org.dosekit.export.runtime.GpuOptions;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.dosekit.export.runtime.RuntimeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dose bench gpu}: whether a GPU gives the CPU's doses, and how fast. */
@Command(
    name = "gpu",
    description =
        "Run a network by CUDA and TensorRT in float32 and half precision, held against the CPU;"
            + " exits 4 when a dose differs, 3 when a device did not run.")
final class BenchGpuCommand implements Callable<Integer> {
  private static final double DOSE_SCALE_GY = 70;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private Output output = new Output();
  @Mixin private BenchNetwork network = new BenchNetwork();
  @Mixin private NativesOption natives = new NativesOption();

  @Option(names = "--gpu", description = "Which GPU (default ${DEFAULT-VALUE}).")
  private int device;

  @Option(names = "--runs", description = "Timed patches (default ${DEFAULT-VALUE}).")
  private int runs = 10;

  @Option(
      names = "--engine-cache",
      paramLabel = "FOLDER",
      description = "Keep TensorRT's engines here (default: build them anew).")
  private Optional<Path> engineCache = Optional.empty();

  /**
   * What came of one device in one precision.
   *
   * @param name of device and precision
   * @param form of the file
   * @param check against the CPU; empty when it did not run
   * @param times of a patch, likewise
   * @param problem why it did not run; empty when it did
   */
  private record Trial(
      String name,
      ExportForm form,
      Optional<ModelCheck> check,
      Optional<InferenceTimes> times,
      String problem) {}

  @Override
  public Integer call() {
    if (runs < 1 || device < 0) {
      throw new ParameterException(
          command.commandLine(),
          "%d runs on GPU %d; at least 1, and 0 for the first".formatted(runs, device));
    }
    natives.apply();
    return BenchNetwork.inTemporaryFolder(this::tryIn);
  }

  private int tryIn(Path folder) {
    ExportSource source = network.source();
    ModelCheck.Sample sample = ExportSamples.ofNoise(source.description(), network.patch());
    double gigaflop = NetworkCost.gigaflop(source.description().network(), network.patch());
    Path reference = BenchNetwork.write(source, ExportForm.STANDARD, folder);
    List<Trial> trials = new ArrayList<>();
    try (OnnxPatchModel cpu = OnnxPatchModel.open(reference)) {
      for (ExportPrecision precision : ExportPrecision.values()) {
        ExportForm form = new ExportForm(ExportTarget.GPU, precision, false);
        Path file = BenchNetwork.write(source, form, folder);
        for (ExecutionTarget gpu :
            List.of(ExecutionTarget.cuda(device), ExecutionTarget.tensorRt(device))) {
          trials.add(attempt(cpu, file, form, gpu, sample));
        }
      }
    }
    report(trials, gigaflop);
    return exitCode(trials);
  }

  private Trial attempt(
      PatchModel cpu, Path file, ExportForm form, ExecutionTarget gpu, ModelCheck.Sample sample) {
    String name = gpu + " " + form.precision().label();
    GpuOptions options =
        engineCache.map(GpuOptions.DEFAULT::withCacheFolder).orElse(GpuOptions.DEFAULT);
    try (OnnxPatchModel model =
        OnnxPatchModel.open(file, gpu, RuntimeOptions.DEFAULT.withGpu(options))) {
      ModelCheck check = ModelCheck.compare(cpu, model, List.of(sample), DOSE_SCALE_GY);
      Map<String, PatchModel> models = new LinkedHashMap<>();
      models.put(name, model);
      InferenceTimes times =
          Objects.requireNonNull(InferenceTimes.measure(models, sample, runs).get(name));
      return new Trial(name, form, Optional.of(check), Optional.of(times), "");
    } catch (DoseDataException e) {
      return new Trial(
          name, form, Optional.empty(), Optional.empty(), e.found() + "; " + e.remedy());
    }
  }

  private void report(List<Trial> trials, double gigaflop) {
    GpuMachine machine = GpuMachine.probe();
    TextTable table = new TextTable("device", "off by Gy", "gate", "median s", "GFLOP/s");
    List<JsonObject> rows = new ArrayList<>();
    StringBuilder problems = new StringBuilder();
    for (Trial trial : trials) {
      JsonObject row = JsonObject.create().put("device", trial.name());
      if (trial.check().isPresent() && trial.times().isPresent()) {
        ModelCheck check = trial.check().get();
        double seconds = trial.times().get().medianSeconds();
        table.row(
            trial.name(),
            String.format(Locale.ROOT, "%.1e", check.maxDifferenceGy()),
            TextTable.number(trial.form().gateGy(), 2),
            TextTable.number(seconds, 4),
            TextTable.number(gigaflop / seconds, 0));
        row.put("max_difference_gy", check.maxDifferenceGy())
            .put("gate_gy", trial.form().gateGy())
            .put("median_s", seconds)
            .put("gflops", gigaflop / seconds);
      } else {
        row.put("problem", trial.problem());
        problems.append("%s did not run: %s%n".formatted(trial.name(), trial.problem()));
      }
      rows.add(row);
    }
    output.result(
        JsonObject.create()
            .putStrings("gpus", machine.gpus())
            .put("driver", machine.driver())
            .put("cuda", machine.cuda())
            .put("cudnn", machine.cudnn())
            .put("tensorrt", machine.tensorRt())
            .put("patch", network.patch().toString())
            .put("gigaflop_per_patch", gigaflop)
            .putObjects("devices", rows),
        "GPUs: %s, driver %s, CUDA %s, cuDNN %s, TensorRT %s%n%s%s"
            .formatted(
                machine.gpus(),
                shown(machine.driver()),
                shown(machine.cuda()),
                shown(machine.cudnn()),
                shown(machine.tensorRt()),
                table,
                problems));
  }

  private static String shown(String version) {
    return version.isEmpty() ? "not found" : version;
  }

  private static int exitCode(List<Trial> trials) {
    for (Trial trial : trials) {
      if (trial.check().isPresent() && !trial.check().get().within(trial.form().gateGy())) {
        throw new GateNotMetException(
            String.format(
                Locale.ROOT,
                "%s differs from the CPU by %.4f Gy; gate %.2f Gy",
                trial.name(),
                trial.check().get().maxDifferenceGy(),
                trial.form().gateGy()));
      }
    }
    return trials.stream().allMatch(trial -> trial.problem().isEmpty())
        ? ExitCodes.DONE
        : ExitCodes.SOME_FAILED;
  }
}

package org.dosekit.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.PredictionOptions;
import org.dosekit.core.predict.Predictor;
import org.dosekit.core.volume.Volume;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.ExportPrecision;
import org.dosekit.export.onnx.ExportTarget;
import org.dosekit.export.runtime.ExecutionTarget;
import org.dosekit.export.runtime.MatrixProductRate;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.dosekit.export.runtime.RuntimeOptions;
import org.dosekit.train.run.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dose bench inference}: ONNX Runtime beside the training engine. */
@Command(
    name = "inference",
    description =
        "Time ONNX Runtime and the training engine's float32 forward pass in turns, and a whole"
            + " prediction; exits 4 when their doses differ or a gate is missed.")
final class BenchInferenceCommand implements Callable<Integer> {
  private static final String RUNTIME = "ONNX Runtime";
  private static final String ENGINE = "training engine";
  private static final int MATRIX_SIZE = 2048;
  private static final int MATRIX_RUNS = 5;

  /** Untrained networks are held to the gate as if 1 were so many Gy. */
  private static final double DOSE_SCALE_GY = 70;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private Output output = new Output();
  @Mixin private BenchNetwork network = new BenchNetwork();
  @Mixin private InferenceGates gates = new InferenceGates();

  @Option(names = "--threads", description = "Of ONNX Runtime (default: the training engine's).")
  private int threads;

  @Option(names = "--runs", description = "Timed patches (default ${DEFAULT-VALUE}).")
  private int runs = 5;

  @Option(names = "--target", description = "Form of the file: ${COMPLETION-CANDIDATES}.")
  private ExportTarget target = ExportTarget.CPU;

  @Option(names = "--precision", description = "Form of the file: ${COMPLETION-CANDIDATES}.")
  private ExportPrecision precision = ExportPrecision.FP32;

  @Option(names = "--no-arena", description = "Give memory back between operations.")
  private boolean noArena;

  @Option(
      names = "--volume",
      paramLabel = "YxXxZ",
      converter = GridShapeConverter.class,
      description = "Predict a whole case of this grid too.")
  private Optional<GridShape> volume = Optional.empty();

  @Option(
      names = "--overlap",
      paramLabel = "FRACTION",
      defaultValue = "0.5",
      description = "Of a patch that neighbours share in it (default ${DEFAULT-VALUE}).")
  private double overlap;

  @Option(
      names = "--alone",
      description = "Without the training engine: for the memory of ONNX Runtime.")
  private boolean alone;

  private final JsonObject result = JsonObject.create();
  private final StringBuilder text = new StringBuilder();
  private final Map<String, Double> found = new LinkedHashMap<>();

  @Override
  public Integer call() {
    if (runs < 1) {
      throw new ParameterException(command.commandLine(), runs + " runs; at least 1");
    }
    gates.requireMeasured(!alone, volume.isPresent());
    ExportSource source = network.source();
    int count = threads != 0 || alone ? threads : Training.engine().threads();
    RuntimeOptions options;
    PredictionOptions way;
    try {
      options = RuntimeOptions.DEFAULT.withThreads(count).withArena(!noArena);
      way = PredictionOptions.DEFAULT.withOverlap(overlap);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    return BenchNetwork.inTemporaryFolder(folder -> measure(source, options, way, folder));
  }

  private int measure(
      ExportSource source, RuntimeOptions options, PredictionOptions way, Path folder) {
    ExportForm form = new ExportForm(target, precision, false);
    Path file = BenchNetwork.write(source, form, folder);
    result
        .put("network", JsonObject.parse("network", source.description().network().toJson()))
        .put("form", JsonObject.parse("form", form.toJson()))
        .put("patch", network.patch().toString())
        .put("threads", options.threads());
    try (OnnxPatchModel exported = OnnxPatchModel.open(file, ExecutionTarget.CPU, options)) {
      patches(source, form, exported, options.threads());
      volume.ifPresent(grid -> prediction(exported, way, grid));
    }
    ProcessMemory.peakBytes()
        .ifPresent(
            bytes -> {
              double peakMb = bytes / 1e6;
              found.put(InferenceGates.MEMORY, peakMb);
              result.put("peak_rss_mb", peakMb);
              text.append(
                  String.format(Locale.ROOT, "peak memory of the process %.0f MB%n", peakMb));
            });
    List<String> missed = gates.hold(found, result, text);
    output.result(result, text.toString());
    if (!missed.isEmpty()) {
      throw new GateNotMetException(String.join("; ", missed));
    }
    return ExitCodes.DONE;
  }

  private void patches(ExportSource source, ExportForm form, OnnxPatchModel exported, int count) {
    ModelCheck.Sample sample = ExportSamples.ofNoise(source.description(), network.patch());
    double gigaflop = NetworkCost.gigaflop(source.description().network(), network.patch());
    double rate = MatrixProductRate.measure(count, MATRIX_SIZE, MATRIX_RUNS).gigaflops();
    Map<String, PatchModel> models = new LinkedHashMap<>();
    models.put(RUNTIME, exported);
    if (alone) {
      rates(InferenceTimes.measure(models, sample, runs), gigaflop, rate);
      return;
    }
    try (PatchModel trained = source.open()) {
      ModelCheck check = ModelCheck.compare(trained, exported, List.of(sample), DOSE_SCALE_GY);
      CheckedExport.requireWithin(check, form);
      result.put("max_difference_gy", check.maxDifferenceGy()).put("gate_gy", form.gateGy());
      text.append(
          String.format(
              Locale.ROOT,
              "doses differ by %.1e Gy at most (of %.0f Gy), gate %s Gy%n",
              check.maxDifferenceGy(),
              DOSE_SCALE_GY,
              form.gateGy()));
      models.put(ENGINE, trained);
      rates(InferenceTimes.measure(models, sample, runs), gigaflop, rate);
    }
  }

  private void rates(Map<String, InferenceTimes> times, double gigaflop, double rate) {
    result.put("gigaflop_per_patch", gigaflop).put("matrix_product_gflops", rate);
    TextTable table = new TextTable("patch", "median s", "min s", "GFLOP/s", "of matrix product");
    times.forEach(
        (name, time) -> {
          double flops = gigaflop / time.medianSeconds();
          result.put(
              name.equals(RUNTIME) ? "onnx_runtime" : "training_engine",
              JsonObject.create()
                  .put("median_s", time.medianSeconds())
                  .put("min_s", time.minSeconds())
                  .put("gflops", flops)
                  .put("of_matrix_product", flops / rate));
          table.row(
              name,
              TextTable.number(time.medianSeconds(), 3),
              TextTable.number(time.minSeconds(), 3),
              TextTable.number(flops, 1),
              TextTable.number(flops / rate, 2));
        });
    text.append(table);
    text.append(
        String.format(
            Locale.ROOT, "a product of matrices of %d: %.1f GFLOP/s%n", MATRIX_SIZE, rate));
    InferenceTimes engine = times.get(ENGINE);
    InferenceTimes runtime = times.get(RUNTIME);
    if (engine != null && runtime != null) {
      double ratio = runtime.medianSeconds() / engine.medianSeconds();
      found.put(InferenceGates.RATIO, ratio);
      result.put("ratio", ratio);
      text.append(String.format(Locale.ROOT, "%s / %s: %.3f%n", RUNTIME, ENGINE, ratio));
    }
  }

  /** The share of a prediction that is not ONNX Runtime's: encoding, blending and copies. */
  private void prediction(OnnxPatchModel model, PredictionOptions way, GridShape grid) {
    Case patient = BenchPatient.of(model.description().protocol(), grid);
    double before = model.timeInRuntime().toNanos() / 1e9;
    long start = System.nanoTime();
    Volume doseGy = Predictor.of(model, way).predictGy(patient);
    double seconds = (System.nanoTime() - start) / 1e9;
    requireDose(doseGy);
    double inRuntime = model.timeInRuntime().toNanos() / 1e9 - before;
    double rest = 1 - inRuntime / seconds;
    found.put(InferenceGates.REST, rest);
    result.put(
        "prediction",
        JsonObject.create()
            .put("grid", grid.toString())
            .put("s", seconds)
            .put("in_onnx_runtime_s", inRuntime)
            .put("rest", rest));
    text.append(
        String.format(
            Locale.ROOT,
            "prediction of %s: %.1f s, encoding, blending and copies %.1f %% of it%n",
            grid,
            seconds,
            100 * rest));
  }

  /** Even an untrained network gives some voxels dose. */
  private static void requireDose(Volume doseGy) {
    float[] gy = doseGy.data();
    float most = 0;
    for (float value : gy) {
      most = Math.max(most, value);
    }
    if (most == 0) {
      throw new IllegalStateException("a prediction without any dose");
    }
  }
}

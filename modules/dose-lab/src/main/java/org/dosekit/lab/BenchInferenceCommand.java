package org.dosekit.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.Predictor;
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
import picocli.CommandLine.Option;

/** {@code dose bench inference}: ONNX Runtime beside the training engine, on one patch. */
@Command(
    name = "inference",
    description =
        "Time ONNX Runtime and the training engine's float32 forward pass in turns, and a whole"
            + " prediction; exits 4 when their doses differ.")
final class BenchInferenceCommand implements Callable<Integer> {
  private static final String RUNTIME = "ONNX Runtime";
  private static final String ENGINE = "training engine";
  private static final int MATRIX_SIZE = 2048;
  private static final int MATRIX_RUNS = 5;

  @Mixin private Output output = new Output();
  @Mixin private BenchNetwork network = new BenchNetwork();

  @Option(names = "--threads", description = "Of ONNX Runtime (default: the training engine's).")
  private int threads;

  @Option(names = "--runs", description = "Timed patches (default ${DEFAULT-VALUE}).")
  private int runs = 5;

  @Option(names = "--target", description = "Form of the file: ${COMPLETION-CANDIDATES}.")
  private ExportTarget target = ExportTarget.CPU;

  @Option(names = "--precision", description = "Form of the file: ${COMPLETION-CANDIDATES}.")
  private ExportPrecision precision = ExportPrecision.FP32;

  @Option(names = "--arena", description = "Keep memory between patches.")
  private boolean arena;

  @Option(
      names = "--volume",
      paramLabel = "YxXxZ",
      converter = GridShapeConverter.class,
      description = "Predict a whole case of this grid too.")
  private Optional<GridShape> volume = Optional.empty();

  @Option(
      names = "--alone",
      description = "Without the training engine: for the memory of ONNX Runtime.")
  private boolean alone;

  @Override
  public Integer call() {
    return BenchNetwork.inTemporaryFolder(this::measureIn);
  }

  private int measureIn(Path folder) {
    ExportSource source = network.source();
    ExportForm form = new ExportForm(target, precision, false);
    Path file = BenchNetwork.write(source, form, folder);
    int count = threads > 0 || alone ? threads : Training.engine().threads();
    RuntimeOptions options = RuntimeOptions.DEFAULT.withThreads(count).withArena(arena);
    JsonObject result =
        JsonObject.create()
            .put("network", JsonObject.parse("network", source.description().network().toJson()))
            .put("form", JsonObject.parse("form", form.toJson()))
            .put("patch", network.patch().toString())
            .put("threads", count);
    StringBuilder text = new StringBuilder();
    try (OnnxPatchModel exported = OnnxPatchModel.open(file, ExecutionTarget.CPU, options)) {
      patches(source, form, exported, count, result, text);
      if (volume.isPresent()) {
        prediction(exported, volume.get(), result, text);
      }
    }
    BenchNetwork.peakMegabytes()
        .ifPresent(
            peak -> {
              result.put("peak_rss_mb", peak);
              text.append("peak memory of the process %d MB%n".formatted(peak));
            });
    output.result(result, text.toString());
    return ExitCodes.DONE;
  }

  private void patches(
      ExportSource source,
      ExportForm form,
      OnnxPatchModel exported,
      int count,
      JsonObject result,
      StringBuilder text) {
    ModelCheck.Sample sample = ExportSamples.ofNoise(source.description(), network.patch());
    double gigaflop = NetworkCost.gigaflop(source.description().network(), network.patch());
    double rate = MatrixProductRate.measure(count, MATRIX_SIZE, MATRIX_RUNS).gigaflops();
    Map<String, PatchModel> models = new LinkedHashMap<>();
    models.put(RUNTIME, exported);
    Map<String, InferenceTimes> times;
    if (alone) {
      times = InferenceTimes.measure(models, sample, runs);
    } else {
      try (PatchModel trained = source.open()) {
        ModelCheck check = ModelCheck.compare(trained, exported, List.of(sample), 1);
        result.put("max_difference", check.maxDifferenceGy());
        CheckedExport.requireWithin(inGy(check), form);
        models.put(ENGINE, trained);
        times = InferenceTimes.measure(models, sample, runs);
      }
    }
    rates(times, gigaflop, rate, result, text);
  }

  private static void rates(
      Map<String, InferenceTimes> times,
      double gigaflop,
      double rate,
      JsonObject result,
      StringBuilder text) {
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
    text.append(table)
        .append(
            String.format(
                Locale.ROOT, "a product of matrices of %d: %.1f GFLOP/s%n", MATRIX_SIZE, rate));
    InferenceTimes engine = times.get(ENGINE);
    InferenceTimes runtime = times.get(RUNTIME);
    if (engine != null && runtime != null) {
      double ratio = runtime.medianSeconds() / engine.medianSeconds();
      result.put("ratio", ratio);
      text.append(String.format(Locale.ROOT, "%s / %s: %.3f%n", RUNTIME, ENGINE, ratio));
    }
  }

  /** Untrained networks are held to the gate as if 1 were 70 Gy. */
  private static ModelCheck inGy(ModelCheck normalised) {
    double gy = 70;
    return new ModelCheck(
        normalised.voxels(), gy * normalised.maxDifferenceGy(), gy * normalised.meanDifferenceGy());
  }

  /** The share of a prediction that is not ONNX Runtime's: encoding, blending and copies. */
  private static void prediction(
      OnnxPatchModel model, GridShape grid, JsonObject result, StringBuilder text) {
    Case patient = BenchPatient.of(model.description().protocol(), grid);
    double before = model.timeInRuntime().toNanos() / 1e9;
    long start = System.nanoTime();
    Predictor.of(model).predictGy(patient);
    double seconds = (System.nanoTime() - start) / 1e9;
    double inRuntime = model.timeInRuntime().toNanos() / 1e9 - before;
    double share = 1 - inRuntime / seconds;
    result.put(
        "prediction",
        JsonObject.create()
            .put("grid", grid.toString())
            .put("s", seconds)
            .put("in_onnx_runtime_s", inRuntime)
            .put("share_of_the_rest", share));
    text.append(
        String.format(
            Locale.ROOT,
            "prediction of %s: %.1f s, encoding, blending and copies %.1f %% of it%n",
            grid,
            seconds,
            100 * share));
  }
}

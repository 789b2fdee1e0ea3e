package org.dosekit.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.run.StepBenchmark;
import org.dosekit.train.run.StepBenchmark.Timing;
import org.dosekit.train.run.StepBenchmark.Variant;
import org.dosekit.train.run.Training;
import org.dosekit.train.settings.Backward;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhTermSet;
import org.dosekit.train.settings.EngineInfo;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.MapLayout;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dose bench train}: how long a training step takes, each way it can be computed. */
@Command(
    name = "train",
    description =
        "Time the training step on data made in code, the ways to compute it in turns; exits 4 when"
            + " a loss does not agree with the plain float32 step's.")
final class BenchTrainCommand implements Callable<Integer> {
  /** PyTorch's own differentiation in float32: what the others are held against. */
  private static final String PLAIN = "plain fp32";

  /** What is appended to the name of a variant that has dose-volume terms. */
  private static final String WITH_DVH = " +dvh";

  private static final Loss LOSS = new Loss(VoxelLoss.MSE, 0.1, 0.1, false);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();

  @Option(names = "--architecture", description = "${COMPLETION-CANDIDATES}.")
  private Architecture architecture = Architecture.BASELINE;

  @Option(names = "--base", description = "Width of the first level (default ${DEFAULT-VALUE}).")
  private int base = 16;

  @Option(names = "--channels", description = "Input channels (default ${DEFAULT-VALUE}).")
  private int channels = 9;

  @Option(
      names = "--patch",
      converter = GridShapeConverter.class,
      description = "Patch (default 64x64x64).")
  private GridShape patch = GridShape.cube(64);

  @Option(names = "--batch", description = "Patches a step (default ${DEFAULT-VALUE}).")
  private int batch = 2;

  @Option(names = "--steps", description = "Timed steps (default ${DEFAULT-VALUE}).")
  private int steps = 5;

  @Option(names = "--precision", split = ",", description = "${COMPLETION-CANDIDATES}.")
  private List<Precision> precisions = List.of(Precision.values());

  @Option(names = "--layout", split = ",", description = "${COMPLETION-CANDIDATES}.")
  private List<MapLayout> layouts = List.of(MapLayout.values());

  @Option(names = "--backward", split = ",", description = "${COMPLETION-CANDIDATES}.")
  private List<Backward> backwards = List.of(Backward.AUTOGRAD, Backward.RECOMPUTE);

  @Option(
      names = "--dvh",
      description =
          "Each variant also with the dose-volume terms of this set, for what they cost:"
              + " ${COMPLETION-CANDIDATES}; of prostate-sib.")
  private Optional<DvhTermSet> dvh = Optional.empty();

  @Option(
      names = "--alone",
      description = "Without the plain step beside: for the memory of one variant.")
  private boolean alone;

  @Option(
      names = "--standard-allocator",
      description = "Leave the C library's allocator as the process was started with it.")
  private boolean standardAllocator;

  @Override
  public Integer call() {
    NetworkSpec network = network();
    if (!standardAllocator) {
      Training.keepLargeBlocks();
    }
    EngineInfo engine = Training.engine();
    Map<String, Timing> timings;
    try (StepBenchmark benchmark = StepBenchmark.of(network, patch, batch, variants())) {
      timings = benchmark.run(steps);
    }
    output.result(json(network, engine, timings), text(network, engine, timings));
    if (!alone) {
      requireAgreement(timings);
    }
    return ExitCodes.DONE;
  }

  private NetworkSpec network() {
    int smallest = Math.min(patch.ny(), Math.min(patch.nx(), patch.nz()));
    int least =
        precisions.contains(Precision.BF16)
            ? Precision.SMALLEST_BF16_PATCH
            : NetworkSpec.SPATIAL_MULTIPLE;
    if (smallest < least || steps < 1 || batch < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "%d steps of %d patches of %s voxels; at least 1, 1, and %d a side"
              .formatted(steps, batch, patch, least));
    }
    try {
      SlidingWindow.halfOverlapping(patch);
      return NetworkSpec.baseline(channels, base, 13).withArchitecture(architecture);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    Map<EngineSettings, String> names = names();
    names.forEach(
        (settings, name) -> {
          variants.add(new Variant(name, settings, LOSS));
          dvh.ifPresent(
              set ->
                  variants.add(new Variant(name + WITH_DVH, settings, LOSS.withDvh(terms(set)))));
        });
    return variants;
  }

  private static DvhLoss terms(DvhTermSet set) {
    return DvhLoss.of(Protocol.builtIn("prostate-sib"), set, DvhLoss.STANDARD_FACTOR);
  }

  private Map<EngineSettings, String> names() {
    Map<EngineSettings, String> names = new LinkedHashMap<>();
    if (!alone) {
      names.put(EngineSettings.PLAIN, PLAIN);
    }
    for (Precision precision : precisions) {
      for (MapLayout layout : layouts) {
        for (Backward backward : backwards) {
          if (layout == MapLayout.CHANNELS_LAST && backward == Backward.AUTOGRAD) {
            continue;
          }
          EngineSettings settings =
              EngineSettings.PLAIN
                  .withPrecision(precision)
                  .withBackward(backward)
                  .withLayout(layout);
          String name = String.join(" ", precision.label(), layout.label(), backward.label());
          names.putIfAbsent(settings, name);
        }
      }
    }
    return names;
  }

  /** The plain step with the same loss, if there is one. */
  private static Optional<Timing> plain(Map<String, Timing> timings, String name) {
    return Optional.ofNullable(timings.get(name.endsWith(WITH_DVH) ? PLAIN + WITH_DVH : PLAIN));
  }

  /** The largest difference from the plain step's loss at any step, of the first loss. */
  private static double deviation(Timing plain, Timing timing) {
    double largest = 0;
    for (int step = 0; step < plain.losses().size(); step++) {
      double difference = Math.abs(timing.losses().get(step) - plain.losses().get(step));
      largest = Math.max(largest, difference / plain.losses().get(0));
    }
    return largest;
  }

  /** A metric of a dose that is hardly trained yet hangs on few voxels: bfloat16 moves it more. */
  private static double gate(String variant) {
    if (!variant.startsWith(Precision.BF16.label())) {
      return 1e-3;
    }
    return variant.endsWith(WITH_DVH) ? 0.05 : 0.01;
  }

  private static void requireAgreement(Map<String, Timing> timings) {
    List<String> off = new ArrayList<>();
    timings.forEach(
        (name, timing) -> {
          double gate = gate(name);
          Optional<Timing> plain = plain(timings, name);
          if (plain.isPresent() && !(deviation(plain.get(), timing) <= gate)) {
            off.add(
                String.format(
                    Locale.ROOT,
                    "%s by %.2g (gate %s)",
                    name,
                    deviation(plain.get(), timing),
                    gate));
          }
        });
    if (!off.isEmpty()) {
      throw new GateNotMetException(
          "losses differ from the plain step's: " + String.join(", ", off));
    }
  }

  private JsonObject json(NetworkSpec network, EngineInfo engine, Map<String, Timing> timings) {
    Timing plain = timings.get(PLAIN);
    JsonObject environment = JsonObject.create();
    engine.environment().forEach(environment::put);
    List<JsonObject> rows = new ArrayList<>();
    timings.forEach(
        (name, timing) -> {
          JsonObject row =
              JsonObject.create()
                  .put("variant", name)
                  .put("median_s", timing.medianSeconds())
                  .put("min_s", timing.minSeconds())
                  .put("cpu_s", timing.cpuSeconds())
                  .put("loss", timing.losses().get(timing.losses().size() - 1));
          plain(timings, name)
              .ifPresent(same -> row.put("loss_deviation", deviation(same, timing)));
          if (plain != null) {
            row.put("ratio_to_plain", timing.medianSeconds() / plain.medianSeconds());
          }
          rows.add(row);
        });
    JsonObject result =
        JsonObject.create()
            .put("network", JsonObject.parse("network", network.toJson()))
            .putIntegers("patch", patch.ny(), patch.nx(), patch.nz())
            .put("batch", batch)
            .put("steps", steps)
            .put("threads", engine.threads())
            .put("environment", environment)
            .putObjects("variants", rows);
    peakMegabytes().ifPresent(peak -> result.put("peak_rss_mb", peak));
    return result;
  }

  private String text(NetworkSpec network, EngineInfo engine, Map<String, Timing> timings) {
    Timing plain = timings.get(PLAIN);
    TextTable table =
        new TextTable("step", "median s", "min s", "CPU s", "ratio", "loss", "loss off by");
    timings.forEach(
        (name, timing) ->
            table.row(
                name,
                TextTable.number(timing.medianSeconds(), 3),
                TextTable.number(timing.minSeconds(), 3),
                TextTable.number(timing.cpuSeconds(), 3),
                plain == null
                    ? "-"
                    : TextTable.number(timing.medianSeconds() / plain.medianSeconds(), 2),
                TextTable.number(timing.losses().get(timing.losses().size() - 1), 6),
                plain(timings, name)
                    .map(same -> String.format(Locale.ROOT, "%.1e", deviation(same, timing)))
                    .orElse("-")));
    return "%s, base %d, %d x %s, %d threads%n%s%n%s%s%n"
        .formatted(
            network.architecture().label(),
            base,
            batch,
            patch,
            engine.threads(),
            engine.environment(),
            table,
            peakMegabytes().isPresent()
                ? "peak memory of the process " + peakMegabytes().getAsLong() + " MB"
                : "peak memory not known here");
  }

  /** In MiB; empty where it is not known. */
  private static OptionalLong peakMegabytes() {
    OptionalLong bytes = ProcessMemory.peakBytes();
    return bytes.isPresent() ? OptionalLong.of(bytes.getAsLong() >> 20) : OptionalLong.empty();
  }
}

package org.dosekit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.cli.Diagnosis;
import org.dosekit.core.DoseDataException;
import org.dosekit.train.run.Training;
import org.dosekit.train.settings.EngineInfo;

/** What {@code dose doctor} says about the training engine. */
final class TrainingEngineCheck {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private TrainingEngineCheck() {}

  static List<Diagnosis> diagnose() {
    EngineInfo engine;
    try {
      engine = Training.engine();
    } catch (DoseDataException e) {
      return List.of(Diagnosis.failure("training engine", e.found(), e.remedy()));
    }
    List<Diagnosis> diagnoses = new ArrayList<>();
    diagnoses.add(
        Diagnosis.ok(
            "training engine",
            "%s, PyTorch %s, %d threads"
                .formatted(engine.engine(), engine.nativeVersion(), engine.threads())));
    diagnoses.add(devices(engine));
    diagnoses.add(bfloat16());
    diagnoses.add(
        tuning(
            engine.environment(), "MALLOC_MMAP_MAX_", "allocator", "up to twice the time a step"));
    diagnoses.add(
        tuning(
            engine.environment(), "OMP_WAIT_POLICY", "waiting threads", "slow on shared machines"));
    return diagnoses;
  }

  private static Diagnosis devices(EngineInfo engine) {
    String devices = String.join(", ", engine.devices());
    return engine.devices().stream().anyMatch(device -> device.startsWith("gpu"))
        ? Diagnosis.ok("devices", devices)
        : Diagnosis.warning(
            "devices",
            devices + " only",
            "for a GPU point PYTORCH_LIBRARY_PATH at a CUDA build of PyTorch "
                + engine.nativeVersion());
  }

  private static Diagnosis bfloat16() {
    Optional<String> flags = processorFlags();
    if (flags.isEmpty()) {
      return Diagnosis.ok("bfloat16", "not known here; time an epoch with --precision BF16");
    }
    return flags.get().contains("_bf16")
        ? Diagnosis.ok("bfloat16", "in the processor; train with --precision BF16")
        : Diagnosis.ok("bfloat16", "not in the processor; train with --precision FP32");
  }

  /** What Linux says of the first processor. */
  private static Optional<String> processorFlags() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines.filter(line -> line.startsWith("flags")).findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static Diagnosis tuning(
      Map<String, String> environment, String variable, String subject, String cost) {
    String value = environment.getOrDefault(variable, "not set");
    return value.equals("not set")
        ? Diagnosis.warning(subject, variable + " not set: " + cost, "start through ./dose")
        : Diagnosis.ok(subject, variable + "=" + value);
  }
}

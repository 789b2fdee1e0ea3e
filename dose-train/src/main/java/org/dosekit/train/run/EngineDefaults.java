package org.dosekit.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.train.settings.EngineInfo;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Precision;

/** Which engine settings suit the processor and the devices of this machine. */
public final class EngineDefaults {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private EngineDefaults() {}

  /**
   * The settings for the device that {@code auto} takes: on a CPU with instructions for bfloat16
   * that, else float32. On a CUDA device, where no training of DoseKit has been run yet, the plain
   * float32 step.
   */
  public static EngineSettings of(EngineInfo engine) {
    boolean cuda = engine.devices().stream().anyMatch(device -> device.startsWith("cuda"));
    if (cuda) {
      return EngineSettings.PLAIN;
    }
    return EngineSettings.of(
        processorHasBfloat16().orElse(false) ? Precision.BF16 : Precision.FP32);
  }

  /** Whether the first processor has instructions for bfloat16; empty where Linux does not say. */
  public static Optional<Boolean> processorHasBfloat16() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(flags -> flags.contains("_bf16"));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}

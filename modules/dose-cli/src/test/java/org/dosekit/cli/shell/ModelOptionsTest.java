package org.dosekit.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.dosekit.core.DoseDataException;
import org.dosekit.export.runtime.GpuOptions;
import org.dosekit.export.runtime.RuntimeOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ModelOptionsTest {
  @TempDir private Path folder;

  /** A command with nothing but the options. */
  @Command
  private static final class Host {
    @Mixin private ModelOptions options = new ModelOptions();
  }

  private static ModelOptions parse(String... args) {
    Host host = new Host();
    new CommandLine(host).parseArgs(args);
    return host.options;
  }

  @Test
  void nothingSaidIsTheDefault() {
    assertEquals(RuntimeOptions.DEFAULT, parse().options(1));
  }

  @Test
  void everyOptionReachesTheRuntime() {
    RuntimeOptions options =
        parse(
                "--threads=3",
                "--no-arena",
                "--engine-cache=engines",
                "--gpu-memory-mib=2048",
                "--gpu-workspace-mib=512",
                "--gpu-fp16")
            .options(4);
    assertEquals(
        RuntimeOptions.DEFAULT
            .withThreads(3)
            .withArena(false)
            .withGpu(
                GpuOptions.DEFAULT
                    .withCacheFolder(Path.of("engines"))
                    .withLargestBatch(4)
                    .withMemoryLimitBytes(2L << 30)
                    .withWorkspaceBytes(512L << 20)
                    .withHalfPrecision(true)),
        options);
  }

  @Test
  void unknownDeviceIsWrongUsage() {
    ParameterException e = assertThrows(ParameterException.class, () -> parse("--device", "gpu"));
    assertTrue(String.valueOf(e.getMessage()).contains("tensorrt"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--threads=-1",
        "--threads=1025",
        "--gpu-memory-mib=-1",
        "--gpu-workspace-mib=-1",
        "--gpu-memory-mib=9223372036854775807"
      })
  void numbersOutOfRangeAreWrongUsage(String option) {
    ModelOptions options = parse(option);
    assertThrows(ParameterException.class, () -> options.options(1));
  }

  @Test
  void folderWithoutGpuLibrariesIsRefusedBeforeTheModelIsRead() {
    ModelOptions options = parse("--ort-gpu", folder.toString());
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> options.open(folder.resolve("absent.onnx"), 1));
    assertTrue(e.getMessage().contains("docs/gpu.md"), e.getMessage());
  }
}

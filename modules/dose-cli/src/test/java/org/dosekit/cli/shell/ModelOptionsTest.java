package org.dosekit.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.export.runtime.GpuOptions;
import org.dosekit.export.runtime.PatchProfile;
import org.dosekit.export.runtime.RuntimeOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    assertEquals(RuntimeOptions.DEFAULT, parse().options());
  }

  @Test
  void everyOptionReachesTheRuntime() {
    RuntimeOptions options =
        parse(
                "--threads=3",
                "--arena",
                "--engine-cache=engines",
                "--engine-patch=64",
                "--gpu-memory-mib=2048",
                "--gpu-workspace-mib=512",
                "--gpu-fp16")
            .options();
    assertEquals(
        RuntimeOptions.DEFAULT
            .withThreads(3)
            .withArena(true)
            .withGpu(
                GpuOptions.DEFAULT
                    .withCacheFolder(Path.of("engines"))
                    .withProfile(PatchProfile.fixed(GridShape.cube(64)))
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

  @Test
  void folderWithoutGpuLibrariesIsRefusedBeforeTheModelIsRead() {
    ModelOptions options = parse("--ort-gpu", folder.toString());
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> options.open(folder.resolve("absent.onnx")));
    assertTrue(e.getMessage().contains("docs/gpu.md"), e.getMessage());
  }
}

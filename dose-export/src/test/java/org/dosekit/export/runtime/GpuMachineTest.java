package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuMachineTest {
  @TempDir private Path folder;

  @Test
  void librariesAreFoundByNameAndTheFullestVersionIsTold() throws IOException {
    for (String name :
        List.of(
            "libcudart.so.12",
            "libcudart.so.12.4.127",
            "libcudart.so.11.0",
            "libcudnn.so.9",
            "libnvinfer.so.10.3.0",
            "libnvinfer.so.8",
            "libnvinfer_plugin.so.10.9.9")) {
      Files.createFile(folder.resolve(name));
    }
    GpuMachine machine =
        GpuMachine.probe(
            () -> List.of("NVIDIA GeForce RTX 3090, 24576 MiB, 550.54.14"),
            List.of(folder.resolve("absent"), folder));
    assertEquals(
        new GpuMachine(
            List.of("NVIDIA GeForce RTX 3090 24576 MiB"), "550.54.14", "12.4.127", "9", "10.3.0"),
        machine);
  }

  @Test
  void librariesOfWindowsAreFoundToo() throws IOException {
    for (String name : List.of("cudart64_12.dll", "cudnn64_9.dll", "nvinfer_10.dll")) {
      Files.createFile(folder.resolve(name));
    }
    assertEquals(
        new GpuMachine(List.of(), "", "12", "9", "10"),
        GpuMachine.probe(List::of, List.of(folder)));
  }

  @Test
  void bareMachineHasNothing() {
    assertEquals(
        new GpuMachine(List.of(), "", "", "", ""),
        GpuMachine.probe(() -> List.of("NVIDIA-SMI has failed"), List.of(folder)));
  }
}

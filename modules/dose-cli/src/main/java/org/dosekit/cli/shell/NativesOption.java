package org.dosekit.cli.shell;

import java.nio.file.Path;
import java.util.Optional;
import org.dosekit.export.runtime.NativeLibraries;
import picocli.CommandLine.Option;

/** Where ONNX Runtime's native libraries for a GPU are. */
public final class NativesOption {
  @Option(
      names = "--ort-gpu",
      paramLabel = "FOLDER",
      description = "Native libraries of onnxruntime_gpu, unpacked from its jar (see docs/gpu.md).")
  private Optional<Path> folder = Optional.empty();

  /**
   * Takes them, if a folder was named; before any model is opened.
   *
   * @throws org.dosekit.core.DoseDataException when they are not there
   */
  public void apply() {
    folder.ifPresent(NativeLibraries::use);
  }
}

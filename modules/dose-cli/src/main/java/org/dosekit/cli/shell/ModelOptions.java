package org.dosekit.cli.shell;

import java.nio.file.Path;
import java.util.Optional;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.export.runtime.ExecutionTarget;
import org.dosekit.export.runtime.GpuOptions;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.dosekit.export.runtime.PatchProfile;
import org.dosekit.export.runtime.RuntimeOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** On what a command runs an exported model, and how. */
public final class ModelOptions {
  private static final int MEBIBYTE_BITS = 20;

  @Mixin private NativesOption natives = new NativesOption();

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda[:ID]|tensorrt[:ID]",
      defaultValue = "auto",
      converter = TargetConverter.class,
      description =
          "What the model runs on (default ${DEFAULT-VALUE}: TensorRT, else CUDA, else the CPU).")
  private ExecutionTarget device = ExecutionTarget.AUTO;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "CPU threads (default: one a core).")
  private int threads;

  @Option(
      names = "--arena",
      description = "Keep memory between patches: about 8 %% faster for twice the memory.")
  private boolean arena;

  @Option(
      names = "--engine-cache",
      paramLabel = "FOLDER",
      description = "Keep TensorRT's engines here; without, it compiles for minutes at each start.")
  private Optional<Path> engineCache = Optional.empty();

  @Option(
      names = "--engine-patch",
      paramLabel = "YxXxZ",
      converter = GridShapeConverter.class,
      description = "The patch TensorRT compiles for (default: the model's).")
  private Optional<GridShape> enginePatch = Optional.empty();

  @Option(
      names = "--gpu-memory-mib",
      defaultValue = "0",
      description = "What CUDA may take of the GPU's memory (default: all).")
  private long gpuMemoryMib;

  @Option(
      names = "--gpu-workspace-mib",
      defaultValue = "0",
      description = "What TensorRT may use to try kernels (default: all).")
  private long gpuWorkspaceMib;

  @Option(
      names = "--gpu-fp16",
      description = "Let TensorRT compute a float32 model in half precision.")
  private boolean gpuHalf;

  /** A target from its text. */
  static final class TargetConverter implements ITypeConverter<ExecutionTarget> {
    @Override
    public ExecutionTarget convert(String text) {
      try {
        return ExecutionTarget.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * Opens a model as the options say. The caller closes it.
   *
   * @throws org.dosekit.core.DoseDataException when it cannot be opened so
   */
  public OnnxPatchModel open(Path model) {
    natives.apply();
    return OnnxPatchModel.open(model, device, options());
  }

  /** The options by themselves. */
  public RuntimeOptions options() {
    GpuOptions gpu =
        GpuOptions.DEFAULT
            .withMemoryLimitBytes(gpuMemoryMib << MEBIBYTE_BITS)
            .withWorkspaceBytes(gpuWorkspaceMib << MEBIBYTE_BITS)
            .withHalfPrecision(gpuHalf);
    if (engineCache.isPresent()) {
      gpu = gpu.withCacheFolder(engineCache.get());
    }
    if (enginePatch.isPresent()) {
      gpu = gpu.withProfile(PatchProfile.fixed(enginePatch.get()));
    }
    return RuntimeOptions.DEFAULT.withThreads(threads).withArena(arena).withGpu(gpu);
  }
}

package org.dosekit.cli.shell;

import java.nio.file.Path;
import java.util.Optional;
import org.dosekit.export.runtime.ExecutionTarget;
import org.dosekit.export.runtime.GpuOptions;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.dosekit.export.runtime.RuntimeOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** On what a command runs an exported model, and how. */
public final class ModelOptions {
  private static final int MEBIBYTE_BITS = 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

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
      names = "--no-arena",
      description =
          "Give memory back between operations: a quarter less, and up to 1.8 times as long.")
  private boolean noArena;

  @Option(
      names = "--engine-cache",
      paramLabel = "FOLDER",
      description = "Keep TensorRT's engines here; without, it compiles for minutes at each start.")
  private Optional<Path> engineCache = Optional.empty();

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
   * @param batch patches it will be given at once
   * @throws ParameterException when an option is out of range
   * @throws org.dosekit.core.DoseDataException when it cannot be opened so
   */
  public OnnxPatchModel open(Path model, int batch) {
    RuntimeOptions options = options(batch);
    natives.apply();
    return OnnxPatchModel.open(model, device, options);
  }

  /** The options by themselves. */
  RuntimeOptions options(int batch) {
    try {
      GpuOptions gpu =
          GpuOptions.DEFAULT
              .withMemoryLimitBytes(bytes("--gpu-memory-mib", gpuMemoryMib))
              .withWorkspaceBytes(bytes("--gpu-workspace-mib", gpuWorkspaceMib))
              .withHalfPrecision(gpuHalf)
              .withLargestBatch(batch);
      return RuntimeOptions.DEFAULT
          .withThreads(threads)
          .withArena(!noArena)
          .withGpu(engineCache.map(gpu::withCacheFolder).orElse(gpu));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private static long bytes(String option, long mebibytes) {
    if (mebibytes < 0 || mebibytes > Long.MAX_VALUE >> MEBIBYTE_BITS) {
      throw new IllegalArgumentException(option + " " + mebibytes + "; 0 for no limit");
    }
    return mebibytes << MEBIBYTE_BITS;
  }
}

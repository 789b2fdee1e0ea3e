package org.dosekit.export.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dosekit.core.DoseDataException;
import org.dosekit.export.onnx.OnnxMetadata;

/** Opens a session on the target asked for, or on the best that works. */
final class SessionLadder {
  private static final String NATIVES_REMEDY =
      "name a folder with the native libraries of onnxruntime_gpu by --ort-gpu or -D"
          + NativeLibraries.PROPERTY
          + " (docs/gpu.md), or run on the CPU";

  private final OrtEnvironment environment;
  private final Providers providers;
  private final Supplier<GpuMachine> machine;
  private final System.Logger log;

  SessionLadder(
      OrtEnvironment environment,
      Providers providers,
      Supplier<GpuMachine> machine,
      System.Logger log) {
    this.environment = environment;
    this.providers = providers;
    this.machine = machine;
    this.log = log;
  }

  /**
   * A session and what it runs on.
   *
   * @param session owned by the caller
   * @param target never {@link ExecutionTarget#AUTO}
   */
  record Opened(OrtSession session, ExecutionTarget target) {}

  /**
   * Opens a model.
   *
   * @throws DoseDataException when the target asked for is not there or refuses the model, or, with
   *     {@link ExecutionTarget#AUTO}, when the CPU refuses it too
   */
  Opened open(Path file, OnnxMetadata model, ExecutionTarget wanted, RuntimeOptions options) {
    List<ExecutionTarget> rungs = wanted.rungs();
    for (ExecutionTarget rung : rungs.subList(0, rungs.size() - 1)) {
      try {
        return new Opened(openOn(rung, file, model, options), rung);
      } catch (DoseDataException e) {
        // Without a GPU's libraries nobody expects one: no warning at every start.
        log.log(
            isBuiltIn(rung) ? Level.WARNING : Level.INFO,
            "not on {0}: {1}; {2}; trying the next",
            rung,
            e.found(),
            e.remedy());
      }
    }
    ExecutionTarget last = rungs.get(rungs.size() - 1);
    return new Opened(openOn(last, file, model, options), last);
  }

  private OrtSession openOn(
      ExecutionTarget target, Path file, OnnxMetadata model, RuntimeOptions options) {
    requireBuiltIn(target);
    try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
      configure(settings, options);
      addProviders(settings, target, model, options.gpu());
      return createSession(settings, target, file, model);
    } catch (OrtException e) {
      throw OrtFailure.ofSettings(target, e);
    }
  }

  private static void configure(OrtSession.SessionOptions settings, RuntimeOptions options)
      throws OrtException {
    settings.setIntraOpNumThreads(options.threads());
    settings.setInterOpNumThreads(1);
    settings.setCPUArenaAllocator(options.arena());
    settings.setMemoryPatternOptimization(options.memoryPattern());
    settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    settings.addConfigEntry("session.intra_op.allow_spinning", options.spinning() ? "1" : "0");
  }

  private void addProviders(
      OrtSession.SessionOptions settings,
      ExecutionTarget target,
      OnnxMetadata model,
      GpuOptions options)
      throws OrtException {
    if (target.kind() == ExecutionTarget.Kind.TENSORRT) {
      Optional<Path> cache =
          options
              .cacheFolder()
              .map(
                  root ->
                      EngineCache.folder(
                          root, model, options, machine.get(), environment.getVersion()));
      providers.addTensorRt(
          settings, target.device(), ProviderKeys.tensorRt(options, model, cache));
    }
    if (target.kind() != ExecutionTarget.Kind.CPU) {
      // Behind TensorRT it takes what that leaves.
      providers.addCuda(settings, target.device(), ProviderKeys.cuda(options));
    }
  }

  private OrtSession createSession(
      OrtSession.SessionOptions settings, ExecutionTarget target, Path file, OnnxMetadata model) {
    try {
      OrtSession session = environment.createSession(file.toString(), settings);
      try {
        SessionInterface.require(file.toString(), session, model);
      } catch (DoseDataException | OrtException e) {
        session.close();
        throw e;
      }
      return session;
    } catch (OrtException e) {
      throw OrtFailure.ofModel(file.toString(), target, e);
    }
  }

  private boolean isBuiltIn(ExecutionTarget target) {
    return provider(target).map(providers.available()::contains).orElse(true);
  }

  private void requireBuiltIn(ExecutionTarget target) {
    if (!isBuiltIn(target)) {
      String found =
          providers.available().stream()
              .map(provider -> provider.name().toLowerCase(Locale.ROOT))
              .sorted()
              .collect(Collectors.joining(", "));
      throw DoseDataException.of(
          "device " + target,
          "ONNX Runtime for " + found + " only",
          "one with " + target.kind().label(),
          NATIVES_REMEDY);
    }
  }

  private static Optional<OrtProvider> provider(ExecutionTarget target) {
    return switch (target.kind()) {
      case CUDA -> Optional.of(OrtProvider.CUDA);
      case TENSORRT -> Optional.of(OrtProvider.TENSOR_RT);
      case AUTO, CPU -> Optional.empty();
    };
  }
}

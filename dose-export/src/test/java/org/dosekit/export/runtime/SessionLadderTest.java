package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyMap;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.ResourceBundle;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.OnnxExporter;
import org.dosekit.export.onnx.OnnxMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

/** The choice of a device, with providers and environment played by Mockito. */
class SessionLadderTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(2, 2, 3);
  private static final Set<OrtProvider> ALL =
      EnumSet.of(OrtProvider.TENSOR_RT, OrtProvider.CUDA, OrtProvider.CPU);

  @TempDir private Path folder;
  private final Providers providers = mock();
  private final OrtEnvironment environment = mock();
  private final Log log = new Log();
  private Path file = Path.of("");

  @BeforeEach
  void export() throws OrtException {
    file = folder.resolve("model.onnx");
    OnnxExporter.write(TestModels.description(SPEC), TestModels.weights(SPEC, 1), file);
    // A real session on the CPU stands for one on any device.
    when(environment.createSession(anyString(), any()))
        .thenAnswer(call -> OrtEnvironment.getEnvironment().createSession(file.toString()));
    when(environment.getVersion()).thenReturn("1.29.0");
    when(providers.available()).thenReturn(ALL);
  }

  private ExecutionTarget open(ExecutionTarget wanted, GpuOptions options) throws OrtException {
    SessionLadder ladder =
        new SessionLadder(
            environment,
            providers,
            () -> new GpuMachine(List.of("a GPU"), "550", "12", "9", "10.3"),
            log);
    SessionLadder.Opened opened =
        ladder.open(file, OnnxMetadata.read(file), wanted, RuntimeOptions.DEFAULT.withGpu(options));
    opened.session().close();
    return opened.target();
  }

  @Test
  void tensorRtIsTakenWhenItWorksAndCudaStandsBehindIt() throws OrtException {
    assertEquals(ExecutionTarget.tensorRt(0), open(ExecutionTarget.AUTO, GpuOptions.DEFAULT));

    InOrder order = inOrder(providers, environment);
    order.verify(providers).addTensorRt(any(), eq(0), anyMap());
    order.verify(providers).addCuda(any(), eq(0), anyMap());
    order.verify(environment).createSession(anyString(), any());
    assertEquals(List.of(), log.lines);
  }

  @Test
  void cudaIsTakenWhenTensorRtCannotBeSetUpAndTheReasonIsSaid() throws OrtException {
    doThrow(new OrtException("libnvinfer.so.10: cannot open shared object file"))
        .when(providers)
        .addTensorRt(any(), anyInt(), anyMap());

    assertEquals(ExecutionTarget.cuda(0), open(ExecutionTarget.AUTO, GpuOptions.DEFAULT));

    assertEquals(1, log.lines.size());
    assertTrue(log.lines.get(0).startsWith("WARNING not on tensorrt"), log.lines::toString);
    assertTrue(log.lines.get(0).contains("libnvinfer.so.10"), log.lines::toString);
    assertTrue(log.lines.get(0).contains("dose doctor"), log.lines::toString);
  }

  @Test
  void processorIsTakenWhenNoGpuCanBeSetUp() throws OrtException {
    OrtException cause = new OrtException("CUDA driver version is insufficient");
    doThrow(cause).when(providers).addTensorRt(any(), anyInt(), anyMap());
    doThrow(cause).when(providers).addCuda(any(), anyInt(), anyMap());

    assertEquals(ExecutionTarget.CPU, open(ExecutionTarget.AUTO, GpuOptions.DEFAULT));

    assertEquals(2, log.lines.size());
    assertTrue(log.lines.get(1).startsWith("WARNING not on cuda"), log.lines::toString);
  }

  @Test
  void sessionThatAGpuRefusesIsOpenedOnTheNext() throws OrtException {
    OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString());
    when(environment.createSession(anyString(), any()))
        .thenThrow(new OrtException("TensorRT EP failed to create engine"))
        .thenReturn(session);

    assertEquals(ExecutionTarget.cuda(0), open(ExecutionTarget.AUTO, GpuOptions.DEFAULT));

    assertTrue(log.lines.get(0).contains("failed to create engine"), log.lines::toString);
  }

  @Test
  void libraryWithoutGpuProvidersIsToldOfButNoCauseForWarnings() throws OrtException {
    when(providers.available()).thenReturn(EnumSet.of(OrtProvider.CPU));

    assertEquals(ExecutionTarget.CPU, open(ExecutionTarget.AUTO, GpuOptions.DEFAULT));

    assertEquals(2, log.lines.size());
    assertTrue(log.lines.get(0).startsWith("INFO not on tensorrt"), log.lines::toString);
    assertTrue(log.lines.get(1).startsWith("INFO not on cuda"), log.lines::toString);
    assertTrue(log.lines.stream().allMatch(l -> l.contains("--ort-gpu")), log.lines::toString);
    verify(providers, never()).addCuda(any(), anyInt(), anyMap());
  }

  @Test
  void targetAskedForIsTheOnlyOneTried() throws OrtException {
    when(providers.available()).thenReturn(EnumSet.of(OrtProvider.CPU));
    DoseDataException absent =
        assertThrows(
            DoseDataException.class, () -> open(ExecutionTarget.cuda(1), GpuOptions.DEFAULT));
    assertEquals("device cuda:1", absent.subject());
    assertTrue(absent.found().contains("cpu only"), absent.found());
    assertTrue(absent.remedy().contains("--ort-gpu"), absent.remedy());

    when(providers.available()).thenReturn(ALL);
    OrtException cause = new OrtException("no CUDA-capable device is detected");
    doThrow(cause).when(providers).addCuda(any(), anyInt(), anyMap());
    DoseDataException broken =
        assertThrows(
            DoseDataException.class, () -> open(ExecutionTarget.cuda(1), GpuOptions.DEFAULT));
    assertSame(cause, broken.getCause());
    assertEquals(List.of(), log.lines);
  }

  @Test
  void nativeLibraryOfThisBuildHasNoGpu() {
    SessionLadder ladder =
        new SessionLadder(
            OrtEnvironment.getEnvironment(), Providers.NATIVE, GpuMachine::probe, log);
    for (ExecutionTarget gpu : List.of(ExecutionTarget.cuda(0), ExecutionTarget.tensorRt(0))) {
      DoseDataException e =
          assertThrows(
              DoseDataException.class,
              () -> ladder.open(file, OnnxMetadata.read(file), gpu, RuntimeOptions.DEFAULT));
      assertTrue(e.getMessage().contains(gpu.toString()), e.getMessage());
    }
  }

  @Test
  void enginesAreCachedInAFolderOfTheirOwn() throws OrtException {
    open(ExecutionTarget.tensorRt(0), GpuOptions.DEFAULT.withCacheFolder(folder));

    verify(providers)
        .addTensorRt(
            any(),
            eq(0),
            argThat(
                keys ->
                    keys.getOrDefault("trt_engine_cache_path", "").startsWith(folder.toString())
                        && "1".equals(keys.get("trt_engine_cache_enable"))));
  }

  /** Keeps what is logged, as a reader would see it. */
  private static final class Log implements System.Logger {
    private final List<String> lines = new ArrayList<>();

    @Override
    public String getName() {
      return "a test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
      lines.add(level + " " + message);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, Object @Nullable ... params) {
      lines.add(level + " " + MessageFormat.format(format, params));
    }
  }
}

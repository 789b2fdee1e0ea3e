package org.dosekit.train.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.train.settings.EngineInfo;
import org.dosekit.train.settings.EngineSettings;

/** Starts DJL's PyTorch engine, once a process, the way this package needs it. */
public final class TorchEngine {
  private static final String NAME = "PyTorch";

  /**
   * What is set before the engine loads, unless the user set it: nothing is downloaded or reported
   * home, scripts run as written (the graph optimizer costs time and memory and breaks scripts that
   * switch grad mode), one operation at a time has all threads.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ai.djl.offline", "true",
          "OPT_OUT_TRACKING", "true",
          "ai.djl.pytorch.graph_optimizer", "false",
          "ai.djl.pytorch.num_interop_threads", "1");

  /** Variables that the C library, OpenMP and CUDA read at the start of the process. */
  private static final List<String> TUNING_VARIABLES =
      List.of(
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_MAX_",
          "MALLOC_TOP_PAD_",
          "MALLOC_TRIM_THRESHOLD_",
          "CUDA_VISIBLE_DEVICES",
          "NVIDIA_TF32_OVERRIDE");

  /** What the state of the allocator stands under. */
  private static final String ALLOCATOR = "allocator";

  private TorchEngine() {}

  /**
   * Has the C library keep large blocks of memory for the next step; for the whole process. See
   * {@link Allocator#keepLargeBlocks}.
   */
  public static boolean keepLargeBlocks() {
    return Allocator.keepLargeBlocks();
  }

  /**
   * The device of a setting by its name: {@code cpu} or {@code cuda:N}.
   *
   * @throws DoseDataException when there is no such device
   */
  public static String deviceName(String setting) {
    Device device = device(setting);
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  /**
   * The device of a setting.
   *
   * @param setting as {@link EngineSettings#device} has it
   * @throws DoseDataException when there is no such device
   */
  static Device device(String setting) {
    int gpus = start().getGpuCount();
    if (setting.equals("cpu") || (setting.equals(EngineSettings.AUTO_DEVICE) && gpus == 0)) {
      return Device.cpu();
    }
    int wanted = setting.contains(":") ? Integer.parseInt(setting.replaceAll(".*:", "")) : 0;
    if (wanted >= gpus) {
      throw DoseDataException.of(
          "device " + setting,
          gpus + " CUDA devices that PyTorch " + start().getVersion() + " can use",
          "that device",
          "train with --device cpu, or see with dose doctor what is missing");
    }
    return Device.gpu(wanted);
  }

  /**
   * The engine, started if it is not.
   *
   * @throws DoseDataException when its native library is missing or cannot be loaded
   */
  static synchronized Engine start() {
    DEFAULTS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
    try {
      return Engine.getEngine(NAME);
    } catch (EngineException | LinkageError | AssertionError e) {
      throw DoseDataException.of(
              "PyTorch engine",
              "no native library that loads (" + e.getMessage() + ")",
              "the native library of this platform",
              "add the jar ai.djl.pytorch:pytorch-native-cpu with the classifier of this platform"
                  + " to the class path, or set PYTORCH_LIBRARY_PATH to a libtorch of the same"
                  + " version")
          .withCause(e);
    }
  }

  /**
   * What the engine is and how it is set up; starts it.
   *
   * @throws DoseDataException when its native library is missing or cannot be loaded
   */
  public static EngineInfo info() {
    Engine engine = start();
    List<String> devices = new ArrayList<>(List.of("cpu"));
    for (int gpu = 0; gpu < engine.getGpuCount(); gpu++) {
      devices.add("cuda:" + gpu);
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : TUNING_VARIABLES) {
      String value = System.getenv(variable);
      environment.put(variable, value == null ? EngineInfo.NOT_SET : value);
    }
    environment.put(ALLOCATOR, Allocator.state());
    return new EngineInfo(
        NAME + " (DJL " + Engine.getDjlVersion() + ")",
        engine.getVersion(),
        JniUtils.getNumThreads(),
        devices,
        environment);
  }
}

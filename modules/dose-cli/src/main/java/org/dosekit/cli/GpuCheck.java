package org.dosekit.cli;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.export.runtime.GpuMachine;
import org.dosekit.export.runtime.RuntimeInfo;

/** What {@code dose doctor} says about running models on a GPU: the steps of docs/gpu.md. */
final class GpuCheck {
  /** The first driver branch for CUDA 12. */
  private static final int MIN_DRIVER = 525;

  private static final String NOT_FOUND = "on no library path";

  private GpuCheck() {}

  /** One line where there is no GPU, else one a step. */
  static List<Diagnosis> diagnose(GpuMachine machine, RuntimeInfo runtime) {
    boolean provider = runtime.providers().contains("CUDA");
    if (machine.gpus().isEmpty() && !provider) {
      return List.of(Diagnosis.ok("GPU", "no NVIDIA driver; models run on the CPU"));
    }
    List<Diagnosis> diagnoses = new ArrayList<>();
    diagnoses.add(driver(machine));
    diagnoses.add(library("CUDA 12", machine.cuda(), "install the CUDA 12 runtime", 2));
    diagnoses.add(library("cuDNN 9", machine.cudnn(), "install cuDNN 9 for CUDA 12", 3));
    diagnoses.add(
        library(
            "TensorRT 10",
            machine.tensorRt(),
            "install TensorRT 10 for CUDA 12, if --device tensorrt is wanted",
            4));
    diagnoses.add(
        provider
            ? Diagnosis.ok("GPU natives", "ONNX Runtime " + runtime.version() + " with CUDA")
            : Diagnosis.warning(
                "GPU natives",
                "ONNX Runtime for the CPU only",
                step("name the unpacked natives of onnxruntime_gpu with --ort-gpu", 5)));
    return diagnoses;
  }

  private static Diagnosis driver(GpuMachine machine) {
    if (machine.gpus().isEmpty()) {
      return Diagnosis.warning(
          "GPU driver", "nvidia-smi finds no GPU", step("install NVIDIA's driver", 1));
    }
    String finding = machine.driver() + ", " + String.join(", ", machine.gpus());
    String major = machine.driver().replaceAll("\\..*", "");
    boolean enough = major.matches("[0-9]{1,6}") && Integer.parseInt(major) >= MIN_DRIVER;
    return enough
        ? Diagnosis.ok("GPU driver", finding)
        : Diagnosis.warning(
            "GPU driver", finding, step("update the driver to " + MIN_DRIVER + " or newer", 1));
  }

  private static Diagnosis library(String name, String version, String remedy, int step) {
    return version.isEmpty()
        ? Diagnosis.warning(name, NOT_FOUND, step(remedy, step))
        : Diagnosis.ok(name, version);
  }

  private static String step(String remedy, int number) {
    return remedy + " (docs/gpu.md, step " + number + ")";
  }
}

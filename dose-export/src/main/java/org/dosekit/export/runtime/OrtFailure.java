package org.dosekit.export.runtime;

import ai.onnxruntime.OrtException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.dosekit.core.DoseDataException;

/** What ONNX Runtime's failures mean, and what to do about them. */
final class OrtFailure {
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("allocat|out of memory|bad_alloc|\\boom\\b");

  private OrtFailure() {}

  /** A device that cannot be set up: no driver, or a library it needs is missing. */
  static DoseDataException ofSettings(ExecutionTarget target, OrtException cause) {
    return DoseDataException.of(
            "device " + target,
            "a provider that cannot be set up (" + cause.getMessage() + ")",
            "a driver, CUDA 12, cuDNN 9 and, for tensorrt, TensorRT 10",
            "run 'dose doctor', which looks for each (docs/gpu.md), or run on the CPU")
        .withCause(cause);
  }

  /** A model that no session can be made of. */
  static DoseDataException ofModel(String where, ExecutionTarget target, OrtException cause) {
    return isOutOfMemory(cause)
        ? memory(where, "opening the model on " + target, cause)
        : DoseDataException.of(
                where,
                "a model that ONNX Runtime refuses (" + cause.getMessage() + ")",
                "an ONNX model as DoseKit writes it",
                "export or copy the model again")
            .withCause(cause);
  }

  /** A run that failed. */
  static DoseDataException ofRun(String where, String doing, OrtException cause) {
    return isOutOfMemory(cause)
        ? memory(where, doing, cause)
        : DoseDataException.of(
                where,
                "a failure of ONNX Runtime in " + doing + " (" + cause.getMessage() + ")",
                "a run without one",
                "try a smaller patch or another device; if it stays, run 'dose doctor'")
            .withCause(cause);
  }

  /** Memory outside the Java heap that is not to be had. */
  static DoseDataException memory(String where, String doing, Throwable cause) {
    return DoseDataException.of(
            where,
            "too little memory for " + doing + " (" + cause.getMessage() + ")",
            "memory for the patch and the maps of the network",
            "free memory, switch the arena off, or take a smaller patch or fewer at once")
        .withCause(cause);
  }

  private static boolean isOutOfMemory(OrtException e) {
    return OUT_OF_MEMORY.matcher(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)).find();
  }
}

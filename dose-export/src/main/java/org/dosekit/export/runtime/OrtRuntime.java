package org.dosekit.export.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.export.onnx.OnnxMetadata;
import org.jspecify.annotations.Nullable;

/** Loads ONNX Runtime, and opens sessions whose inputs and outputs are those of a network. */
final class OrtRuntime {
  private static final String SUBJECT = "ONNX Runtime";
  private static final long FREE = -1;

  private OrtRuntime() {}

  /**
   * The process's environment.
   *
   * @param loader {@code OrtEnvironment::getEnvironment}, which loads the native library
   * @throws DoseDataException when the native library cannot be loaded
   */
  static OrtEnvironment environment(Supplier<OrtEnvironment> loader) {
    try {
      return loader.get();
    } catch (LinkageError | RuntimeException e) {
      throw DoseDataException.of(
              SUBJECT,
              "a native library that cannot be loaded (" + rootMessage(e) + ")",
              "the library of this platform (Linux x64 or ARM64, Windows x64, macOS ARM64)",
              "run 'dose doctor', or put the library into a folder named by"
                  + " -Donnxruntime.native.path")
          .withCause(e);
    }
  }

  /**
   * Opens a session on the CPU.
   *
   * @throws DoseDataException when ONNX Runtime refuses the file, or its inputs and outputs are not
   *     those of the network
   */
  static OrtSession open(
      OrtEnvironment environment, Path file, NetworkSpec network, RuntimeOptions options) {
    try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
      settings.setIntraOpNumThreads(options.threads());
      settings.setInterOpNumThreads(1);
      settings.setCPUArenaAllocator(options.arena());
      settings.setMemoryPatternOptimization(options.memoryPattern());
      settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      String spinning = options.spinning() ? "1" : "0";
      settings.addConfigEntry("session.intra_op.allow_spinning", spinning);
      OrtSession session = environment.createSession(file.toString(), settings);
      try {
        requireInterface(file.toString(), session, network);
      } catch (DoseDataException | OrtException e) {
        session.close();
        throw e;
      }
      return session;
    } catch (OrtException e) {
      throw DoseDataException.of(
              file.toString(),
              "a model that ONNX Runtime refuses (" + e.getMessage() + ")",
              "an ONNX model as DoseKit writes it",
              "export or copy the model again")
          .withCause(e);
    }
  }

  private static void requireInterface(String where, OrtSession session, NetworkSpec network)
      throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    if (inputs.size() != 2 || outputs.size() != 1) {
      throw otherInterface(where, inputs.keySet() + " -> " + outputs.keySet());
    }
    requireShape(where, inputs, OnnxMetadata.VOLUME_INPUT, 5, network.inChannels());
    requireShape(where, inputs, OnnxMetadata.CONSTRAINTS_INPUT, 2, network.constraintCount());
    requireShape(where, outputs, OnnxMetadata.DOSE_OUTPUT, 5, 1);
  }

  /** Requires a float tensor of a rank whose second dimension is fixed and all others are free. */
  private static void requireShape(
      String where, Map<String, NodeInfo> values, String name, int rank, int channels) {
    @Nullable NodeInfo value = values.get(name);
    if (value == null || !(value.getInfo() instanceof TensorInfo tensor)) {
      throw otherInterface(where, "no tensor '" + name + "' among " + values.keySet());
    }
    long[] shape = tensor.getShape();
    boolean matches = tensor.type == OnnxJavaType.FLOAT && shape.length == rank;
    for (int i = 0; matches && i < rank; i++) {
      matches = shape[i] == (i == 1 ? channels : FREE);
    }
    if (!matches) {
      throw otherInterface(where, "'" + name + "' as " + tensor);
    }
  }

  private static DoseDataException otherInterface(String where, String found) {
    return DoseDataException.of(
        where,
        "inputs or outputs that are not those of its description: " + found,
        "float inputs volume (N, C, Y, X, Z) and constraints (N, k), output dose (N, 1, Y, X, Z)",
        "export the model again");
  }

  /** The message of the innermost cause: what the loader of the library said. */
  static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}

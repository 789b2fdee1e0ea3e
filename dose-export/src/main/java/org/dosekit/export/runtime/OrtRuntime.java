package org.dosekit.export.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.dosekit.core.DoseDataException;

/** Loads ONNX Runtime. */
final class OrtRuntime {
  /** The version of the Java classes; the native library must be of the same. */
  static final String VERSION = "1.29";

  private static final String SUBJECT = "ONNX Runtime";
  private static final AtomicBoolean LOADED = new AtomicBoolean();

  private OrtRuntime() {}

  /** Whether the native library may have been loaded. */
  static boolean loaded() {
    return LOADED.get();
  }

  /**
   * The process's environment.
   *
   * @param loader {@code OrtEnvironment::getEnvironment}, which loads the native library
   * @throws DoseDataException when the native library cannot be loaded or is of another version
   */
  static OrtEnvironment environment(Supplier<OrtEnvironment> loader) {
    OrtEnvironment environment;
    try {
      LOADED.set(true);
      environment = loader.get();
    } catch (LinkageError | RuntimeException e) {
      throw DoseDataException.of(
              SUBJECT,
              "a native library that cannot be loaded (" + rootMessage(e) + ")",
              "the library of this platform (Linux x64 or ARM64, Windows x64, macOS ARM64)",
              "run 'dose doctor', or put the library into a folder named by -D"
                  + NativeLibraries.PROPERTY)
          .withCause(e);
    }
    String version = String.valueOf(environment.getVersion());
    if (!version.startsWith(VERSION + ".")) {
      throw DoseDataException.of(
          SUBJECT,
          "a native library of version " + version,
          VERSION + ", the version of its Java classes",
          "unpack the native libraries of that version, or leave -D"
              + NativeLibraries.PROPERTY
              + " and --ort-gpu out");
    }
    return environment;
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

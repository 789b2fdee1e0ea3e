package org.dosekit.export.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dosekit.core.DoseDataException;

/**
 * Where ONNX Runtime's native libraries come from: its own jar, or a folder, such as one with the
 * libraries of {@code onnxruntime_gpu}. They are loaded once a process.
 */
public final class NativeLibraries {
  /** The system property that names the folder; read when the first model is opened. */
  public static final String PROPERTY = "onnxruntime.native.path";

  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private NativeLibraries() {}

  /**
   * Takes the libraries of a folder, from now on and for the whole process.
   *
   * @throws DoseDataException when the folder does not hold them
   * @throws IllegalStateException when others may be loaded already
   */
  public static void use(Path folder) {
    for (String library : LIBRARIES) {
      String name = System.mapLibraryName(library);
      if (!Files.isRegularFile(folder.resolve(name))) {
        throw DoseDataException.of(
            folder.toString(),
            "no " + name,
            "the native libraries of onnxruntime_gpu, unpacked from its jar",
            "see docs/gpu.md, step 5");
      }
    }
    String absolute = folder.toAbsolutePath().toString();
    if (OrtRuntime.loaded() && !absolute.equals(System.getProperty(PROPERTY))) {
      throw new IllegalStateException(
          "ONNX Runtime is loaded already; name the folder before the first model is opened");
    }
    System.setProperty(PROPERTY, absolute);
  }
}

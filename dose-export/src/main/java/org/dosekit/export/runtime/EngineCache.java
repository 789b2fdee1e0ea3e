package org.dosekit.export.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.export.onnx.OnnxMetadata;

/**
 * Where TensorRT's engines of one model on one machine lie. An engine runs only on the GPU and the
 * versions it was built with; a folder of its own for each keeps a stale one from being loaded.
 */
final class EngineCache {
  private static final int KEY_DIGITS = 32;

  private EngineCache() {}

  /**
   * The folder for a model, which is made when absent.
   *
   * @param root holds those of all models
   * @param runtimeVersion of ONNX Runtime
   * @throws DoseDataException when it cannot be made
   */
  static Path folder(
      Path root,
      OnnxMetadata model,
      GpuOptions options,
      GpuMachine machine,
      String runtimeVersion) {
    Path folder = root.resolve(key(model, options, machine, runtimeVersion));
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw DoseDataException.of(
              root.toString(),
              "no writable folder (" + e.getClass().getSimpleName() + ")",
              "a folder for TensorRT's engines",
              "name another with --engine-cache")
          .withCause(e);
    }
  }

  /** 32 hexadecimal digits that differ when anything differs that an engine depends on. */
  static String key(
      OnnxMetadata model, GpuOptions options, GpuMachine machine, String runtimeVersion) {
    List<String> parts =
        List.of(
            model.weightsSha256(),
            model.form().toString(),
            model.description().network().toString(),
            // Part of the graph when pre-processing is.
            model.description().encoding().toString(),
            model.producerVersion(),
            ProviderKeys.tensorRt(options, model, Optional.empty()).toString(),
            machine.gpus().toString(),
            machine.driver(),
            machine.tensorRt(),
            runtimeVersion);
    byte[] digest = sha256().digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, KEY_DIGITS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

package org.dosekit.export.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dosekit.core.DoseDataException;

/**
 * Whether ONNX Runtime works on this machine.
 *
 * @param version its version; empty when its native library cannot be loaded
 * @param providers the execution providers its library was built with, "CPU" among them; empty when
 *     it cannot be loaded. A GPU's provider needs its driver besides
 * @param problem why it cannot be loaded and what to do; absent when it can
 */
public record RuntimeInfo(String version, List<String> providers, Optional<String> problem) {
  /** Copies the list. */
  public RuntimeInfo {
    providers = List.copyOf(providers);
  }

  /** Loads the native library, unless it is loaded, and asks it. Never fails. */
  public static RuntimeInfo probe() {
    return probe(OrtEnvironment::getEnvironment);
  }

  static RuntimeInfo probe(Supplier<OrtEnvironment> loader) {
    try {
      OrtEnvironment environment = OrtRuntime.environment(loader);
      List<String> providers =
          OrtEnvironment.getAvailableProviders().stream().map(OrtProvider::name).toList();
      return new RuntimeInfo(environment.getVersion(), providers, Optional.empty());
    } catch (DoseDataException e) {
      return new RuntimeInfo("", List.of(), Optional.of(e.getMessage()));
    }
  }

  /** Whether models can be run. */
  public boolean available() {
    return problem.isEmpty();
  }
}

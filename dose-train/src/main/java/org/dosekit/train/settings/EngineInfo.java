package org.dosekit.train.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the training engine of this process is and how it is set up.
 *
 * @param engine the engine and the version of its Java binding
 * @param nativeVersion version of the native library
 * @param threads threads of one operation
 * @param devices where it can run: {@code cpu}, {@code cuda:0}, ...
 * @param environment the variables that tune memory and threads, {@value #NOT_SET} where they are
 *     not; and under {@code allocator} whether the C library keeps large blocks, told by the {@code
 *     environment} or by the {@code process}, or is as it comes, {@code standard}
 */
public record EngineInfo(
    String engine,
    String nativeVersion,
    int threads,
    List<String> devices,
    Map<String, String> environment) {
  /** The value of a variable that is not set. */
  public static final String NOT_SET = "not set";

  /** Copies the collections, keeping their order. */
  public EngineInfo {
    devices = List.copyOf(devices);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}

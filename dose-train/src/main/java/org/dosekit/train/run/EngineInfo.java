package org.dosekit.train.run;

import java.util.List;
import java.util.Map;

/**
 * What the training engine of this process is and how it is set up.
 *
 * @param engine engine and its Java binding's version
 * @param nativeVersion version of the native library
 * @param threads threads of one operation
 * @param devices where it can run, such as {@code cpu} or {@code gpu0}
 * @param environment the variables that tune memory and threads, {@code not set} where they are not
 */
public record EngineInfo(
    String engine,
    String nativeVersion,
    int threads,
    List<String> devices,
    Map<String, String> environment) {

  /** Copies the collections. */
  public EngineInfo {
    devices = List.copyOf(devices);
    environment = Map.copyOf(environment);
  }

  /**
   * Starts the engine, if it is not, and asks it.
   *
   * @throws org.dosekit.core.DoseDataException when its native library is missing or cannot be
   *     loaded, with the remedy
   */
  public static EngineInfo current() {
    throw new UnsupportedOperationException("to be written");
  }
}

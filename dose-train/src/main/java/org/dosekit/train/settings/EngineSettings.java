package org.dosekit.train.settings;

import java.util.Objects;

/**
 * How a run is computed.
 *
 * @param threads of the engine, 0..4096; 0 leaves them as they are
 * @param precision of a step; validation and the exported model are always float32
 */
public record EngineSettings(int threads, Precision precision) {
  /** The threads as they are, float32. */
  public static final EngineSettings STANDARD = new EngineSettings(0, Precision.FP32);

  /** Checks the ranges. */
  public EngineSettings {
    Ranges.require(threads >= 0 && threads <= 4096, "%s threads; 0 to 4096", threads);
    Objects.requireNonNull(precision);
  }
}

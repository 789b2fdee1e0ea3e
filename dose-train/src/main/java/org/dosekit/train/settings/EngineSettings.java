package org.dosekit.train.settings;

import java.util.Objects;

/**
 * How a run is computed.
 *
 * @param threads of the engine, 0..4096; 0 leaves them as they are
 * @param precision of a step; validation and the exported model are always float32
 * @param layout of feature maps in a step
 * @param backward how gradients are computed
 */
public record EngineSettings(
    int threads, Precision precision, MapLayout layout, Backward backward) {
  /** The threads as they are, float32, differentiated by PyTorch: the reference of the others. */
  public static final EngineSettings PLAIN =
      new EngineSettings(0, Precision.FP32, MapLayout.CHANNELS_FIRST, Backward.AUTOGRAD);

  /** The threads as they are, float32. */
  public static final EngineSettings STANDARD = of(Precision.FP32);

  /** Checks the ranges. */
  public EngineSettings {
    Ranges.require(threads >= 0 && threads <= 4096, "%s threads; 0 to 4096", threads);
    Objects.requireNonNull(precision);
    Objects.requireNonNull(layout);
    Ranges.require(
        layout == MapLayout.CHANNELS_FIRST || backward != Backward.AUTOGRAD,
        "backward %s with channels last, where PyTorch's own normalisation is slow; another one",
        backward);
  }

  /** A precision, the rest as {@link #STANDARD}. */
  public static EngineSettings of(Precision precision) {
    return new EngineSettings(0, precision, MapLayout.CHANNELS_FIRST, Backward.AUTOGRAD);
  }
}

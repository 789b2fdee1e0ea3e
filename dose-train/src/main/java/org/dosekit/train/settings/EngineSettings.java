package org.dosekit.train.settings;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How a run is computed.
 *
 * @param threads of the engine, 0..4096; 0 leaves them as they are
 * @param precision of a step; validation and the exported model are always float32
 * @param layout of feature maps in a step
 * @param backward how gradients are computed
 * @param device {@code auto} for the first CUDA device there is, else the CPU; {@code cpu}; {@code
 *     cuda} for the first, {@code cuda:N} for another
 */
public record EngineSettings(
    int threads, Precision precision, MapLayout layout, Backward backward, String device) {
  /** The device that is there. */
  public static final String AUTO_DEVICE = "auto";

  private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda(:[0-9]{1,3})?");

  /** The threads as they are, float32, differentiated by PyTorch: the reference of the others. */
  public static final EngineSettings PLAIN =
      new EngineSettings(
          0, Precision.FP32, MapLayout.CHANNELS_FIRST, Backward.AUTOGRAD, AUTO_DEVICE);

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
    Ranges.require(
        DEVICE.matcher(device).matches(), "device '%s'; auto, cpu, cuda or cuda:N", device);
  }

  /**
   * What is fastest on a CPU at a precision: in float32 the plain step, in bfloat16 channels last
   * with the generated backward pass.
   */
  public static EngineSettings of(Precision precision) {
    return precision == Precision.FP32
        ? PLAIN
        : PLAIN
            .withPrecision(precision)
            .withBackward(Backward.KEEP)
            .withLayout(MapLayout.CHANNELS_LAST);
  }

  /** These settings with another number of threads. */
  public EngineSettings withThreads(int value) {
    return new EngineSettings(value, precision, layout, backward, device);
  }

  /** These settings with another precision, all else as it is. */
  public EngineSettings withPrecision(Precision value) {
    return new EngineSettings(threads, value, layout, backward, device);
  }

  /** These settings with another layout. */
  public EngineSettings withLayout(MapLayout value) {
    return new EngineSettings(threads, precision, value, backward, device);
  }

  /** These settings with another backward pass. */
  public EngineSettings withBackward(Backward value) {
    return new EngineSettings(threads, precision, layout, value, device);
  }

  /** These settings on another device. */
  public EngineSettings withDevice(String value) {
    return new EngineSettings(threads, precision, layout, backward, value);
  }
}

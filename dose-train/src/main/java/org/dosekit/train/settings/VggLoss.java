package org.dosekit.train.settings;

import java.util.Objects;

/**
 * The difference of what a VGG16 network sees in slices of both doses: every eighth slice along Z,
 * features behind relu1_2, relu2_2 and relu3_3, mean absolute differences averaged over the layers.
 *
 * @param factor at least 0; 0 is off
 * @param weightsFile safetensors with {@code features.<n>.weight} and {@code .bias} of VGG16 for n
 *     of 0, 2, 5, 7, 10, 12, 14; empty when off
 */
public record VggLoss(double factor, String weightsFile) {
  /** No such loss. */
  public static final VggLoss OFF = new VggLoss(0, "");

  /** Checks the range. */
  public VggLoss {
    Objects.requireNonNull(weightsFile);
    Ranges.require(factor >= 0 && factor <= 1e6, "VGG factor %s; 0 to 1e6", factor);
    Ranges.require(
        factor == 0 || !weightsFile.isEmpty(),
        "VGG factor %s without a file of its weights, which DoseKit does not bring",
        factor);
  }

  /** Whether there is something to compute. */
  public boolean isOn() {
    return factor > 0;
  }
}

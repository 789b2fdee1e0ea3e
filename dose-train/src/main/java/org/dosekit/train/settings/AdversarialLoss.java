package org.dosekit.train.settings;

/**
 * How well a second network, trained beside, tells the predicted dose from a planned one, patch by
 * patch (PatchGAN, Isola et al. 2017; least squares, Mao et al. 2017). It sees the channels of the
 * network and the dose on their grid, through two convolutions of stride 2 and one of stride 1.
 *
 * @param factor at least 0; 0 is off
 * @param width features of its first level, 1 to 256
 * @param learningRate of its AdamW, which has no weight decay
 * @param seed of its initial weights
 */
public record AdversarialLoss(double factor, int width, double learningRate, long seed) {
  /** No such loss. */
  public static final AdversarialLoss OFF = new AdversarialLoss(0, 16, 1e-4, 42);

  /** Checks the ranges. */
  public AdversarialLoss {
    Ranges.require(factor >= 0 && factor <= 1e6, "adversarial factor %s; 0 to 1e6", factor);
    Ranges.require(width >= 1 && width <= 256, "a discriminator of width %s; 1 to 256", width);
    Ranges.require(
        learningRate > 0 && learningRate <= 1,
        "learning rate %s of the discriminator; up to 1",
        learningRate);
  }

  /** Whether there is something to compute. */
  public boolean isOn() {
    return factor > 0;
  }

  /** This loss with another factor. */
  public AdversarialLoss withFactor(double value) {
    return new AdversarialLoss(value, width, learningRate, seed);
  }
}

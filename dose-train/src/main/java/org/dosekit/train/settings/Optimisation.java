package org.dosekit.train.settings;

/**
 * How the loss is minimised: AdamW, its learning rate along a cosine stepped once an epoch.
 *
 * @param learningRate of the first epoch
 * @param minLearningRate at the end of the run
 * @param weightDecay decoupled, at least 0
 * @param averageDecay of the exponential moving average of weights that is validated and kept, in
 *     [0, 1); 0 keeps the trained weights themselves
 */
public record Optimisation(
    double learningRate, double minLearningRate, double weightDecay, double averageDecay) {
  /** The original's: 1e-4 to 1e-6, decay 0.01, no average. */
  public static final Optimisation STANDARD = new Optimisation(1e-4, 1e-6, 0.01, 0);

  /** Checks the ranges. */
  public Optimisation {
    Ranges.require(
        learningRate > 0 && learningRate <= 1, "learning rate %s; up to 1", learningRate);
    Ranges.require(
        minLearningRate >= 0 && minLearningRate <= learningRate,
        "lowest learning rate %s; at least 0, at most the highest",
        minLearningRate);
    Ranges.require(weightDecay >= 0 && weightDecay <= 1, "weight decay %s; 0 to 1", weightDecay);
    Ranges.require(
        averageDecay >= 0 && averageDecay < 1,
        "decay of the weight average %s; 0 to less than 1",
        averageDecay);
  }

  /** This optimisation with another learning rate of the first epoch. */
  public Optimisation withLearningRate(double value) {
    return new Optimisation(value, Math.min(minLearningRate, value), weightDecay, averageDecay);
  }

  /** This optimisation with another decay of the weight average. */
  public Optimisation withAverageDecay(double value) {
    return new Optimisation(learningRate, minLearningRate, weightDecay, value);
  }
}

package org.dosekit.train.settings;

/**
 * How the loss is minimised: AdamW, its learning rate along a cosine stepped once an epoch.
 *
 * @param learningRate of the first epoch
 * @param minLearningRate at the end of the run
 * @param weightDecay decoupled, at least 0
 * @param averageDecay of the exponential moving average of weights that is validated and kept, in
 *     [0, 1); 0 keeps the trained weights themselves
 * @param warmupSteps steps over which the learning rate rises linearly from 0 to the cosine's, at
 *     least 0
 * @param maxGradientNorm to which the norm of all gradients together is scaled down where it is
 *     larger; 0 leaves them as they are
 * @param skipBadBatches how many batches of a run may give a loss or gradient that is not finite;
 *     they change nothing and are counted, the next one ends the run
 */
public record Optimisation(
    double learningRate,
    double minLearningRate,
    double weightDecay,
    double averageDecay,
    int warmupSteps,
    double maxGradientNorm,
    int skipBadBatches) {
  /** The original's: 1e-4 to 1e-6, decay 0.01, no average, no warm-up, gradients as they are. */
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
    Ranges.require(warmupSteps >= 0, "a warm-up of %s steps; at least 0", warmupSteps);
    Ranges.require(
        maxGradientNorm >= 0 && maxGradientNorm <= 1e6,
        "a gradient norm of at most %s; 0 to 1e6",
        maxGradientNorm);
    Ranges.require(skipBadBatches >= 0, "%s bad batches to skip; at least 0", skipBadBatches);
  }

  /** Without warm-up, with gradients as they are and no batch skipped. */
  public Optimisation(
      double learningRate, double minLearningRate, double weightDecay, double averageDecay) {
    this(learningRate, minLearningRate, weightDecay, averageDecay, 0, 0, 0);
  }

  /** This optimisation with another learning rate of the first epoch. */
  public Optimisation withLearningRate(double value) {
    return new Optimisation(
        value,
        Math.min(minLearningRate, value),
        weightDecay,
        averageDecay,
        warmupSteps,
        maxGradientNorm,
        skipBadBatches);
  }

  /** This optimisation with another decay of the weight average. */
  public Optimisation withAverageDecay(double value) {
    return new Optimisation(
        learningRate,
        minLearningRate,
        weightDecay,
        value,
        warmupSteps,
        maxGradientNorm,
        skipBadBatches);
  }

  /** This optimisation with another length of the warm-up; 0 is none. */
  public Optimisation withWarmupSteps(int value) {
    return new Optimisation(
        learningRate,
        minLearningRate,
        weightDecay,
        averageDecay,
        value,
        maxGradientNorm,
        skipBadBatches);
  }

  /** This optimisation with another limit of the gradients' norm; 0 is none. */
  public Optimisation withMaxGradientNorm(double value) {
    return new Optimisation(
        learningRate,
        minLearningRate,
        weightDecay,
        averageDecay,
        warmupSteps,
        value,
        skipBadBatches);
  }

  /** This optimisation with another number of batches that may be skipped. */
  public Optimisation withSkipBadBatches(int value) {
    return new Optimisation(
        learningRate,
        minLearningRate,
        weightDecay,
        averageDecay,
        warmupSteps,
        maxGradientNorm,
        value);
  }
}

package org.dosekit.train.settings;

/** How the parts of a loss are weighed against each other. */
public sealed interface LossWeighting {
  /** By their factors. */
  record Fixed() implements LossWeighting {}

  /**
   * By a trained uncertainty each, {@code sum L / (2 sigma^2) + log sigma} (Kendall et al. 2018);
   * factors then only say which parts there are. The logarithms of sigma are trained as the network
   * is, without weight decay, and held within bounds; a part that is exactly 0 in a step does not
   * move its own.
   *
   * @param calibrationBatches batches of the first epoch, at least 1, over which the mean of a part
   *     gives the initial {@code sigma^2}
   * @param lowestLogSigma at least -20
   * @param highestLogSigma more than the lowest, at most 20
   */
  record Uncertainty(int calibrationBatches, double lowestLogSigma, double highestLogSigma)
      implements LossWeighting {
    /** Eight batches; sigma from 0.0009 to 20. */
    public static final Uncertainty STANDARD = new Uncertainty(8, -7, 3);

    /** Checks the ranges. */
    public Uncertainty {
      Ranges.require(
          calibrationBatches >= 1 && calibrationBatches <= 100,
          "calibration over %s batches; 1 to 100",
          calibrationBatches);
      Ranges.require(
          lowestLogSigma >= -20 && lowestLogSigma < highestLogSigma,
          "lowest log sigma %s; -20 to the highest",
          lowestLogSigma);
      Ranges.require(highestLogSigma <= 20, "highest log sigma %s; up to 20", highestLogSigma);
    }
  }

  /** By their factors. */
  LossWeighting FIXED = new Fixed();
}

package org.dosekit.train.run;

/**
 * What a training will take, before it is begun.
 *
 * @param parameters of the network
 * @param memoryBytes of the process, estimated
 * @param stepsPerEpoch steps of an epoch
 * @param secondsPerStep median of a few steps on data made in code
 */
public record TrainingEstimate(
    long parameters, long memoryBytes, int stepsPerEpoch, double secondsPerStep) {

  /** Seconds of an epoch's steps, without validation and what waiting for data may add. */
  public double secondsPerEpoch() {
    return stepsPerEpoch * secondsPerStep;
  }
}

package org.dosekit.train.run;

/**
 * The learning rate of each epoch: a cosine from {@code highest} to {@code lowest}, in the closed
 * form of PyTorch's CosineAnnealingLR stepped once an epoch (Loshchilov and Hutter 2017).
 *
 * @param highest at the start
 * @param lowest at the end
 */
record CosineSchedule(double highest, double lowest) {
  /**
   * The learning rate at a point of the run.
   *
   * @param progress of the run, 0 at its start, 1 at its end; the n-th of N epochs, from 0, is at n
   *     / N
   */
  double learningRate(double progress) {
    return lowest + (highest - lowest) * (1 + Math.cos(Math.PI * progress)) / 2;
  }
}

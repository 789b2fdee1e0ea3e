package org.dosekit.train.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * An exponential moving average of a network's weights, kept where the network is and closed with
 * it. Early on, when {@code (1 + n) / (10 + n)} is below the decay, it takes that instead, so that
 * the initial weights are soon forgotten. Made by {@link TorchNetwork#average}.
 */
public final class WeightAverage {
  private final TorchNetwork network;
  private final double decay;
  private final List<NDArray> means;

  WeightAverage(TorchNetwork network, double decay, List<NDArray> means) {
    this.network = network;
    this.decay = decay;
    this.means = List.copyOf(means);
  }

  /**
   * Takes in the network's weights after an update.
   *
   * @param step updates done so far, from 1
   */
  public void update(long step) {
    double keep = Math.min(decay, (1.0 + step) / (10.0 + step));
    synchronized (network) {
      List<NDArray> weights = network.parameters();
      for (int i = 0; i < means.size(); i++) {
        try (NDArray weight = weights.get(i).stopGradient();
            NDArray part = weight.mul(1 - keep)) {
          means.get(i).muli(keep).addi(part);
        }
      }
    }
  }

  /** A copy of the average, in the order of the network. */
  public Map<String, FloatTensor> weights() {
    synchronized (network) {
      return network.download("", means);
    }
  }
}

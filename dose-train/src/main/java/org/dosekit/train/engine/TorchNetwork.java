package org.dosekit.train.engine;

import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.loss.LossTerms;

/**
 * A network in PyTorch with its AdamW state. Holds native memory: the one who created it closes it.
 * Thread-safe: one call runs at a time, and uses all threads of the engine.
 */
public final class TorchNetwork implements AutoCloseable {
  private TorchNetwork() {}

  /**
   * Loads a network with a fresh optimizer state.
   *
   * @param weightDecay AdamW's decoupled weight decay, at least 0; the original's is 0.01
   * @param weights as {@link org.dosekit.core.network.ParameterCollector} names them
   * @throws org.dosekit.core.DoseDataException when a weight is missing, unknown or of another
   *     shape
   */
  public static TorchNetwork create(
      NetworkSpec spec, LossTerms loss, double weightDecay, Map<String, FloatTensor> weights) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * One training step: loss, gradients and AdamW's update in one native call.
   *
   * @return the losses before the update
   * @throws IllegalStateException when a loss is not finite, naming the step
   */
  public StepLosses step(Batch batch, double learningRate) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Runs the network without gradients.
   *
   * @param channels (N, C, Y, X, Z) flat
   * @param patch each size a multiple of 16
   * @param constraints (N, K) flat
   * @return normalised dose (N, 1, Y, X, Z) flat, not clamped
   */
  public float[] forward(float[] channels, int batchSize, GridShape patch, float[] constraints) {
    throw new UnsupportedOperationException("to be written");
  }

  /** The gradient of the total loss by parameter; changes nothing. */
  public Map<String, FloatTensor> gradients(Batch batch) {
    throw new UnsupportedOperationException("to be written");
  }

  /** A copy of the weights, in the order of the network. */
  public Map<String, FloatTensor> weights() {
    throw new UnsupportedOperationException("to be written");
  }

  /** A copy of the optimizer's state. */
  public OptimizerState optimizerState() {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Takes over a saved optimizer state.
   *
   * @throws org.dosekit.core.DoseDataException when it is not of this network
   */
  public void restore(OptimizerState state) {
    throw new UnsupportedOperationException("to be written");
  }

  /** The arrays held natively between calls; constant over steps. */
  public int nativeHandles() {
    throw new UnsupportedOperationException("to be written");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("to be written");
  }
}

package org.dosekit.core.predict;

import org.dosekit.core.geometry.GridShape;

/**
 * A network ready to run on patches: the trained one in PyTorch, or the exported one in ONNX
 * Runtime. Holds native memory: the one who opened it closes it. Thread-safe unless an
 * implementation says otherwise.
 */
public interface PatchModel extends AutoCloseable {
  /** What the network is for and how it is fed. */
  ModelDescription description();

  /**
   * Runs one patch.
   *
   * @param channels (C, Y, X, Z) flat
   * @param patch its spatial shape, each size a multiple of 16
   * @param constraints the constraint vector
   * @return normalised dose (Y, X, Z) flat, not clamped
   */
  float[] predict(float[] channels, GridShape patch, float[] constraints);

  @Override
  void close();
}

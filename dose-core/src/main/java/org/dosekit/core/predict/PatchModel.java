package org.dosekit.core.predict;

import java.util.Arrays;
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

  /**
   * Runs several patches of one shape: one after the other, or together where an implementation
   * gains by it.
   *
   * @param channels (N, C, Y, X, Z) flat
   * @param count N, at least 1
   * @param patch their spatial shape, each size a multiple of 16
   * @param constraints the constraint vectors, (N, k) flat
   * @return normalised doses (N, Y, X, Z) flat, not clamped
   */
  default float[] predictBatch(float[] channels, int count, GridShape patch, float[] constraints) {
    if (count == 1) {
      return predict(channels, patch, constraints);
    }
    int values = channels.length / count;
    int entries = constraints.length / count;
    float[] doses = new float[Math.multiplyExact(count, patch.voxelCount())];
    for (int i = 0; i < count; i++) {
      float[] dose =
          predict(
              Arrays.copyOfRange(channels, i * values, (i + 1) * values),
              patch,
              Arrays.copyOfRange(constraints, i * entries, (i + 1) * entries));
      if (dose.length != patch.voxelCount()) {
        throw new IllegalStateException(
            "voxel counts differ: the model's %d values != patch %s".formatted(dose.length, patch));
      }
      System.arraycopy(dose, 0, doses, i * dose.length, dose.length);
    }
    return doses;
  }

  @Override
  void close();
}

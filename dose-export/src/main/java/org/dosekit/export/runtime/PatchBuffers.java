package org.dosekit.export.runtime;

import java.nio.FloatBuffer;

/**
 * Memory outside the Java heap that ONNX Runtime reads a patch from and writes its dose to, without
 * a copy of its own. Used by one thread at a time.
 */
final class PatchBuffers {
  private final FloatBuffer volume;
  private final FloatBuffer constraints;
  private final FloatBuffer dose;

  private PatchBuffers(FloatBuffer volume, FloatBuffer constraints, FloatBuffer dose) {
    this.volume = volume;
    this.constraints = constraints;
    this.dose = dose;
  }

  /** Buffers of so many values. */
  static PatchBuffers allocate(int volume, int constraints, int dose) {
    return new PatchBuffers(
        SessionInput.direct(volume), SessionInput.direct(constraints), SessionInput.direct(dose));
  }

  /** Whether a patch of so many values in all channels, and its dose, have room. */
  boolean fit(int volumeCount, int doseCount) {
    return volumeCount <= volume.capacity() && doseCount <= dose.capacity();
  }

  FloatBuffer volume(float[] values) {
    return volume.clear().put(values).flip();
  }

  FloatBuffer constraints(float[] values) {
    return constraints.clear().put(values).flip();
  }

  FloatBuffer dose(int count) {
    return dose.clear().limit(count);
  }
}

package org.dosekit.core.encode;

import org.dosekit.core.geometry.VoxelValues;

/** Values from -1 to 1 in half the memory of floats, to the nearest of 65535 steps. */
final class RoundedValues implements VoxelValues {
  private static final float STEPS = Short.MAX_VALUE;

  private final short[] rounded;

  RoundedValues(float[] values) {
    rounded = new short[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (short) Math.round(values[i] * STEPS);
    }
  }

  @Override
  public void read(int first, float[] target, int to, int count) {
    for (int i = 0; i < count; i++) {
      target[to + i] = rounded[first + i] / STEPS;
    }
  }
}

package org.dosekit.core.encode;

import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;

/** What a network is given over a whole volume; windows are cut from it. */
public interface NetworkInput {
  /** The volume's shape. */
  GridShape shape();

  /** How many channels there are. */
  int channelCount();

  /** The constraint vector. */
  float[] constraints();

  /**
   * Copies a box out of a channel; voxels outside the volume take the value of the nearest inside.
   *
   * @param target receives (Y, X, Z) of the box from {@code offset} on
   */
  void copyChannel(int channel, GridBox place, float[] target, int offset);

  /** The box of the volume outside which no dose is wanted. */
  GridBox doseBox();

  /** Whether the dose of a voxel of this box, or next to it, is wanted. */
  boolean wantsDoseIn(GridBox place);
}

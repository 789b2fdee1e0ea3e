package org.dosekit.train.settings;

import java.util.Locale;

/** How feature maps lie in memory during a training step. */
public enum MapLayout {
  /** (N, C, Y, X, Z): one map after the other. */
  CHANNELS_FIRST,

  /** (N, Y, X, Z, C): all channels of a voxel together. */
  CHANNELS_LAST;

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.dosekit.train.engine;

/** How feature maps lie in native memory. */
enum MemoryFormat {
  /** (N, C, Y, X, Z), z fastest. */
  CONTIGUOUS,
  /** (N, Y, X, Z, C), channels fastest. */
  CHANNELS_LAST
}

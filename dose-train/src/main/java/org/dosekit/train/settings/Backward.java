package org.dosekit.train.settings;

import java.util.Locale;

/** How the gradients of a step are computed, and what is kept of its forward pass for them. */
public enum Backward {
  /** By PyTorch's own differentiation. The reference of the others. */
  AUTOGRAD,

  /** By a generated backward pass; every map it reads is kept. */
  KEEP,

  /**
   * By a generated backward pass; the results of convolutions and blocks are kept, normalisation,
   * SiLU, FiLM, pooling and interpolation are computed again: about half the memory.
   */
  RECOMPUTE,

  /**
   * By a generated backward pass; only the results of blocks are kept: the least memory, for
   * computing the convolutions again.
   */
  CHECKPOINT;

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

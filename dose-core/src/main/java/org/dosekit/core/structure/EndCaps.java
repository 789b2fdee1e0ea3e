package org.dosekit.core.structure;

/** Where a structure ends beyond its first and last contour. */
public enum EndCaps {
  /** Half the slice spacing further, so that every contour stands for a whole slice. */
  HALF_SLICE,
  /** At the contour itself. */
  NONE
}

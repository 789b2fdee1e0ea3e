package org.dosekit.core.npz;

/** The number types read from {@code .npy} members, little-endian. */
public enum NpyType {
  /** 32-bit float. */
  FLOAT32("<f4", 4),
  /** 64-bit float. */
  FLOAT64("<f8", 8),
  /** Unsigned byte. */
  UINT8("|u1", 1),
  /** Signed byte. */
  INT8("|i1", 1),
  /** A byte that is 0 or 1. */
  BOOL("|b1", 1),
  /** 16-bit integer. */
  INT16("<i2", 2),
  /** 32-bit integer. */
  INT32("<i4", 4),
  /** 64-bit integer. */
  INT64("<i8", 8);

  private final String descriptor;
  private final int bytes;

  NpyType(String descriptor, int bytes) {
    this.descriptor = descriptor;
    this.bytes = bytes;
  }

  /** NumPy's name of the type, e.g. {@code <f4}. */
  public String descriptor() {
    return descriptor;
  }

  /** The size of one value in bytes. */
  public int bytes() {
    return bytes;
  }
}

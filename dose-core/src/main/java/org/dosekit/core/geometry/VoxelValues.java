package org.dosekit.core.geometry;

/** The values of a volume's voxels, however they are kept. */
@FunctionalInterface
public interface VoxelValues {
  /**
   * Reads neighbours along z.
   *
   * @param first the array index of the first voxel; all of them lie in one row (y, x)
   * @param target receives the values from {@code to} on
   */
  void read(int first, float[] target, int to, int count);

  /** The values of an array, (Y, X, Z) flat. */
  static VoxelValues of(float[] values) {
    return (first, target, to, count) -> System.arraycopy(values, first, target, to, count);
  }
}

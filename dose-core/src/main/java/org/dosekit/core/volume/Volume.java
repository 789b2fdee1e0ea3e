package org.dosekit.core.volume;

import java.util.Arrays;
import java.util.Objects;
import org.dosekit.core.geometry.Grid;

/**
 * A scalar per voxel in physical units (HU, Gy or mm; the name of the variable says which), (Y, X,
 * Z), {@code data[(y*nx + x)*nz + z]}.
 *
 * <p>Wraps its array without copying: whoever shares the array shares the volume, so an array
 * handed over is not written again.
 */
public final class Volume {
  private final Grid grid;
  private final float[] data;

  private Volume(Grid grid, float[] data) {
    this.grid = grid;
    this.data = data;
  }

  /**
   * Wraps an array.
   *
   * @param data one value a voxel; owned by the volume from now on
   * @throws IllegalArgumentException when its length is not the grid's voxel count
   */
  public static Volume of(Grid grid, float[] data) {
    Objects.requireNonNull(grid);
    if (data.length != grid.voxelCount()) {
      throw new IllegalArgumentException(
          "voxel counts differ: " + data.length + " values != grid " + grid.shape());
    }
    return new Volume(grid, data);
  }

  /** A volume of one value. */
  public static Volume filled(Grid grid, float value) {
    float[] data = new float[grid.voxelCount()];
    if (Float.floatToRawIntBits(value) != 0) {
      Arrays.fill(data, value);
    }
    return new Volume(grid, data);
  }

  /** Where the voxels are. */
  public Grid grid() {
    return grid;
  }

  /** The backing array, not a copy; read it, do not write it. */
  public float[] data() {
    return data;
  }

  /**
   * The value of a voxel.
   *
   * @throws IndexOutOfBoundsException when the grid has no such voxel
   */
  public float at(int y, int x, int z) {
    Objects.checkIndex(y, grid.shape().ny());
    Objects.checkIndex(x, grid.shape().nx());
    Objects.checkIndex(z, grid.shape().nz());
    return data[grid.shape().index(y, x, z)];
  }

  /** Whether no voxel is NaN or infinite. */
  public boolean isFinite() {
    for (float v : data) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  /** This volume on another grid by trilinear interpolation; see {@link Resampling}. */
  public Volume resampledTo(Grid target, float outside) {
    return Resampling.trilinear(this, target, outside);
  }
}

package org.dosekit.core.volume;

import java.util.BitSet;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;

/** A set of voxels of a grid, one bit a voxel, indexed like {@link Volume}. Immutable. */
public final class Mask {
  private final Grid grid;
  private final BitSet bits;

  private Mask(Grid grid, BitSet bits) {
    this.grid = Objects.requireNonNull(grid);
    this.bits = bits;
  }

  /** The voxels whose array index satisfies the predicate. */
  public static Mask where(Grid grid, IntPredicate inside) {
    int n = grid.voxelCount();
    BitSet bits = new BitSet(n);
    for (int i = 0; i < n; i++) {
      if (inside.test(i)) {
        bits.set(i);
      }
    }
    return new Mask(grid, bits);
  }

  /**
   * The voxels whose bits are set.
   *
   * @param bits copied
   * @throws IllegalArgumentException when a bit lies beyond the grid
   */
  public static Mask of(Grid grid, BitSet bits) {
    if (bits.length() > grid.voxelCount()) {
      throw new IllegalArgumentException(
          "mask reaches voxel " + (bits.length() - 1) + " of grid " + grid.shape());
    }
    return new Mask(grid, (BitSet) bits.clone());
  }

  /** No voxel. */
  public static Mask empty(Grid grid) {
    return new Mask(grid, new BitSet(0));
  }

  /** Every voxel. */
  public static Mask full(Grid grid) {
    BitSet bits = new BitSet(grid.voxelCount());
    bits.set(0, grid.voxelCount());
    return new Mask(grid, bits);
  }

  /** Where the voxels are. */
  public Grid grid() {
    return grid;
  }

  /** Whether the voxel of this array index is inside. */
  public boolean contains(int index) {
    return bits.get(index);
  }

  /**
   * Whether a voxel is inside.
   *
   * @throws IndexOutOfBoundsException when the grid has no such voxel
   */
  public boolean contains(int y, int x, int z) {
    Objects.checkIndex(y, grid.shape().ny());
    Objects.checkIndex(x, grid.shape().nx());
    Objects.checkIndex(z, grid.shape().nz());
    return bits.get(grid.shape().index(y, x, z));
  }

  /** How many voxels are inside. */
  public int count() {
    return bits.cardinality();
  }

  /** Whether no voxel is inside. */
  public boolean isEmpty() {
    return bits.isEmpty();
  }

  /** The volume inside in cc. */
  public double volumeCc() {
    return count() * grid.voxelVolumeCc();
  }

  /** The array indices inside, ascending. */
  public IntStream indices() {
    return bits.stream();
  }

  /** The first index inside at or after {@code from}, or -1. */
  public int nextIndex(int from) {
    return bits.nextSetBit(from);
  }

  /** Whether a voxel of the box is inside; the box may reach beyond the grid. */
  public boolean reaches(GridBox box) {
    GridShape shape = grid.shape();
    int yTo = Math.min(shape.ny(), box.y0() + box.shape().ny());
    int xTo = Math.min(shape.nx(), box.x0() + box.shape().nx());
    int zTo = Math.min(shape.nz(), box.z0() + box.shape().nz());
    int zFrom = Math.max(0, box.z0());
    for (int y = Math.max(0, box.y0()); y < yTo && zFrom < zTo; y++) {
      for (int x = Math.max(0, box.x0()); x < xTo; x++) {
        int row = shape.index(y, x, 0);
        int next = bits.nextSetBit(row + zFrom);
        if (next >= 0 && next < row + zTo) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The smallest box that holds the mask.
   *
   * @throws IllegalStateException when the mask is empty
   */
  public GridBox boundingBox() {
    if (isEmpty()) {
      throw new IllegalStateException("no box around an empty mask");
    }
    int[] first = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    int[] last = {0, 0, 0};
    GridShape shape = grid.shape();
    int nz = shape.nz();
    int i = bits.nextSetBit(0);
    while (i >= 0) {
      int row = i - i % nz;
      int[] from = {row / nz / shape.nx(), row / nz % shape.nx(), i - row};
      int[] to = {from[0], from[1], bits.previousSetBit(row + nz - 1) - row};
      for (int axis = 0; axis < first.length; axis++) {
        first[axis] = Math.min(first[axis], from[axis]);
        last[axis] = Math.max(last[axis], to[axis]);
      }
      i = bits.nextSetBit(row + nz);
    }
    return new GridBox(
        new GridShape(last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1),
        first[0],
        first[1],
        first[2]);
  }

  /** A copy of the bits. */
  public BitSet toBitSet() {
    return (BitSet) bits.clone();
  }

  /**
   * The voxels in both.
   *
   * @throws IllegalArgumentException unless the grids {@linkplain Grid#matches(Grid) match}
   */
  public Mask and(Mask other) {
    BitSet result = toBitSet();
    result.and(sameGrid(other).bits);
    return new Mask(grid, result);
  }

  /**
   * The voxels in either.
   *
   * @throws IllegalArgumentException unless the grids {@linkplain Grid#matches(Grid) match}
   */
  public Mask or(Mask other) {
    BitSet result = toBitSet();
    result.or(sameGrid(other).bits);
    return new Mask(grid, result);
  }

  /**
   * The voxels here and not in the other.
   *
   * @throws IllegalArgumentException unless the grids {@linkplain Grid#matches(Grid) match}
   */
  public Mask minus(Mask other) {
    BitSet result = toBitSet();
    result.andNot(sameGrid(other).bits);
    return new Mask(grid, result);
  }

  /** The voxels not inside. */
  public Mask complement() {
    BitSet result = toBitSet();
    result.flip(0, grid.voxelCount());
    return new Mask(grid, result);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask && grid.equals(mask.grid) && bits.equals(mask.bits);
  }

  @Override
  public int hashCode() {
    return Objects.hash(grid, bits);
  }

  @Override
  public String toString() {
    return count() + " of " + grid;
  }

  private Mask sameGrid(Mask other) {
    if (!grid.matches(other.grid)) {
      throw new IllegalArgumentException("grids differ: " + grid + " != " + other.grid);
    }
    return other;
  }
}

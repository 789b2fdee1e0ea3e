package org.dosekit.core.structure;

import java.util.Arrays;
import java.util.BitSet;
import org.dosekit.core.geometry.GridShape;

/**
 * 6-connected components of voxels by flood filling whole runs along z; a few bits a voxel and a
 * stack of runs, no recursion.
 */
final class ConnectedComponents {
  private final BitSet remaining;
  private final GridShape shape;
  private int[] stack = new int[1024];
  private int size;

  private ConnectedComponents(BitSet remaining, GridShape shape) {
    this.remaining = remaining;
    this.shape = shape;
  }

  /** The largest component, the first in memory among equals; empty without any voxel. */
  static BitSet largest(BitSet voxels, GridShape shape) {
    BitSet remaining = (BitSet) voxels.clone();
    ConnectedComponents flood = new ConnectedComponents(remaining, shape);
    int left = remaining.cardinality();
    int best = -1;
    int bestCount = 0;
    int seed = 0;
    while (left > bestCount) {
      seed = remaining.nextSetBit(seed);
      int count = flood.removeFrom(seed);
      left -= count;
      if (count > bestCount) {
        bestCount = count;
        best = seed;
      }
    }
    BitSet component = (BitSet) voxels.clone();
    if (best >= 0) {
      remaining.clear();
      remaining.or(voxels);
      flood.removeFrom(best);
      component.andNot(remaining);
    }
    return component;
  }

  /**
   * Clears the component of a voxel.
   *
   * @param seed a set bit
   * @return how many voxels it had
   */
  static int remove(BitSet voxels, GridShape shape, int seed) {
    return new ConnectedComponents(voxels, shape).removeFrom(seed);
  }

  private int removeFrom(int seed) {
    int nz = shape.nz();
    int nx = shape.nx();
    int count = 0;
    push(seed);
    while (size > 0) {
      int voxel = stack[--size];
      if (!remaining.get(voxel)) {
        continue;
      }
      int column = voxel / nz;
      int start = column * nz;
      int from = Math.max(start, remaining.previousClearBit(voxel) + 1);
      int to = Math.min(start + nz, remaining.nextClearBit(voxel));
      remaining.clear(from, to);
      count += to - from;
      int x = column % nx;
      if (x > 0) {
        pushRuns(from - nz, to - nz);
      }
      if (x < nx - 1) {
        pushRuns(from + nz, to + nz);
      }
      if (column >= nx) {
        pushRuns(from - nx * nz, to - nx * nz);
      }
      if (column / nx < shape.ny() - 1) {
        pushRuns(from + nx * nz, to + nx * nz);
      }
    }
    return count;
  }

  /** Pushes one voxel of each run between two array indices. */
  private void pushRuns(int from, int to) {
    int voxel = remaining.nextSetBit(from);
    while (voxel >= 0 && voxel < to) {
      push(voxel);
      voxel = remaining.nextSetBit(remaining.nextClearBit(voxel));
    }
  }

  private void push(int voxel) {
    if (size == stack.length) {
      stack = Arrays.copyOf(stack, 2 * size);
    }
    stack[size++] = voxel;
  }
}

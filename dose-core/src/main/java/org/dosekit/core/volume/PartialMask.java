package org.dosekit.core.volume;

import java.util.BitSet;
import java.util.Objects;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;

/**
 * The fraction of each voxel of a grid that lies in a structure, 0 to 1. Immutable.
 *
 * @implNote Only the box around the structure is stored, (Y, X, Z), z fastest.
 */
public final class PartialMask {
  private final Grid grid;
  private final GridBox box;
  private final float[] fractions;

  private PartialMask(Grid grid, GridBox box, float[] fractions) {
    this.grid = Objects.requireNonNull(grid);
    this.box = box;
    this.fractions = fractions;
  }

  /**
   * The fractions in a box of a grid; 0 outside the box.
   *
   * @param box inside the grid
   * @param fractions (Y, X, Z) of the box, each 0 to 1; copied
   * @throws IllegalArgumentException when not
   */
  public static PartialMask of(Grid grid, GridBox box, float[] fractions) {
    GridShape shape = grid.shape();
    GridShape part = box.shape();
    boolean inside =
        shape.contains(box.y0(), box.x0(), box.z0())
            && part.ny() <= shape.ny() - box.y0()
            && part.nx() <= shape.nx() - box.x0()
            && part.nz() <= shape.nz() - box.z0();
    if (!inside || fractions.length != part.voxelCount()) {
      throw new IllegalArgumentException(
          "%d fractions for %s voxels at %s of grid %s"
              .formatted(fractions.length, part, box, shape));
    }
    for (float fraction : fractions) {
      // Negated, so that NaN fails too.
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException("a fraction of " + fraction + "; 0 to 1");
      }
    }
    return new PartialMask(grid, box, fractions.clone());
  }

  /** No part of any voxel. */
  public static PartialMask empty(Grid grid) {
    return new PartialMask(grid, new GridBox(GridShape.cube(1), 0, 0, 0), new float[1]);
  }

  /** Where the voxels are. */
  public Grid grid() {
    return grid;
  }

  /** A box of the grid beyond which all fractions are 0. */
  public GridBox box() {
    return box;
  }

  /** The fraction of a voxel, 0 to 1; 0 outside the grid. */
  public float fraction(int y, int x, int z) {
    int boxY = y - box.y0();
    int boxX = x - box.x0();
    int boxZ = z - box.z0();
    return box.shape().contains(boxY, boxX, boxZ)
        ? fractions[box.shape().index(boxY, boxX, boxZ)]
        : 0;
  }

  /** How many voxels are inside at least in part. */
  public int count() {
    int count = 0;
    for (float fraction : fractions) {
      count += fraction > 0 ? 1 : 0;
    }
    return count;
  }

  /** Whether no part of a voxel is inside. */
  public boolean isEmpty() {
    return count() == 0;
  }

  /** The volume inside in cc. */
  public double volumeCc() {
    double sum = 0;
    for (float fraction : fractions) {
      sum += fraction;
    }
    return sum * grid.voxelVolumeCc();
  }

  /**
   * The voxels of which at least this much is inside.
   *
   * @param fraction above 0, at most 1; 0.5 keeps a structure's volume best
   */
  public Mask atLeast(double fraction) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException("a fraction of " + fraction + "; above 0, at most 1");
    }
    GridShape part = box.shape();
    BitSet bits = new BitSet(grid.voxelCount());
    for (int y = 0; y < part.ny(); y++) {
      for (int x = 0; x < part.nx(); x++) {
        int row = grid.shape().index(box.y0() + y, box.x0() + x, box.z0());
        for (int z = 0; z < part.nz(); z++) {
          bits.set(row + z, fractions[part.index(y, x, z)] >= fraction);
        }
      }
    }
    return Mask.of(grid, bits);
  }

  @Override
  public String toString() {
    return "%.3f cc of %s".formatted(volumeCc(), grid);
  }
}

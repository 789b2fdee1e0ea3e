package org.dosekit.core.encode;

import java.util.Optional;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;

/**
 * A case as the network sees it, and the dose it is to predict. The network works on a grid that is
 * the case's own, or coarser; the dose is always that of the case's own grid, where it is judged.
 *
 * @param id the case
 * @param grid the network's grid
 * @param channels the protocol's channels, each (Y, X, Z) flat on {@code grid}
 * @param constraints the constraint vector
 * @param doseScaleGy what one unit of normalised dose is: the case's highest prescription in Gy
 * @param caseGrid the case's own grid
 * @param coarsening voxels of {@code caseGrid} along each axis for one of {@code grid}, at least 1
 * @param dose the planned dose over {@code doseScaleGy}, (Y, X, Z) flat on {@code caseGrid}, when
 *     the case has one
 * @param doseWeight 1 where dose may be, else 0 (1 everywhere without a dose region), (Y, X, Z)
 *     flat on {@code caseGrid}
 */
public record EncodedCase(
    String id,
    Grid grid,
    float[][] channels,
    float[] constraints,
    double doseScaleGy,
    Grid caseGrid,
    int coarsening,
    Optional<float[]> dose,
    float[] doseWeight)
    implements NetworkInput {

  /**
   * The smallest box of the network's grid that holds all that the dose of the case's grid is made
   * of: every voxel where dose may be, and on a coarser grid the neighbours it is interpolated
   * from. The whole grid when dose may be nowhere. Looks at every voxel.
   */
  @Override
  public GridBox doseBox() {
    GridBox box = GridBox.aroundPositive(doseWeight, caseGrid.shape());
    return coarsening == 1 ? box : box.coarsened(coarsening).grown(1, grid.shape());
  }

  @Override
  public GridShape shape() {
    return grid.shape();
  }

  @Override
  public int channelCount() {
    return channels.length;
  }

  @Override
  public void copyChannel(int channel, GridBox place, float[] target, int offset) {
    place.copy(channels[channel], grid.shape(), target, offset);
  }

  /** True everywhere: {@link #doseBox} is bound enough for training. */
  @Override
  public boolean wantsDoseIn(GridBox place) {
    return true;
  }
}

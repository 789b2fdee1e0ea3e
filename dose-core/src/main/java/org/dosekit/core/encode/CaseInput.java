package org.dosekit.core.encode;

import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelValues;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;

/**
 * A case to predict, as the network sees it. Made to be small: the CT is encoded as windows are cut
 * from it, distances are kept in 16 bits (steps of 1/32767 of where they saturate), an absent
 * structure takes no memory.
 *
 * <p>Made by {@link CaseEncoder#input}; holds on to the case's CT and masks.
 */
public final class CaseInput implements NetworkInput {
  private final Case patient;
  private final Grid grid;
  private final int coarsening;
  private final List<VoxelValues> channels;
  private final float[] constraints;
  private final Optional<Mask> region;

  CaseInput(
      Case patient,
      Grid grid,
      int coarsening,
      List<VoxelValues> channels,
      float[] constraints,
      Optional<Mask> region) {
    this.patient = patient;
    this.grid = grid;
    this.coarsening = coarsening;
    this.channels = List.copyOf(channels);
    this.constraints = constraints;
    this.region = region;
  }

  /**
   * Where dose is wanted, on the case's own grid: its dose region, and its body where that is to
   * bound it; empty for everywhere.
   *
   * @throws DoseDataException when that is nowhere
   */
  static Optional<Mask> region(Case patient, boolean withinBody) {
    Optional<Mask> body = withinBody ? patient.external() : Optional.empty();
    Optional<Mask> region =
        body.isPresent() && patient.doseRegion().isPresent()
            ? Optional.of(body.get().and(patient.doseRegion().get()))
            : body.or(patient::doseRegion);
    if (region.isPresent() && region.get().isEmpty()) {
      throw DoseDataException.of(
          patient.id(),
          "no voxel where dose may be (dose region, and within the body's outline)",
          "a region to predict a dose in",
          "correct the dose region, or the outline");
    }
    return region;
  }

  /** The case. */
  Case patient() {
    return patient;
  }

  /** The network's grid. */
  Grid grid() {
    return grid;
  }

  /** Where dose is wanted, on the case's own grid; empty for everywhere. */
  Optional<Mask> region() {
    return region;
  }

  /** The case's id. */
  public String id() {
    return patient.id();
  }

  @Override
  public GridShape shape() {
    return grid.shape();
  }

  @Override
  public int channelCount() {
    return channels.size();
  }

  @Override
  public float[] constraints() {
    return constraints.clone();
  }

  @Override
  public void copyChannel(int channel, GridBox place, float[] target, int offset) {
    place.copy(channels.get(channel), grid.shape(), target, offset);
  }

  @Override
  public GridBox doseBox() {
    return doseBox(region, patient.grid(), coarsening, grid);
  }

  static GridBox doseBox(Optional<Mask> region, Grid caseGrid, int coarsening, Grid grid) {
    GridBox box = region.map(Mask::boundingBox).orElse(GridBox.whole(caseGrid.shape()));
    return coarsening == 1 ? box : box.coarsened(coarsening).grown(1, grid.shape());
  }

  @Override
  public boolean wantsDoseIn(GridBox place) {
    if (region.isEmpty()) {
      return true;
    }
    // On a coarser grid a voxel reaches as far as its neighbours do.
    GridBox own = coarsening == 1 ? place : place.grown(1, grid.shape()).refined(coarsening);
    return region.get().reaches(own);
  }
}

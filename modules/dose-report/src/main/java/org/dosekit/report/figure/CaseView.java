package org.dosekit.report.figure;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.BodyContour;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.report.slice.Slice;
import org.dosekit.report.slice.SlicePlane;

/**
 * Where a case is looked at: the voxel that all planes and profiles pass through, and what part of
 * the grid is shown.
 *
 * @param y row of the voxel
 * @param x column of the voxel
 * @param z slice of the voxel
 * @param place what the voxel is, for captions
 * @param target the target it is the centroid of, if the case has one
 * @param window what is shown: the irradiated part of the body and a rim
 */
record CaseView(
    Grid grid, int y, int x, int z, String place, Optional<String> target, GridBox window) {
  private static final int RIM_VOXELS = 3;

  /** Of the prescription. */
  private static final double LOWEST_SHOWN = 0.1;

  /** The view through the target of the highest prescription; without one, the hottest voxel. */
  static CaseView of(Case patient) {
    Grid grid = patient.grid();
    GridBox window =
        shown(patient)
            .map(mask -> mask.boundingBox().grown(RIM_VOXELS, grid.shape()))
            .orElseGet(() -> GridBox.whole(grid.shape()));
    Optional<String> target =
        patient.prescription().doseGyByTarget().entrySet().stream()
            .filter(entry -> patient.mask(entry.getKey()).isPresent())
            .max(Comparator.comparingDouble(Map.Entry::getValue))
            .map(Map.Entry::getKey);
    Optional<int[]> centroid = target.flatMap(patient::mask).map(CaseView::centroid);
    if (centroid.isPresent()) {
      String place = "the centroid of " + target.get();
      return at(grid, centroid.get(), place, target, window);
    }
    return patient
        .doseGy()
        .map(dose -> at(grid, hottest(dose), "the hottest voxel", target, window))
        .orElseGet(() -> at(grid, middle(window), "the middle of the body", target, window));
  }

  /** The irradiated body, else the body: the couch and far shoulders would fill the panels. */
  private static Optional<Mask> shown(Case patient) {
    Mask body = patient.external().orElseGet(() -> BodyContour.fromCt(patient.ctHu()));
    double lowestGy = LOWEST_SHOWN * patient.prescription().highestGy();
    return patient
        .doseGy()
        .map(dose -> Mask.where(patient.grid(), i -> dose.data()[i] >= lowestGy))
        .map(body::and)
        .filter(irradiated -> !irradiated.isEmpty())
        .or(() -> Optional.of(body).filter(mask -> !mask.isEmpty()));
  }

  private static CaseView at(
      Grid grid, int[] voxel, String place, Optional<String> target, GridBox window) {
    int[] from = {window.y0(), window.x0(), window.z0()};
    GridShape shape = window.shape();
    int[] size = {shape.ny(), shape.nx(), shape.nz()};
    int[] inside = new int[voxel.length];
    for (int axis = 0; axis < voxel.length; axis++) {
      inside[axis] = Math.min(from[axis] + size[axis] - 1, Math.max(from[axis], voxel[axis]));
    }
    return new CaseView(grid, inside[0], inside[1], inside[2], place, target, window);
  }

  private static int[] centroid(Mask mask) {
    GridShape shape = mask.grid().shape();
    long[] sums = new long[3];
    mask.indices()
        .forEach(
            index -> {
              sums[0] += index / shape.nz() / shape.nx();
              sums[1] += index / shape.nz() % shape.nx();
              sums[2] += index % shape.nz();
            });
    double count = mask.count();
    return Stream.of(sums[0], sums[1], sums[2])
        .mapToInt(sum -> Math.toIntExact(Math.round(sum / count)))
        .toArray();
  }

  private static int[] hottest(Volume doseGy) {
    float[] data = doseGy.data();
    int hottest = 0;
    for (int i = 1; i < data.length; i++) {
      if (data[i] > data[hottest]) {
        hottest = i;
      }
    }
    GridShape shape = doseGy.grid().shape();
    return new int[] {
      hottest / shape.nz() / shape.nx(), hottest / shape.nz() % shape.nx(), hottest % shape.nz()
    };
  }

  private static int[] middle(GridBox window) {
    GridShape shape = window.shape();
    return new int[] {
      window.y0() + shape.ny() / 2, window.x0() + shape.nx() / 2, window.z0() + shape.nz() / 2
    };
  }

  /** The axial, the coronal and the sagittal plane through the voxel. */
  List<Slice> slices() {
    return List.of(
        Slice.of(grid, SlicePlane.AXIAL, z, window),
        Slice.of(grid, SlicePlane.CORONAL, y, window),
        Slice.of(grid, SlicePlane.SAGITTAL, x, window));
  }
}

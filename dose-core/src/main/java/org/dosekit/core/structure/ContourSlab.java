package org.dosekit.core.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.VoxelPoint;

/**
 * The prism that the contours of one plane stand for, in voxel coordinates of a grid.
 *
 * @param from where it begins along z
 * @param to where it ends
 * @param polygons each x, y of its points one after the other
 */
record ContourSlab(double from, double to, List<double[]> polygons) {
  /** What rounding in files moves a point off its plane; far below any slice spacing. */
  private static final double PLANE_TOLERANCE_MM = 0.1;

  /** Neighbouring planes farther apart than so many slices have a gap between them. */
  private static final double LARGEST_STEP_SLICES = 1.5;

  /** The thickest slices of a planning CT: what lies farther apart does not show its spacing. */
  private static final double LARGEST_SPACING_MM = 10;

  /** The contours of one plane, in voxel coordinates. */
  private record Plane(double zMm, List<double[]> polygons) {}

  /**
   * The prisms of a structure, ascending along z; they do not overlap.
   *
   * @throws DoseDataException when a contour is not in a slice plane of the grid, or the spacing is
   *     neither given nor shows in the planes
   */
  static List<ContourSlab> of(Contours contours, Grid grid, EndCaps endCaps) {
    List<Plane> planes = planes(contours, grid);
    double drawnMm = drawnSpacingMm(planes);
    boolean drawnShows = drawnMm <= LARGEST_SPACING_MM;
    OptionalDouble given = contours.sliceSpacingMm();
    if (given.isEmpty() && !drawnShows) {
      throw DoseDataException.of(
          "contours",
          planes.size() == 1 ? "a single plane" : "planes " + drawnMm + " mm apart",
          "planes at most " + LARGEST_SPACING_MM + " mm apart, or their spacing",
          "give the slice spacing of the images drawn on");
    }
    double spacingMm = given.orElse(drawnMm);
    double largestStepMm =
        LARGEST_STEP_SLICES * (drawnShows ? Math.max(spacingMm, drawnMm) : spacingMm);
    double capMm = endCaps == EndCaps.HALF_SLICE ? spacingMm / 2 : 0;
    List<ContourSlab> slabs = new ArrayList<>();
    for (int i = 0; i < planes.size(); i++) {
      double zMm = planes.get(i).zMm();
      double belowMm = i == 0 ? Double.POSITIVE_INFINITY : zMm - planes.get(i - 1).zMm();
      double aboveMm =
          i == planes.size() - 1 ? Double.POSITIVE_INFINITY : planes.get(i + 1).zMm() - zMm;
      double fromMm = zMm - (belowMm <= largestStepMm ? belowMm / 2 : capMm);
      double toMm = zMm + (aboveMm <= largestStepMm ? aboveMm / 2 : capMm);
      double sliceMm = grid.spacing().zMm();
      slabs.add(new ContourSlab(fromMm / sliceMm, toMm / sliceMm, planes.get(i).polygons()));
    }
    return slabs;
  }

  private static List<Plane> planes(Contours contours, Grid grid) {
    List<Plane> all = new ArrayList<>();
    for (Contour contour : contours.contours()) {
      all.add(plane(contour, grid));
    }
    all.sort(Comparator.comparingDouble(Plane::zMm));
    List<Plane> merged = new ArrayList<>();
    for (Plane plane : all) {
      Plane last = merged.isEmpty() ? plane : merged.get(merged.size() - 1);
      if (merged.isEmpty() || plane.zMm() - last.zMm() > PLANE_TOLERANCE_MM) {
        merged.add(new Plane(plane.zMm(), new ArrayList<>(plane.polygons())));
      } else {
        last.polygons().addAll(plane.polygons());
      }
    }
    return merged;
  }

  private static Plane plane(Contour contour, Grid grid) {
    double sliceMm = grid.spacing().zMm();
    double[] xy = new double[2 * contour.size()];
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < contour.size(); i++) {
      VoxelPoint point = grid.toVoxel(contour.point(i));
      xy[2 * i] = point.x();
      xy[2 * i + 1] = point.y();
      lowest = Math.min(lowest, point.z());
      highest = Math.max(highest, point.z());
    }
    double offPlaneMm = (highest - lowest) * sliceMm;
    if (offPlaneMm > PLANE_TOLERANCE_MM) {
      throw DoseDataException.of(
          "contour",
          "points %.3f mm apart across the slices of the grid".formatted(offPlaneMm),
          "a contour in a slice plane, within " + PLANE_TOLERANCE_MM + " mm",
          "use a grid whose slices are parallel to the planes drawn on");
    }
    return new Plane((lowest + highest) / 2 * sliceMm, List.of(xy));
  }

  /** The median distance of neighbouring planes; infinite for a single plane. */
  private static double drawnSpacingMm(List<Plane> planes) {
    double[] steps = new double[planes.size() - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = planes.get(i + 1).zMm() - planes.get(i).zMm();
    }
    Arrays.sort(steps);
    return steps.length == 0 ? Double.POSITIVE_INFINITY : steps[(steps.length - 1) / 2];
  }
}

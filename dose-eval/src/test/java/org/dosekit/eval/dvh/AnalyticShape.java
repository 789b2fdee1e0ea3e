package org.dosekit.eval.dvh;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.structure.Contour;
import org.dosekit.core.structure.Contours;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * A body of revolution about z of radius 12 mm and height 24 mm (Nelms et al. 2015), centred at the
 * origin, in a dose of 16 Gy at the origin that rises by 1 Gy/mm.
 */
enum AnalyticShape {
  SPHERE,
  CYLINDER,
  /** The base at -12 mm, the apex at +12 mm. */
  CONE;

  private static final double HALF_HEIGHT_MM = 12;
  private static final int POINTS = 720;

  private double radiusMm(double z) {
    return switch (this) {
      case SPHERE -> Math.sqrt(Math.max(0, 144 - z * z));
      case CYLINDER -> 12;
      case CONE -> (12 - z) / 2;
    };
  }

  boolean contains(double x, double y, double z) {
    double radius = radiusMm(z);
    return Math.abs(z) < HALF_HEIGHT_MM && x * x + y * y < radius * radius;
  }

  /** Circles on planes half a slice off the ends, so that their prisms tile the shape. */
  Contours contours(double spacingMm) {
    List<Contour> circles = new ArrayList<>();
    for (double z = -HALF_HEIGHT_MM + spacingMm / 2; z < HALF_HEIGHT_MM; z += spacingMm) {
      double radius = radiusMm(z);
      double[] xyz = new double[3 * POINTS];
      for (int i = 0; i < POINTS; i++) {
        xyz[3 * i] = radius * Math.cos(2 * Math.PI * i / POINTS);
        xyz[3 * i + 1] = radius * Math.sin(2 * Math.PI * i / POINTS);
        xyz[3 * i + 2] = z;
      }
      circles.add(Contour.of(xyz));
    }
    return Contours.of(circles);
  }

  /** Voxels whose centre is inside; no centre lies on a plane of symmetry. */
  Mask voxels(double spacingMm) {
    Grid grid = grid(spacingMm);
    return Mask.where(
        grid,
        i -> {
          PatientPoint p = centre(grid, i);
          return contains(p.xMm(), p.yMm(), p.zMm());
        });
  }

  /** The dose at the voxel centres of a grid; linear, so that interpolation is exact. */
  static Volume doseGy(double spacingMm, boolean alongAxis) {
    Grid grid = grid(spacingMm);
    float[] dose = new float[grid.voxelCount()];
    for (int i = 0; i < dose.length; i++) {
      PatientPoint p = centre(grid, i);
      dose[i] = (float) (16 + (alongAxis ? p.zMm() : p.xMm()));
    }
    return Volume.of(grid, dose);
  }

  /**
   * The part of the shape with at least a dose, 0 to 1, by the midpoint rule on the shape's own
   * discs: 4000 of them across, each an exact circle or segment of one.
   */
  double fractionOfAtLeast(double doseGy, boolean alongAxis) {
    int discs = 4000;
    double cut = doseGy - 16;
    double inside = 0;
    double all = 0;
    for (int i = 0; i < discs; i++) {
      double z = -HALF_HEIGHT_MM + (i + 0.5) * 2 * HALF_HEIGHT_MM / discs;
      double radius = radiusMm(z);
      double area = Math.PI * radius * radius;
      all += area;
      inside += alongAxis ? (z >= cut ? area : 0) : segment(radius, cut);
    }
    return inside / all;
  }

  /** The area of a disc beyond a chord at this distance from its centre. */
  private static double segment(double radius, double chord) {
    if (chord <= -radius) {
      return Math.PI * radius * radius;
    }
    return chord >= radius
        ? 0
        : radius * radius * Math.acos(chord / radius)
            - chord * Math.sqrt(radius * radius - chord * chord);
  }

  private static Grid grid(double spacingMm) {
    int n = 2 * (int) Math.ceil(16 / spacingMm);
    double first = -(n - 1) / 2.0 * spacingMm;
    return Grid.axial(
        GridShape.cube(n),
        VoxelSpacing.isotropic(spacingMm),
        new PatientPoint(first, first, first));
  }

  private static PatientPoint centre(Grid grid, int index) {
    GridShape shape = grid.shape();
    int row = index / shape.nz() / shape.nx();
    int column = index / shape.nz() % shape.nx();
    return grid.toPatient(row, column, index % shape.nz());
  }
}

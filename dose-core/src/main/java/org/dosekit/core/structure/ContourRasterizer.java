package org.dosekit.core.structure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.PartialMask;

/**
 * Turns contours into voxels of a grid whose slices are parallel to the contours' planes; the only
 * code that does. Immutable.
 *
 * <p>Each plane's contours stand for a prism that reaches half way to the next plane. Beyond the
 * first and the last plane, and at a gap of more than 1.5 slices, the structure ends as {@link
 * EndCaps} says. Inside is by the even-odd rule: see {@link Contours}.
 *
 * @implNote The fraction of a voxel is exact along x and z, for the prisms; along y it is the mean
 *     over lines at most {@value #LINE_SPACING_MM} mm apart.
 */
public final class ContourRasterizer {
  private static final double LINE_SPACING_MM = 0.1;

  /** Wider than any scanner; contours that span more are damaged. */
  private static final double LARGEST_WIDTH_MM = 1500;

  /** Taller than any patient. */
  private static final double LARGEST_HEIGHT_MM = 2500;

  private final Grid grid;
  private final EndCaps endCaps;
  private final int linesPerVoxel;

  private ContourRasterizer(Grid grid, EndCaps endCaps, int linesPerVoxel) {
    this.grid = Objects.requireNonNull(grid);
    this.endCaps = Objects.requireNonNull(endCaps);
    this.linesPerVoxel = linesPerVoxel;
  }

  /** Receives the part of a voxel that is inside. */
  @FunctionalInterface
  public interface FractionConsumer {
    /**
     * A voxel inside at least in part.
     *
     * @param fraction above 0, at most 1
     */
    void accept(int y, int x, int z, float fraction);
  }

  /** The rasterizer onto a grid, with caps of half a slice. */
  public static ContourRasterizer onto(Grid grid) {
    int lines = (int) Math.ceil(Math.min(grid.spacing().yMm() / LINE_SPACING_MM, 1000));
    return new ContourRasterizer(grid, EndCaps.HALF_SLICE, lines);
  }

  /** This rasterizer with other ends of structures. */
  public ContourRasterizer withEndCaps(EndCaps other) {
    return new ContourRasterizer(grid, other, linesPerVoxel);
  }

  /**
   * This rasterizer with so many lines along y in each voxel.
   *
   * @param lines 1 to 1000
   */
  public ContourRasterizer withLinesPerVoxel(int lines) {
    if (lines < 1 || lines > 1000) {
      throw new IllegalArgumentException(lines + " lines in a voxel; 1 to 1000");
    }
    return new ContourRasterizer(grid, endCaps, lines);
  }

  /**
   * The fraction of each voxel inside; what lies beyond the grid is cut off.
   *
   * @throws DoseDataException when a contour is not in a slice plane of the grid, the spacing of
   *     planes is unknown, or they span more than a patient
   */
  public PartialMask fractions(Contours contours) {
    List<ContourSlab> slabs = slabs(contours);
    Bounds bounds = Bounds.of(slabs);
    if (!bounds.meets(grid.shape())) {
      return PartialMask.empty(grid);
    }
    GridBox box = bounds.within(grid.shape());
    GridShape part = box.shape();
    float[] fractions = new float[part.voxelCount()];
    visit(
        slabs,
        box,
        (y, x, z, fraction) ->
            fractions[part.index(y - box.y0(), x - box.x0(), z - box.z0())] = fraction);
    return PartialMask.of(grid, box, fractions);
  }

  /**
   * Visits the voxels inside slice by slice without keeping them, for grids too fine to hold.
   *
   * @throws DoseDataException as {@link #fractions}
   */
  public void forEach(Contours contours, FractionConsumer consumer) {
    List<ContourSlab> slabs = slabs(contours);
    Bounds bounds = Bounds.of(slabs);
    if (bounds.meets(grid.shape())) {
      visit(slabs, bounds.within(grid.shape()), consumer);
    }
  }

  /**
   * The voxels whose centre is inside; what lies beyond the grid is cut off.
   *
   * @throws DoseDataException as {@link #fractions}
   */
  public Mask centres(Contours contours) {
    GridShape shape = grid.shape();
    BitSet bits = new BitSet(shape.voxelCount());
    for (ContourSlab slab : slabs(contours)) {
      int firstZ = clamp(Math.ceil(slab.from()), shape.nz());
      int endZ = clamp(Math.ceil(slab.to()), shape.nz());
      new PolygonScan(slab.polygons())
          .spans(
              0,
              1,
              shape.ny(),
              (y, fromX, toX) -> {
                int endX = clamp(Math.ceil(toX), shape.nx());
                for (int x = clamp(Math.ceil(fromX), shape.nx()); x < endX; x++) {
                  int column = shape.index(y, x, 0);
                  bits.set(column + firstZ, column + endZ);
                }
              });
    }
    return Mask.of(grid, bits);
  }

  /**
   * A grid for the contours alone: this one's voxels cut into equal parts, of which those around
   * the contours are kept, also beyond this grid.
   *
   * @param largestMm the largest side of a part
   * @throws DoseDataException as {@link #fractions}, or when the cells are more than 2^31 - 1
   */
  public Grid cells(Contours contours, double largestMm) {
    if (!(largestMm > 0)) {
      throw new IllegalArgumentException("cells of " + largestMm + " mm; positive");
    }
    Bounds bounds = Bounds.of(slabs(contours));
    VoxelSpacing spacing = grid.spacing();
    int cutY = parts(spacing.yMm(), largestMm);
    int cutX = parts(spacing.xMm(), largestMm);
    int cutZ = parts(spacing.zMm(), largestMm);
    double firstY = Math.floor((bounds.minY() + 0.5) * cutY);
    double firstX = Math.floor((bounds.minX() + 0.5) * cutX);
    double firstZ = Math.floor((bounds.minZ() + 0.5) * cutZ);
    return Grid.oriented(
        cells(
            Math.floor((bounds.maxY() + 0.5) * cutY) - firstY + 1,
            Math.floor((bounds.maxX() + 0.5) * cutX) - firstX + 1,
            Math.floor((bounds.maxZ() + 0.5) * cutZ) - firstZ + 1),
        new VoxelSpacing(spacing.yMm() / cutY, spacing.xMm() / cutX, spacing.zMm() / cutZ),
        grid.toPatient(
            (firstY + 0.5) / cutY - 0.5, (firstX + 0.5) / cutX - 0.5, (firstZ + 0.5) / cutZ - 0.5),
        grid.alongY(),
        grid.alongX());
  }

  private static GridShape cells(double ny, double nx, double nz) {
    if (ny * nx * nz > Integer.MAX_VALUE) {
      throw DoseDataException.of(
          "contours",
          "an extent of %.0f x %.0f x %.0f cells".formatted(ny, nx, nz),
          "at most 2^31 - 1 cells in all",
          "take larger cells, or remove contours that lie far from the others");
    }
    return new GridShape((int) ny, (int) nx, (int) nz);
  }

  private static int parts(double sideMm, double largestMm) {
    // A side that is a whole number of parts but for rounding is not cut once more.
    return (int) Math.max(1, Math.ceil(sideMm / largestMm - 1e-9));
  }

  private List<ContourSlab> slabs(Contours contours) {
    List<ContourSlab> slabs = ContourSlab.of(contours, grid, endCaps);
    Bounds bounds = Bounds.of(slabs);
    VoxelSpacing spacing = grid.spacing();
    requireExtent((bounds.maxY() - bounds.minY()) * spacing.yMm(), LARGEST_WIDTH_MM);
    requireExtent((bounds.maxX() - bounds.minX()) * spacing.xMm(), LARGEST_WIDTH_MM);
    requireExtent((bounds.maxZ() - bounds.minZ()) * spacing.zMm(), LARGEST_HEIGHT_MM);
    return slabs;
  }

  private static void requireExtent(double extentMm, double largestMm) {
    if (extentMm > largestMm) {
      throw DoseDataException.of(
          "contours",
          "an extent of " + Math.round(extentMm) + " mm",
          "at most " + Math.round(largestMm) + " mm",
          "remove the contours that lie outside the patient");
    }
  }

  /** Calls the consumer for the voxels of a box, slices ascending. */
  private void visit(List<ContourSlab> slabs, GridBox box, FractionConsumer consumer) {
    GridShape part = box.shape();
    double[] slice = new double[part.ny() * part.nx()];
    double[] coverage = new double[slice.length];

    int covered = -1;
    int first = 0;
    for (int z = box.z0(); z < box.z0() + part.nz(); z++) {
      Arrays.fill(slice, 0);
      while (first < slabs.size() && slabs.get(first).to() <= z - 0.5) {
        first++;
      }
      for (int s = first; s < slabs.size() && slabs.get(s).from() < z + 0.5; s++) {
        if (covered != s) {
          cover(slabs.get(s), box, coverage);
          covered = s;
        }
        double overlap =
            Math.min(slabs.get(s).to(), z + 0.5) - Math.max(slabs.get(s).from(), z - 0.5);
        for (int i = 0; i < slice.length; i++) {
          slice[i] += overlap * coverage[i];
        }
      }
      emit(slice, box, z, consumer);
    }
  }

  private static void emit(double[] slice, GridBox box, int z, FractionConsumer consumer) {
    int nx = box.shape().nx();
    for (int i = 0; i < slice.length; i++) {
      float fraction = (float) Math.min(1, slice[i]);
      if (fraction > 0) {
        consumer.accept(box.y0() + i / nx, box.x0() + i % nx, z, fraction);
      }
    }
  }

  /** The fraction of each of a box's columns, (Y, X), that a slab's polygons cover. */
  private void cover(ContourSlab slab, GridBox box, double[] coverage) {
    Arrays.fill(coverage, 0);
    int nx = box.shape().nx();
    double weight = 1.0 / linesPerVoxel;
    new PolygonScan(slab.polygons())
        .spans(
            box.y0() - 0.5 + weight / 2,
            weight,
            box.shape().ny() * linesPerVoxel,
            (line, fromX, toX) -> {
              double from = Math.max(0, fromX + 0.5 - box.x0());
              double to = Math.min(nx, toX + 0.5 - box.x0());
              int row = line / linesPerVoxel * nx;
              for (int x = (int) from; x < to; x++) {
                coverage[row + x] += weight * (Math.min(to, x + 1.0) - Math.max(from, x));
              }
            });
  }

  private static int clamp(double index, int size) {
    return (int) Math.min(Math.max(index, 0), size);
  }

  /** What slabs span, in voxel coordinates; a slab without thickness spans too. */
  private record Bounds(
      double minY, double maxY, double minX, double maxX, double minZ, double maxZ) {
    static Bounds of(List<ContourSlab> slabs) {
      double[] min = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
      double[] max = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
      for (ContourSlab slab : slabs) {
        for (double[] xy : slab.polygons()) {
          for (int i = 0; i < xy.length; i++) {
            min[i % 2] = Math.min(min[i % 2], xy[i]);
            max[i % 2] = Math.max(max[i % 2], xy[i]);
          }
        }
      }
      return new Bounds(
          min[1], max[1], min[0], max[0], slabs.get(0).from(), slabs.get(slabs.size() - 1).to());
    }

    boolean meets(GridShape shape) {
      return maxY >= -0.5
          && minY <= shape.ny() - 0.5
          && maxX >= -0.5
          && minX <= shape.nx() - 0.5
          && maxZ >= -0.5
          && minZ <= shape.nz() - 0.5;
    }

    /** The voxels of a grid that the span meets. */
    GridBox within(GridShape shape) {
      int y0 = voxel(minY, shape.ny());
      int x0 = voxel(minX, shape.nx());
      int z0 = voxel(minZ, shape.nz());
      return new GridBox(
          new GridShape(
              voxel(maxY, shape.ny()) - y0 + 1,
              voxel(maxX, shape.nx()) - x0 + 1,
              voxel(maxZ, shape.nz()) - z0 + 1),
          y0,
          x0,
          z0);
    }

    private static int voxel(double coordinate, int size) {
      return (int) Math.min(Math.max(Math.floor(coordinate + 0.5), 0), size - 1);
    }
  }
}

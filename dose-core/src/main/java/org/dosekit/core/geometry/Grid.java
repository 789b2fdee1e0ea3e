package org.dosekit.core.geometry;

import java.util.Objects;
import org.joml.Matrix4d;
import org.joml.Vector3d;

/**
 * A regular voxel grid in patient space: a shape, a spacing, and the affine from voxel indices to
 * patient coordinates.
 *
 * <p>In an axial grid the array's Y axis runs to posterior, X to the patient's left and Z to
 * superior. Immutable.
 */
public final class Grid {
  /** Far above rounding in files and affines, far below what a dose can tell. */
  private static final double SAME_PLACE_MM = 0.005;

  private static final double ORTHONORMAL_TOLERANCE = 1e-4;

  private final GridShape shape;
  private final VoxelSpacing spacing;

  /** Kept as given: read back from the affine they would be rounded. */
  private final PatientPoint alongY;

  private final PatientPoint alongX;

  /** Maps (x, y, z) voxel indices to (x, y, z) mm. */
  private final Matrix4d voxelToPatient;

  private final Matrix4d patientToVoxel;

  private Grid(
      GridShape shape,
      VoxelSpacing spacing,
      PatientPoint alongY,
      PatientPoint alongX,
      Matrix4d voxelToPatient) {
    this.shape = shape;
    this.spacing = spacing;
    this.alongY = alongY;
    this.alongX = alongX;
    this.voxelToPatient = voxelToPatient;
    this.patientToVoxel = new Matrix4d(voxelToPatient).invertAffine();
  }

  /** An axial grid whose first voxel's centre is {@code origin}. */
  public static Grid axial(GridShape shape, VoxelSpacing spacing, PatientPoint origin) {
    return oriented(shape, spacing, origin, new PatientPoint(0, 1, 0), new PatientPoint(1, 0, 0));
  }

  /**
   * A grid of any right-handed orientation.
   *
   * @param origin centre of voxel (0, 0, 0)
   * @param alongY unit direction of increasing y index
   * @param alongX unit direction of increasing x index; z increases along {@code alongX x alongY}
   * @throws IllegalArgumentException when the origin is not finite, or the directions are not
   *     orthonormal within 1e-4
   */
  public static Grid oriented(
      GridShape shape,
      VoxelSpacing spacing,
      PatientPoint origin,
      PatientPoint alongY,
      PatientPoint alongX) {
    Objects.requireNonNull(shape);
    Vector3d y = vector(alongY);
    Vector3d x = vector(alongX);
    Vector3d corner = vector(origin);
    if (!corner.isFinite()) {
      throw new IllegalArgumentException("origin " + origin + " is not finite");
    }
    // Negated, so that NaN fails too.
    if (!(Math.abs(y.length() - 1) <= ORTHONORMAL_TOLERANCE
        && Math.abs(x.length() - 1) <= ORTHONORMAL_TOLERANCE
        && Math.abs(y.dot(x)) <= ORTHONORMAL_TOLERANCE)) {
      throw new IllegalArgumentException(
          "directions " + alongY + " and " + alongX + " are not orthonormal");
    }
    Vector3d z = x.cross(y, new Vector3d());
    Matrix4d affine =
        new Matrix4d(
            x.x * spacing.xMm(),
            x.y * spacing.xMm(),
            x.z * spacing.xMm(),
            0,
            y.x * spacing.yMm(),
            y.y * spacing.yMm(),
            y.z * spacing.yMm(),
            0,
            z.x * spacing.zMm(),
            z.y * spacing.zMm(),
            z.z * spacing.zMm(),
            0,
            corner.x,
            corner.y,
            corner.z,
            1);
    // Adding 0 turns -0 into 0, which equals() would tell apart.
    return new Grid(shape, spacing, alongY, alongX, affine.add(new Matrix4d().zero()));
  }

  /** Voxel counts. */
  public GridShape shape() {
    return shape;
  }

  /** Voxel spacing in mm. */
  public VoxelSpacing spacing() {
    return spacing;
  }

  /** The number of voxels. */
  public int voxelCount() {
    return shape.voxelCount();
  }

  /** The volume of a voxel in cc (cm^3). */
  public double voxelVolumeCc() {
    return spacing.voxelVolumeMm3() / 1000;
  }

  /** Centre of voxel (0, 0, 0). */
  public PatientPoint origin() {
    return toPatient(0, 0, 0);
  }

  /** Unit direction of increasing y index. */
  public PatientPoint alongY() {
    return alongY;
  }

  /** Unit direction of increasing x index. */
  public PatientPoint alongX() {
    return alongX;
  }

  /** The patient coordinates of a place given in voxel units. */
  public PatientPoint toPatient(double y, double x, double z) {
    return point(voxelToPatient.transformPosition(new Vector3d(x, y, z)));
  }

  /** The place of a patient point in voxel units, inside the grid or not. */
  public VoxelPoint toVoxel(PatientPoint point) {
    Vector3d v = patientToVoxel.transformPosition(vector(point));
    return new VoxelPoint(v.y, v.x, v.z);
  }

  /**
   * The grid of blocks of {@code factor}^3 voxels, whose voxel centres are the blocks' centres. A
   * last block that is not full is kept: it reaches beyond this grid.
   *
   * @param factor at least 1
   */
  public Grid coarsened(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("coarsening factor " + factor + "; at least 1");
    }
    double shift = (factor - 1) / 2.0;
    return oriented(
        new GridShape(
            (shape.ny() - 1) / factor + 1,
            (shape.nx() - 1) / factor + 1,
            (shape.nz() - 1) / factor + 1),
        new VoxelSpacing(spacing.yMm() * factor, spacing.xMm() * factor, spacing.zMm() * factor),
        toPatient(shift, shift, shift),
        alongY(),
        alongX());
  }

  /** Whether both are the same voxels: {@link #matches(Grid, double)} within 0.005 mm. */
  public boolean matches(Grid other) {
    return matches(other, SAME_PLACE_MM);
  }

  /**
   * Whether both grids have the same shape, and voxel centres that agree within {@code toleranceMm}
   * at every corner.
   */
  public boolean matches(Grid other, double toleranceMm) {
    if (!shape.equals(other.shape)) {
      return false;
    }
    for (int corner = 0; corner < 8; corner++) {
      double y = (corner & 1) == 0 ? 0 : shape.ny() - 1;
      double x = (corner & 2) == 0 ? 0 : shape.nx() - 1;
      double z = (corner & 4) == 0 ? 0 : shape.nz() - 1;
      double apartMm = vector(toPatient(y, x, z)).distance(vector(other.toPatient(y, x, z)));
      if (!(apartMm <= toleranceMm)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grid grid
        && shape.equals(grid.shape)
        && voxelToPatient.equals(grid.voxelToPatient);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shape, voxelToPatient);
  }

  @Override
  public String toString() {
    return "%s voxels of %s x %s x %s mm at %s"
        .formatted(shape, spacing.yMm(), spacing.xMm(), spacing.zMm(), origin());
  }

  private static Vector3d vector(PatientPoint p) {
    return new Vector3d(p.xMm(), p.yMm(), p.zMm());
  }

  private static PatientPoint point(Vector3d v) {
    return new PatientPoint(v.x, v.y, v.z);
  }
}

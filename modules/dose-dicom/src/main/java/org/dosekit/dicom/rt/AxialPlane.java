package org.dosekit.dicom.rt;

import java.util.Locale;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;

/**
 * How the rows and columns of an axial image lie in the patient. However the patient lay, the
 * image's own axes are patient axes up to their signs: the volume made from it always runs to
 * posterior, left and superior.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param rowSpacingMm between the centres of rows: the first value of Pixel Spacing
 * @param columnSpacingMm between the centres of columns: the second
 * @param rowsToPosterior whether the row index grows towards posterior
 * @param columnsToLeft whether the column index grows towards the patient's left
 * @param normalToSuperior whether row direction x column direction points to superior
 * @param first centre of the first pixel
 */
record AxialPlane(
    int rows,
    int columns,
    double rowSpacingMm,
    double columnSpacingMm,
    boolean rowsToPosterior,
    boolean columnsToLeft,
    boolean normalToSuperior,
    PatientPoint first) {

  /** Cosines in files have six digits or so; a hundredth of a degree. */
  private static final double COSINE_TOLERANCE = 2e-4;

  private static final double SAME_SPACING_MM = 1e-4;

  /** A spacing beyond any image of a patient. */
  private static final double LARGEST_SPACING_MM = 100;

  /**
   * The plane of an image or of a dose's first frame.
   *
   * @throws DoseDataException when it is not axial, or its geometry is incomplete
   */
  static AxialPlane of(DataSet image) {
    double[] spacing = image.requireNumbers(Attribute.PIXEL_SPACING, 2);
    for (double mm : spacing) {
      if (!(mm > 0 && mm < LARGEST_SPACING_MM)) {
        throw image.mismatch(Attribute.PIXEL_SPACING, "a spacing of " + mm + " mm");
      }
    }
    double[] cosines = image.requireNumbers(Attribute.IMAGE_ORIENTATION_PATIENT, 6);
    requireAxial(image, cosines);
    double[] position = image.requireNumbers(Attribute.IMAGE_POSITION_PATIENT, 3);
    return new AxialPlane(
        size(image, Attribute.ROWS),
        size(image, Attribute.COLUMNS),
        spacing[0],
        spacing[1],
        cosines[4] > 0,
        cosines[0] > 0,
        cosines[0] * cosines[4] > 0,
        new PatientPoint(position[0], position[1], position[2]));
  }

  private static int size(DataSet image, Attribute attribute) {
    int size = image.requireInteger(attribute);
    if (size < 1 || size > 0xFFFF) {
      throw image.mismatch(attribute, "a size of " + size);
    }
    return size;
  }

  private static void requireAxial(DataSet image, double[] c) {
    double rowLength = Math.hypot(Math.hypot(c[0], c[1]), c[2]);
    double columnLength = Math.hypot(Math.hypot(c[3], c[4]), c[5]);
    double product = c[0] * c[3] + c[1] * c[4] + c[2] * c[5];
    if (Math.abs(rowLength - 1) > 1e-3
        || Math.abs(columnLength - 1) > 1e-3
        || Math.abs(product) > 1e-3) {
      throw image.mismatch(Attribute.IMAGE_ORIENTATION_PATIENT, "directions not orthonormal");
    }
    double normalX = c[1] * c[5] - c[2] * c[4];
    double normalY = c[2] * c[3] - c[0] * c[5];
    double normalZ = c[0] * c[4] - c[1] * c[3];
    String found;
    if (Math.abs(normalZ) > 1 - COSINE_TOLERANCE) {
      if (Math.abs(c[1]) <= COSINE_TOLERANCE
          && Math.abs(c[2]) <= COSINE_TOLERANCE
          && Math.abs(c[3]) <= COSINE_TOLERANCE
          && Math.abs(c[5]) <= COSINE_TOLERANCE) {
        return;
      }
      double degrees = Math.toDegrees(Math.asin(Math.min(1, Math.hypot(c[1], c[2]))));
      found = "an axial image turned or tilted by %.2f degrees".formatted(degrees);
    } else if (Math.abs(normalX) > 1 - COSINE_TOLERANCE) {
      found = "a sagittal image";
    } else if (Math.abs(normalY) > 1 - COSINE_TOLERANCE) {
      found = "a coronal image";
    } else {
      found =
          "an oblique image, %.2f degrees from axial"
              .formatted(Math.toDegrees(Math.acos(Math.min(1, Math.abs(normalZ)))));
    }
    throw DoseDataException.of(
        image.subject(),
        found,
        "axial images along the patient's axes",
        "export axial images without gantry tilt");
  }

  /** Whether pixels of both lie over one another along the slice direction. */
  boolean isStackedWith(AxialPlane other, double toleranceMm) {
    return Math.abs(first.xMm() - other.first.xMm()) <= toleranceMm
        && Math.abs(first.yMm() - other.first.yMm()) <= toleranceMm;
  }

  /** Whether rows, columns, spacings and directions are the same. */
  boolean isLike(AxialPlane other) {
    return rows == other.rows
        && columns == other.columns
        && Math.abs(rowSpacingMm - other.rowSpacingMm) <= SAME_SPACING_MM
        && Math.abs(columnSpacingMm - other.columnSpacingMm) <= SAME_SPACING_MM
        && rowsToPosterior == other.rowsToPosterior
        && columnsToLeft == other.columnsToLeft;
  }

  /**
   * The grid of slices over this plane, of which the lowest lies at {@code lowestZMm}.
   *
   * @throws DoseDataException when there are more than 2^31 - 1 voxels
   */
  Grid grid(String subject, int slices, double lowestZMm, double sliceSpacingMm) {
    if ((long) rows * columns > Integer.MAX_VALUE / slices) {
      throw DoseDataException.of(
          subject, slices + " slices of " + this, "at most 2^31 - 1 voxels", "crop the image");
    }
    double x = columnsToLeft ? first.xMm() : first.xMm() - (columns - 1) * columnSpacingMm;
    double y = rowsToPosterior ? first.yMm() : first.yMm() - (rows - 1) * rowSpacingMm;
    return Grid.axial(
        new GridShape(rows, columns, slices),
        new VoxelSpacing(rowSpacingMm, columnSpacingMm, sliceSpacingMm),
        new PatientPoint(x, y, lowestZMm));
  }

  /** The volume's y of a row, and the row of the volume's y. */
  int mirroredRow(int row) {
    return rowsToPosterior ? row : rows - 1 - row;
  }

  /** The volume's x of a column, and the column of the volume's x. */
  int mirroredColumn(int column) {
    return columnsToLeft ? column : columns - 1 - column;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d x %d pixels of %s x %s mm", rows, columns, rowSpacingMm, columnSpacingMm);
  }
}

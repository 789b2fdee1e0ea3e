package org.dosekit.data.openkbp;

import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;

/**
 * What is fixed about the data set's files: a grid of 128^3 voxels, numbered in C order over (i, j,
 * k), with i to posterior, j to the patient's left and k to inferior.
 */
final class OpenKbpFormat {
  static final String PROTOCOL = "openkbp-head-neck";
  static final GridShape SHAPE = GridShape.cube(128);

  static final String CT = "ct.csv";
  static final String DOSE = "dose.csv";
  static final String DOSE_REGION = "possible_dose_mask.csv";
  static final String SPACING = "voxel_dimensions.csv";
  static final Set<String> PLANNING_FILES = Set.of(CT, DOSE, DOSE_REGION, SPACING);

  static final String EXTENSION = ".csv";

  /** A file that lists all 128^3 voxels holds less than half of this. */
  static final int MAX_FILE_BYTES = 64 << 20;

  private OpenKbpFormat() {}

  /**
   * The array index of a voxel number, and the other way round: k is the number's lowest seven
   * bits, and 127 - k inverts them, which turns the axis to superior.
   */
  static int flipped(int index) {
    return index ^ 127;
  }

  static void requireShape(String subject, Grid grid) {
    if (!grid.shape().equals(SHAPE)) {
      throw DoseDataException.of(
          subject,
          "a grid of " + grid.shape() + " voxels",
          "OpenKBP's " + SHAPE,
          "use a dose on the grid of an OpenKBP patient");
    }
  }
}

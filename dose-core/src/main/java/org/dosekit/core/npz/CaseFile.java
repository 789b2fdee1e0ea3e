package org.dosekit.core.npz;

import java.nio.file.Path;
import org.dosekit.core.patient.Case;

/**
 * A {@link Case} as one NPZ file that NumPy reads with {@code allow_pickle=False}.
 *
 * <p>Members, arrays (Y, X, Z): {@code ct_hu} float32; {@code dose_gy} float32, absent when there
 * is no dose; {@code masks} uint8 (C, Y, X, Z) in the order of {@code case.json}'s structures;
 * {@code dose_region} uint8 where there is one; and the text member {@code case.json}: format
 * version, id, protocol, grid, structures (name, role), prescription, constraint values.
 */
public final class CaseFile {
  private CaseFile() {}

  /** Writes the case, atomically. */
  public static void write(Case patient, Path file) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Reads a case. Sizes are checked before memory is taken; nothing in the file is executed.
   *
   * @throws org.dosekit.core.DoseDataException when the file is truncated, oversized, mistyped or
   *     inconsistent
   */
  public static Case read(Path file) {
    throw new UnsupportedOperationException("to be written");
  }
}

package org.dosekit.core.geometry;

/**
 * A point or direction in patient coordinates, mm: +x left, +y posterior, +z superior (LPS, the
 * axes of DICOM).
 *
 * @param xMm towards the patient's left
 * @param yMm towards posterior
 * @param zMm towards superior
 */
public record PatientPoint(double xMm, double yMm, double zMm) {
  /** The origin. */
  public static final PatientPoint ORIGIN = new PatientPoint(0, 0, 0);
}

package org.dosekit.report.slice;

import java.util.Locale;

/**
 * The three planes that a patient is shown in, each as radiology looks at it: axial from the feet,
 * coronal from the front, sagittal from the patient's left.
 */
public enum SlicePlane {
  /** Rows along Y, columns along X; one Z. */
  AXIAL,
  /** Rows along Z, the last slice on top, columns along X; one Y. */
  CORONAL,
  /** Rows along Z, the last slice on top, columns along Y; one X. */
  SAGITTAL;

  /** The plane's name as a title. */
  public String title() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }
}

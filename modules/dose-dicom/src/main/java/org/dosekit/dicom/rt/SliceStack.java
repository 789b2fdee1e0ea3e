package org.dosekit.dicom.rt;

import java.util.Arrays;
import org.dosekit.core.DoseDataException;

/**
 * Places of slices along z, which must be even.
 *
 * @param lowestZMm the lowest
 * @param spacingMm between neighbours
 */
record SliceStack(double lowestZMm, double spacingMm) {
  /** Writers round positions to a tenth of a millimetre at worst. */
  private static final double EVEN_MM = 0.1;

  private static final double SAME_PLACE_MM = 0.01;

  /** The thickest slices and the widest dose planes. */
  private static final double LARGEST_SPACING_MM = 20;

  /**
   * The stack of places.
   *
   * @param ascendingMm at least two
   * @throws DoseDataException when two are one place, one is missing, or they are uneven
   */
  static SliceStack of(String subject, double[] ascendingMm) {
    double[] steps = new double[ascendingMm.length - 1];
    int duplicates = 0;
    for (int i = 0; i < steps.length; i++) {
      steps[i] = ascendingMm[i + 1] - ascendingMm[i];
      duplicates += steps[i] < SAME_PLACE_MM ? 1 : 0;
    }
    if (duplicates > 0) {
      throw refused(subject, duplicates + " slices at the place of another");
    }
    double[] sorted = steps.clone();
    Arrays.sort(sorted);
    double median = sorted[(sorted.length - 1) / 2];
    int missing = 0;
    for (double step : steps) {
      double slices = step / median;
      if (slices > 1.5 && Math.abs(slices - Math.rint(slices)) * median <= EVEN_MM) {
        missing += (int) Math.rint(Math.min(slices, 1e6)) - 1;
      } else if (Math.abs(step - median) > EVEN_MM) {
        throw refused(
            subject,
            "slices from %.3f to %.3f mm apart".formatted(sorted[0], sorted[sorted.length - 1]));
      }
    }
    if (missing > 0) {
      throw refused(subject, missing + " slices missing between others");
    }
    double last = ascendingMm[ascendingMm.length - 1];
    double spacing = (last - ascendingMm[0]) / steps.length;
    for (int i = 0; i < ascendingMm.length; i++) {
      if (Math.abs(ascendingMm[i] - (ascendingMm[0] + i * spacing)) > EVEN_MM) {
        throw refused(subject, "slices whose spacing changes along the stack");
      }
    }
    if (spacing > LARGEST_SPACING_MM) {
      throw refused(subject, "slices %.1f mm apart".formatted(spacing));
    }
    return new SliceStack(ascendingMm[0], spacing);
  }

  private static DoseDataException refused(String subject, String found) {
    return DoseDataException.of(
        subject,
        found,
        "one slice at each place, evenly spaced, at most " + LARGEST_SPACING_MM + " mm apart",
        "export the whole series once");
  }
}

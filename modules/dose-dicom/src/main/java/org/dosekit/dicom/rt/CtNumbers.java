package org.dosekit.dicom.rt;

import java.util.Arrays;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;

/**
 * How the stored values of a CT slice become HU (PS3.3, C.11.1 and C.7.5.1.1.2).
 *
 * @param slope HU per stored value
 * @param intercept HU of the stored value 0
 * @param firstPadding the least stored value that fills what was not scanned
 * @param lastPadding the greatest; below the first where there is none
 */
record CtNumbers(double slope, double intercept, double firstPadding, double lastPadding) {
  private static final double AIR_HU = -1000;

  /**
   * Padding lies below what is scanned. A padding value that reads as lung or more is a mistake of
   * the writer, often 0 for water, and would turn tissue into air.
   */
  private static final double DENSEST_PADDING_HU = -900;

  /** Metal has 30 000 HU on an extended scale; beyond this the scale is damaged. */
  private static final double LARGEST_SLOPE = 100;

  private static final double LARGEST_INTERCEPT_HU = 100_000;

  /**
   * The numbers of a slice.
   *
   * @throws org.dosekit.core.DoseDataException when its scale is missing, or does not give HU
   */
  static CtNumbers of(DataSet slice) {
    double slope = slice.requireNumber(Attribute.RESCALE_SLOPE);
    double intercept = slice.requireNumber(Attribute.RESCALE_INTERCEPT);
    String type = slice.string(Attribute.RESCALE_TYPE).orElse("HU");
    if (!(slope > 0 && slope <= LARGEST_SLOPE) || !(type.equals("HU") || type.equals("US"))) {
      throw slice.mismatch(Attribute.RESCALE_SLOPE, "a scale that does not give HU");
    }
    if (Math.abs(intercept) > LARGEST_INTERCEPT_HU) {
      throw slice.mismatch(Attribute.RESCALE_INTERCEPT, "a scale that does not give HU");
    }
    double[] padding = padding(slice);
    boolean none = padding.length == 0 || padding[1] * slope + intercept > DENSEST_PADDING_HU;
    return none
        ? new CtNumbers(slope, intercept, 1, 0)
        : new CtNumbers(slope, intercept, padding[0], padding[1]);
  }

  /** The least and the greatest stored value of padding; empty where the slice names none. */
  private static double[] padding(DataSet slice) {
    if (!slice.has(Attribute.PIXEL_PADDING_VALUE)) {
      return new double[0];
    }
    boolean signed = slice.integer(Attribute.PIXEL_REPRESENTATION).orElse(0) == 1;
    int value = slice.requireInteger(Attribute.PIXEL_PADDING_VALUE);
    int limit = slice.integer(Attribute.PIXEL_PADDING_RANGE_LIMIT).orElse(value);
    double[] range = {as16Bits(value, signed), as16Bits(limit, signed)};
    Arrays.sort(range);
    return range;
  }

  /** In implicit encoding the value does not tell whether it is signed; the pixels do. */
  private static int as16Bits(int value, boolean signed) {
    return signed ? (short) value : value & 0xFFFF;
  }

  /** The HU of a stored value; air for padding. */
  float hu(double stored) {
    return stored >= firstPadding && stored <= lastPadding
        ? (float) AIR_HU
        : (float) (stored * slope + intercept);
  }
}

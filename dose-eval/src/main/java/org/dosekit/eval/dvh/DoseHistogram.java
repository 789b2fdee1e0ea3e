package org.dosekit.eval.dvh;

/**
 * A dose-volume curve in bins of equal width, differential and cumulative, for plots and for tools
 * that want one. Metrics are read from the curve, never from here. Immutable.
 */
public final class DoseHistogram {
  private static final int MOST_BINS = 1_000_000;

  private final DoseVolumeCurve curve;
  private final double binWidthGy;
  private final int firstBin;
  private final int bins;

  private DoseHistogram(DoseVolumeCurve curve, double binWidthGy) {
    this.curve = curve;
    this.binWidthGy = binWidthGy;
    double first = Math.min(0, Math.floor(curve.minGy() / binWidthGy));
    double last = Math.max(0, Math.floor(curve.maxGy() / binWidthGy));
    if (!(last - first < MOST_BINS)) {
      throw new IllegalArgumentException(
          "bins of " + binWidthGy + " Gy are more than " + MOST_BINS + "; take wider ones");
    }
    this.firstBin = (int) first;
    this.bins = (int) (last - first) + 1;
  }

  static DoseHistogram of(DoseVolumeCurve curve, double binWidthGy) {
    if (!(binWidthGy > 0) || !Double.isFinite(binWidthGy)) {
      throw new IllegalArgumentException("bins of " + binWidthGy + " Gy; positive");
    }
    return new DoseHistogram(curve, binWidthGy);
  }

  /** The number of bins, from 0 Gy (or the lowest dose, if negative) to the highest dose. */
  public int bins() {
    return bins;
  }

  /** The width of each bin in Gy. */
  public double binWidthGy() {
    return binWidthGy;
  }

  /** Where a bin begins in Gy, itself included. The next begins at the end of the last. */
  public double fromGy(int bin) {
    return (firstBin + bin) * binWidthGy;
  }

  /** The volume in cc whose dose lies in a bin: the differential histogram. */
  public double volumeCc(int bin) {
    return curve.volumeCcAtDose(fromGy(bin)) - curve.volumeCcAtDose(fromGy(bin + 1));
  }

  /** The volume in cc with at least the dose at which a bin begins: the cumulative histogram. */
  public double cumulativeCc(int bin) {
    return curve.volumeCcAtDose(fromGy(bin));
  }
}

package org.dosekit.train.settings;

/** How a dose-volume metric of a predicted dose is read, so that it has a useful gradient. */
public sealed interface DvhReading {
  /**
   * The value is the exact metric; its gradient is spread by a Gaussian over the voxels whose dose
   * is near the one that decides.
   *
   * @param smoothing standard deviation of the Gaussian in units of the prescription, 1e-4 to 0.1
   */
  record Exact(double smoothing) implements DvhReading {
    /** Checks the range. */
    public Exact {
      Ranges.require(
          smoothing >= 1e-4 && smoothing <= 0.1,
          "smoothing %s of DVH terms; 1e-4 to 0.1",
          smoothing);
    }
  }

  /**
   * As the original project read them, to reproduce its results: a dose-at-volume metric from a
   * histogram of 100 Gaussian bins, a volume-at-dose metric by a sigmoid ten times as wide as the
   * temperature, both far off the metrics they stand for; structures of fewer than 100 voxels are
   * not read. The original read structures cut by the patch as if whole, which is a fraction of 0
   * in {@link DvhLoss}.
   *
   * @param temperature the original's, 1e-3 to 1; its default is 0.1
   */
  record AsOriginal(double temperature) implements DvhReading {
    /** Checks the range. */
    public AsOriginal {
      Ranges.require(
          temperature >= 1e-3 && temperature <= 1,
          "temperature %s of DVH terms; 1e-3 to 1",
          temperature);
    }
  }

  /** Exact, smoothed over half a percent of the prescription. */
  DvhReading STANDARD = new Exact(0.005);
}

package org.dosekit.eval.dvh;

/** What a reader of a {@link MetricValue} must know before trusting it. */
public enum MetricFlag {
  /** No value: the metric asks for more volume than the structure has. */
  VOLUME_EXCEEDS_STRUCTURE(false),
  /** No value: a dose in percent was asked for, and the curve has no prescription. */
  NO_PRESCRIPTION(false),
  /** No value: the formula has none, e.g. the homogeneity of a structure whose median dose is 0. */
  UNDEFINED(false),
  /** The asked volume is less than one voxel: the value says no more than the extreme voxel. */
  VOLUME_BELOW_ONE_VOXEL(true),
  /** The structure reaches beyond the dose grid; the value is of the part inside. */
  PARTLY_OUTSIDE_DOSE_GRID(true),
  /** Some of the structure's doses are below 0 Gy; the value counts them as they are. */
  NEGATIVE_DOSE(true);

  private final boolean hasValue;

  MetricFlag(boolean hasValue) {
    this.hasValue = hasValue;
  }

  /** Whether a flagged metric still has a value. */
  public boolean hasValue() {
    return hasValue;
  }
}

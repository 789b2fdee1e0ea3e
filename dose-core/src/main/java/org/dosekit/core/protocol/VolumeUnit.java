package org.dosekit.core.protocol;

/** What a volume of a {@link DoseMetric} is counted in. */
public enum VolumeUnit {
  /** Percent of the structure's volume. */
  PERCENT("%"),
  /** Cubic centimetres. */
  CC("cc");

  private final String symbol;

  VolumeUnit(String symbol) {
    this.symbol = symbol;
  }

  /** As written: {@code %} or {@code cc}. */
  public String symbol() {
    return symbol;
  }
}

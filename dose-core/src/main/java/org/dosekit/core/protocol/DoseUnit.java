package org.dosekit.core.protocol;

/** What a dose of a {@link DoseMetric} is counted in. */
public enum DoseUnit {
  /** Gray. */
  GY("Gy"),
  /** Percent of the prescription that the metric is read against. */
  PERCENT("%");

  private final String symbol;

  DoseUnit(String symbol) {
    this.symbol = symbol;
  }

  /** As written: {@code Gy} or {@code %}. */
  public String symbol() {
    return symbol;
  }
}

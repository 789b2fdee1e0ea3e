package org.dosekit.train.settings;

import java.util.List;
import java.util.Objects;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureExpression;

/**
 * The dose-volume part of the loss: the sum of its terms times their weights, as a mean over the
 * patches of a batch.
 *
 * @param factor of the whole part, at least 0; 0 is off
 * @param terms what is read and what counts as an error; at least one unless the factor is 0
 * @param minimumFraction a region is not scored in a patch that holds this fraction of its voxels
 *     or less, 0 to less than 1
 * @param reading how metrics are read
 */
public record DvhLoss(
    double factor, List<DvhTerm> terms, double minimumFraction, DvhReading reading) {
  /** No dose-volume terms. */
  public static final DvhLoss OFF = new DvhLoss(0, List.of(), 0.9, DvhReading.STANDARD);

  /** The factor of the original. */
  public static final double STANDARD_FACTOR = 0.5;

  /** Copies the list and checks the ranges. */
  public DvhLoss {
    terms = List.copyOf(terms);
    Objects.requireNonNull(reading);
    Ranges.require(factor >= 0 && factor <= 1e6, "DVH factor %s; 0 to 1e6", factor);
    Ranges.require(
        minimumFraction >= 0 && minimumFraction < 1,
        "fraction %s of a structure inside a patch; 0 to less than 1",
        minimumFraction);
    Ranges.require(factor == 0 || !terms.isEmpty(), "DVH factor %s without a term", factor);
    long names = terms.stream().map(DvhTerm::label).distinct().count();
    Ranges.require(names == terms.size(), "%s DVH terms of which two are the same", terms.size());
  }

  /** The built-in terms of a set for a protocol. */
  public static DvhLoss of(Protocol protocol, DvhTermSet set, double factor) {
    return new DvhLoss(factor, set.terms(protocol), OFF.minimumFraction, DvhReading.STANDARD);
  }

  /** Whether there is something to compute. */
  public boolean isOn() {
    return factor > 0;
  }

  /** The regions of the terms, none twice; none when off. */
  public List<StructureExpression> regions() {
    return isOn() ? terms.stream().map(DvhTerm::region).distinct().toList() : List.of();
  }

  /** These terms with another factor. */
  public DvhLoss withFactor(double value) {
    return new DvhLoss(value, terms, minimumFraction, reading);
  }

  /** These terms with another limit of the fraction inside a patch. */
  public DvhLoss withMinimumFraction(double value) {
    return new DvhLoss(factor, terms, value, reading);
  }

  /** These terms read in another way. */
  public DvhLoss withReading(DvhReading value) {
    return new DvhLoss(factor, terms, minimumFraction, value);
  }
}

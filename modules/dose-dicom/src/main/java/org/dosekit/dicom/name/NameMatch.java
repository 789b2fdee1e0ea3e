package org.dosekit.dicom.name;

import java.util.Objects;
import java.util.Optional;

/**
 * What a drawn structure's name was taken for.
 *
 * @param structure the protocol's name; empty when none
 * @param confidence how sure that is
 */
public record NameMatch(Optional<String> structure, Confidence confidence) {
  /** How sure a match is; the first is the surest. */
  public enum Confidence {
    /** Named so in the institution's own table. */
    INSTITUTION,
    /** One of the names in the site's table. */
    EXACT,
    /** By TG-263, however spelt. */
    TG263,
    /** Like one of the patterns in the site's table: to be looked at. */
    PATTERN,
    /** A planning aid: never taken for an organ. */
    AID,
    /** Not known. */
    UNKNOWN
  }

  /** Checks that a structure is named where one was found. */
  public NameMatch {
    Objects.requireNonNull(structure);
    if (structure.isEmpty() == (confidence.compareTo(Confidence.PATTERN) <= 0)) {
      throw new IllegalArgumentException("structure " + structure + " by " + confidence);
    }
  }

  static NameMatch of(String structure, Confidence confidence) {
    return new NameMatch(Optional.of(structure), confidence);
  }

  static NameMatch none(Confidence confidence) {
    return new NameMatch(Optional.empty(), confidence);
  }
}

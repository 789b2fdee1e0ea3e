package org.dosekit.core.structure;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a structure is to the plan. */
public enum StructureRole {
  /** A planning target volume or other target. */
  TARGET,
  /** An organ at risk. */
  ORGAN_AT_RISK,
  /** The patient's outline. */
  EXTERNAL,
  /** Anything else. */
  OTHER;

  /** The role as files write it: {@code target}, {@code organ_at_risk}, ... */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a role as files write it.
   *
   * @throws IllegalArgumentException when there is no such role
   */
  public static StructureRole ofWord(String word) {
    for (StructureRole role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "role '"
            + word
            + "'; it is one of "
            + Arrays.stream(values()).map(StructureRole::word).collect(Collectors.joining(", ")));
  }
}

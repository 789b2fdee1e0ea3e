package org.dosekit.core.structure;

import java.util.Objects;
import org.dosekit.core.volume.Mask;

/**
 * A named region of the patient.
 *
 * @param name the protocol's name for it, 1 to 64 printable characters
 * @param role what it is to the plan
 * @param mask its voxels on the case's grid
 */
public record Structure(String name, StructureRole role, Mask mask) {
  /** Checks the name. */
  public Structure {
    Objects.requireNonNull(role);
    Objects.requireNonNull(mask);
    if (name.isBlank() || name.length() > 64 || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a structure name is 1 to 64 printable characters");
    }
  }
}

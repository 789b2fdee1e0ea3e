package org.dosekit.core.protocol;

import java.util.List;
import java.util.Objects;
import org.dosekit.core.structure.StructureRole;

/**
 * A structure a protocol knows.
 *
 * @param name the name cases use
 * @param role what it is to the plan
 * @param tg263 its TG-263 name
 * @param required whether a case without it is refused
 */
public record StructureDefinition(String name, StructureRole role, String tg263, boolean required) {
  /** Checks for nulls. */
  public StructureDefinition {
    Objects.requireNonNull(name);
    Objects.requireNonNull(role);
    Objects.requireNonNull(tg263);
  }

  static List<String> names(List<StructureDefinition> definitions) {
    return definitions.stream().map(StructureDefinition::name).toList();
  }
}

package org.dosekit.core.protocol;

/**
 * One entry of the constraint vector that conditions the network through FiLM. A case may carry its
 * own value for any entry by its name; these rules apply where it does not.
 */
public sealed interface ConstraintEntry {
  /** The entry's name, unique in a protocol; what a case's own value refers to. */
  String name();

  /**
   * The prescription of a target over the case's highest prescription; 0 when the case lacks the
   * target.
   *
   * @param name the entry
   * @param structure the target
   */
  record PrescriptionLevel(String name, String structure) implements ConstraintEntry {}

  /**
   * 1 when the case has the structure, else 0.
   *
   * @param name the entry
   * @param structure the structure
   */
  record Presence(String name, String structure) implements ConstraintEntry {}

  /**
   * A dose limit over the case's highest prescription.
   *
   * @param name the entry
   * @param doseGy the limit in Gy
   */
  record DoseLimit(String name, double doseGy) implements ConstraintEntry {}

  /**
   * A fixed number (a volume fraction, say).
   *
   * @param name the entry
   * @param value the number
   */
  record Fixed(String name, double value) implements ConstraintEntry {}
}

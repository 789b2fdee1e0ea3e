package org.dosekit.core.structure;

/** What a structure is to the plan. */
public enum StructureRole {
  /** A planning target volume or other target. */
  TARGET,
  /** An organ at risk. */
  ORGAN_AT_RISK,
  /** The patient's outline. */
  EXTERNAL,
  /** Anything else. */
  OTHER
}

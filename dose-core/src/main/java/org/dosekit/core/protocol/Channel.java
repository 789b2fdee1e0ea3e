package org.dosekit.core.protocol;

/** One input channel of the network. */
public sealed interface Channel {
  /** The planning CT. */
  record Ct() implements Channel {}

  /**
   * The signed distance field of a structure, negative inside.
   *
   * @param structure its name in the protocol
   */
  record SignedDistance(String structure) implements Channel {}

  /** 1 where dose may be (the case's dose region; everywhere when the case has none), else 0. */
  record DoseRegion() implements Channel {}
}

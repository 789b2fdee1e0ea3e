package org.dosekit.core.structure;

import java.util.Optional;

/** Structure names after AAPM TG-263, and the names of data sets that keep their own. */
public final class StructureNames {
  private StructureNames() {}

  /**
   * The TG-263 name of a known structure however it is spelt ({@code LeftParotid}: {@code
   * Parotid_L}), if known.
   */
  public static Optional<String> tg263(String name) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * The name of the same organ on the other side, in the same spelling: {@code Femur_L} and {@code
   * Femur_R}, {@code LeftParotid} and {@code RightParotid}. A name without a side is its own
   * mirror.
   */
  public static String mirrored(String name) {
    throw new UnsupportedOperationException("to be written");
  }
}

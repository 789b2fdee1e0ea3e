package org.dosekit.export.runtime;

import java.util.Objects;
import org.dosekit.core.geometry.GridShape;

/**
 * The patches that a TensorRT engine is built for: it compiles for the usual one, and takes any
 * between smallest and largest.
 *
 * @param smallest sizes along each axis
 * @param usual sizes along each axis
 * @param largest sizes along each axis
 */
public record PatchProfile(GridShape smallest, GridShape usual, GridShape largest) {
  /** Checks the order. */
  public PatchProfile {
    Objects.requireNonNull(usual);
    if (!within(smallest, usual) || !within(usual, largest)) {
      throw new IllegalArgumentException(
          "patches from %s over %s to %s; ascending along each axis"
              .formatted(smallest, usual, largest));
    }
  }

  /** Patches of one shape: the fastest engine, built once. */
  public static PatchProfile fixed(GridShape patch) {
    return new PatchProfile(patch, patch, patch);
  }

  /** Whether an engine of this profile takes a patch. */
  boolean takes(GridShape patch) {
    return within(smallest, patch) && within(patch, largest);
  }

  private static boolean within(GridShape inner, GridShape outer) {
    return inner.ny() <= outer.ny() && inner.nx() <= outer.nx() && inner.nz() <= outer.nz();
  }

  @Override
  public String toString() {
    return smallest.equals(largest) ? smallest.toString() : smallest + " to " + largest;
  }
}

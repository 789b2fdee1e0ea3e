package org.dosekit.dicom.rt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.structure.Contour;
import org.dosekit.core.structure.Contours;

/**
 * A region of a structure set.
 *
 * @param number what other objects refer to it by
 * @param name as drawn; free text
 * @param interpretedType {@code PTV}, {@code ORGAN}, {@code EXTERNAL}, ...; empty when not said
 * @param frameOfReferenceUid the frame of its coordinates
 * @param closed its closed contours
 * @param passedOver how many contours are points, open, or of fewer than three points
 */
public record Roi(
    int number,
    String name,
    String interpretedType,
    Optional<String> frameOfReferenceUid,
    List<Contour> closed,
    int passedOver) {
  /** Copies the list. */
  public Roi {
    Objects.requireNonNull(name);
    Objects.requireNonNull(interpretedType);
    Objects.requireNonNull(frameOfReferenceUid);
    closed = List.copyOf(closed);
  }

  /** Its contours; empty when it was named and never drawn. */
  public Optional<Contours> contours() {
    return closed.isEmpty() ? Optional.empty() : Optional.of(Contours.of(closed));
  }
}

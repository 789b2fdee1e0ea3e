package org.dosekit.core.structure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;

/**
 * The contours of one structure, on parallel planes. Immutable.
 *
 * <p>A point is inside by the even-odd rule over all contours of its plane: a contour inside
 * another is a hole, and so is one joined to the outer by a keyhole. A contour drawn twice counts
 * once, wherever it begins and whichever way round it goes.
 *
 * @param contours at least one, no two equal
 * @param sliceSpacingMm the distance of the planes drawn on; absent to take the median distance of
 *     neighbouring planes
 */
public record Contours(List<Contour> contours, OptionalDouble sliceSpacingMm) {
  /**
   * Copies the list without repetitions.
   *
   * @throws DoseDataException when there is no contour
   * @throws IllegalArgumentException when the spacing is not positive and finite
   */
  public Contours {
    Map<Contour, Contour> byRing = new LinkedHashMap<>();
    contours.forEach(contour -> byRing.putIfAbsent(contour.canonical(), contour));
    contours = List.copyOf(byRing.values());
    if (contours.isEmpty()) {
      throw DoseDataException.of(
          "structure", "no contour", "at least one", "leave the structure out");
    }
    sliceSpacingMm.ifPresent(
        mm -> {
          if (!(mm > 0) || !Double.isFinite(mm)) {
            throw new IllegalArgumentException("slice spacing " + mm + " mm; positive");
          }
        });
  }

  /** Contours whose spacing shows in their planes. */
  public static Contours of(List<Contour> contours) {
    return new Contours(contours, OptionalDouble.empty());
  }

  /** These contours on planes of a known distance, e.g. that of the images drawn on. */
  public Contours withSliceSpacingMm(double mm) {
    return new Contours(contours, OptionalDouble.of(mm));
  }
}

package org.dosekit.core.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.PatientPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContoursTest {
  private static final Contour TRIANGLE = Contour.of(0, 0, 0, 4, 0, 0, 0, 3, 0);

  @Test
  void pointsAndCoordinatesMakeTheSameContour() {
    assertEquals(
        TRIANGLE,
        Contour.of(
            List.of(
                new PatientPoint(0, 0, 0), new PatientPoint(4, 0, 0), new PatientPoint(0, 3, 0))));
    assertEquals(3, TRIANGLE.size());
    assertEquals(new PatientPoint(0, 3, 0), TRIANGLE.point(2));
  }

  @Test
  void coordinatesAreCopied() {
    double[] xyz = {0, 0, 0, 4, 0, 0, 0, 3, 0};
    Contour contour = Contour.of(xyz);
    xyz[0] = 99;
    assertEquals(TRIANGLE, contour);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 8, 10})
  void otherThanWholePointsOfAPolygonAreRefused(int coordinates) {
    assertThrows(DoseDataException.class, () -> Contour.of(new double[coordinates]));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e6, -1e300})
  void coordinatesBeyondAnyRoomAreRefused(double mm) {
    assertThrows(DoseDataException.class, () -> Contour.of(0, 0, 0, 4, mm, 0, 0, 3, 0));
  }

  @Test
  void repeatedContoursAreDropped() {
    assertEquals(1, Contours.of(List.of(TRIANGLE, TRIANGLE)).contours().size());
  }

  @Test
  void structureWithoutContourIsRefused() {
    assertThrows(DoseDataException.class, () -> Contours.of(List.of()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void senselessSpacingIsRefused(double mm) {
    Contours contours = Contours.of(List.of(TRIANGLE));
    assertThrows(IllegalArgumentException.class, () -> contours.withSliceSpacingMm(mm));
  }
}

package org.dosekit.core.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.PartialMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContourRasterizerTest {
  /** 12 x 14 x 10 voxels of 2 x 3 x 2.5 mm; faces of the grid at y = -1, x = -1.5, z = -1.25. */
  private static final Grid GRID =
      Grid.axial(new GridShape(12, 14, 10), new VoxelSpacing(2, 3, 2.5), new PatientPoint(0, 0, 0));

  private static final double EXACT = 1e-6;

  /** The box x 4 to 16, y 3 to 10, drawn on z = 5, 7.5, 10: z from 3.75 to 11.25 with caps. */
  private static final Contours BOX =
      Contours.of(
          List.of(
              rectangle(4, 16, 3, 10, 5),
              rectangle(4, 16, 3, 10, 7.5),
              rectangle(4, 16, 3, 10, 10)));

  @Test
  void fractionsOfABoxAreItsOverlapsWithTheVoxels() {
    PartialMask mask = ContourRasterizer.onto(GRID).fractions(BOX);
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 14; x++) {
        for (int z = 0; z < 10; z++) {
          double expected =
              overlap(3, 10, 2 * y, 2)
                  * overlap(4, 16, 3 * x, 3)
                  * overlap(3.75, 11.25, 2.5 * z, 2.5);
          assertEquals(expected, mask.fraction(y, x, z), EXACT, y + ", " + x + ", " + z);
        }
      }
    }
    assertEquals(12 * 7 * 7.5 / 1000, mask.volumeCc(), EXACT);
  }

  @ParameterizedTest
  @CsvSource({"HALF_SLICE, 7.5", "NONE, 5"})
  void endCapsAreHalfASliceOrNothing(EndCaps caps, double heightMm) {
    PartialMask mask = ContourRasterizer.onto(GRID).withEndCaps(caps).fractions(BOX);
    assertEquals(12 * 7 * heightMm / 1000, mask.volumeCc(), EXACT);
  }

  @Test
  void capsFollowAGivenSliceSpacing() {
    Contours onFinerImages = BOX.withSliceSpacingMm(1.25);
    double heightMm = ContourRasterizer.onto(GRID).fractions(onFinerImages).volumeCc() * 1000 / 84;
    assertEquals(5 + 1.25, heightMm, EXACT);
  }

  /** Slices at z = 0, 2.5 and, two missing, at 10: the gap stays empty but for the caps. */
  @Test
  void missingSlicesAreNotFilled() {
    Contours parts =
        Contours.of(
            List.of(
                rectangle(4, 16, 3, 10, 0),
                rectangle(4, 16, 3, 10, 2.5),
                rectangle(4, 16, 3, 10, 10),
                rectangle(4, 16, 3, 10, 12.5)));
    PartialMask mask = ContourRasterizer.onto(GRID).fractions(parts);
    assertEquals(84 * 4 * 2.5 / 1000, mask.volumeCc(), EXACT);
    assertEquals(0, mask.fraction(3, 3, 2));
    assertEquals(0, mask.fraction(3, 3, 3));
  }

  @Test
  void structureDrawnOnEverySecondImageIsWhole() {
    List<Contour> sparse = new ArrayList<>();
    for (double z = 2.5; z <= 17.5; z += 5) {
      sparse.add(rectangle(4, 16, 3, 10, z));
    }
    Contours drawn = Contours.of(sparse).withSliceSpacingMm(2.5);
    double heightMm = ContourRasterizer.onto(GRID).fractions(drawn).volumeCc() * 1000 / 84;
    assertEquals(15 + 2.5, heightMm, EXACT);
  }

  @Test
  void spacingThatDoesNotShowIsAskedFor() {
    ContourRasterizer rasterizer = ContourRasterizer.onto(GRID);
    Contours single = Contours.of(List.of(rectangle(4, 16, 3, 10, 5)));
    Contours apart = Contours.of(List.of(rectangle(4, 16, 3, 10, 0), rectangle(4, 16, 3, 10, 20)));
    for (Contours contours : List.of(single, apart)) {
      DoseDataException e =
          assertThrows(DoseDataException.class, () -> rasterizer.fractions(contours));
      assertTrue(e.getMessage().contains("spacing"), e.getMessage());
    }
    assertEquals(0.21, rasterizer.fractions(single.withSliceSpacingMm(2.5)).volumeCc(), EXACT);
    assertEquals(0.42, rasterizer.fractions(apart.withSliceSpacingMm(2.5)).volumeCc(), EXACT);
  }

  @Test
  void contourInsideAnotherIsAHoleAndOneInsideThatIsNot() {
    assertEquals(
        12 * 7 - 6 * 4 + 2 * 2,
        areaMm2(rectangle(4, 16, 3, 10, 5), rectangle(6, 12, 4, 8, 5), rectangle(8, 10, 5, 7, 5)),
        EXACT);
  }

  /** Out along y = 6 to the hole, around it, and back the same way: once there, once back. */
  @Test
  void keyholeIsAHole() {
    Contour keyhole =
        Contour.of(
            4, 3, 5, 16, 3, 5, 16, 10, 5, 4, 10, 5, 4, 6, 5, 6, 6, 5, 6, 8, 5, 12, 8, 5, 12, 4, 5,
            6, 4, 5, 6, 6, 5, 4, 6, 5);
    assertEquals(12 * 7 - 6 * 4, areaMm2(keyhole), EXACT);
  }

  /** The bridge slants, so that every line crosses it, there and back at the same place. */
  @Test
  void slantingKeyholeIsAHole() {
    Contour keyhole =
        Contour.of(
            4, 3, 5, 16, 3, 5, 16, 10, 5, 4, 10, 5, 6.1, 8, 5, 12, 8, 5, 12, 4, 5, 6, 4, 5, 6.1, 8,
            5, 4, 10, 5);
    double hole = shoelace(6.1, 8, 12, 8, 12, 4, 6, 4);
    assertEquals(12 * 7 - hole, areaMm2(keyhole), EXACT);
  }

  @Test
  void directionAndFirstPointDoNotMatter() {
    Contour turned = Contour.of(16, 10, 5, 16, 3, 5, 4, 3, 5, 4, 10, 5);
    assertEquals(12 * 7, areaMm2(turned), EXACT);
    Contour closed = Contour.of(4, 3, 5, 16, 3, 5, 16, 10, 5, 4, 10, 5, 4, 3, 5);
    assertEquals(12 * 7, areaMm2(closed), EXACT);
  }

  @Test
  void contourDrawnTwiceCountsOnce() {
    Contour drawn = rectangle(4, 16, 3, 10, 5);
    assertEquals(12 * 7, areaMm2(drawn, rectangle(4, 16, 3, 10, 5)), EXACT);
    Contour fromAnotherCorner = Contour.of(16, 10, 5, 4, 10, 5, 4, 3, 5, 16, 3, 5);
    Contour theOtherWayRound = Contour.of(16, 10, 5, 16, 3, 5, 4, 3, 5, 4, 10, 5);
    assertEquals(12 * 7, areaMm2(drawn, fromAnotherCorner, theOtherWayRound), EXACT);
  }

  /** The midpoint rule over lines 0.1 mm apart is off by less than a line's share of the disc. */
  @Test
  void discHasItsArea() {
    Contour polygon = disc(18, 11, 8, 5, 720);
    double polygonMm2 = 720 / 2.0 * 64 * Math.sin(2 * Math.PI / 720);
    assertEquals(polygonMm2, areaMm2(polygon), polygonMm2 * 1e-3);
  }

  @Test
  void moreLinesComeCloserToATriangle() {
    Contour triangle = Contour.of(1, 1, 5, 30, 4, 5, 9, 19, 5);
    double exactMm2 = shoelace(1, 1, 30, 4, 9, 19);
    double one = Math.abs(volumeMm3(1, triangle) / 2.5 - exactMm2);
    double many = Math.abs(volumeMm3(64, triangle) / 2.5 - exactMm2);
    assertTrue(many < one && one < 10, () -> one + " mm2");
    assertTrue(many < 0.01, () -> many + " mm2");
  }

  @Test
  void voxelsWithTheirCentreInsideAreThoseOfTheMask() {
    Mask mask = ContourRasterizer.onto(GRID).centres(BOX);
    Mask expected =
        Mask.where(
            GRID,
            i -> {
              double z = i % 10 * 2.5;
              double x = i / 10 % 14 * 3;
              double y = i / 140 * 2;
              return z > 3.75 && z < 11.25 && x >= 4 && x < 16 && y >= 3 && y < 10;
            });
    assertEquals(expected, mask);
  }

  @Test
  void halfFullVoxelsKeepTheVolumeOfADisc() {
    Contours cylinder = Contours.of(List.of(disc(18, 11, 8, 5, 360), disc(18, 11, 8, 7.5, 360)));
    PartialMask fractions = ContourRasterizer.onto(GRID).fractions(cylinder);
    assertEquals(fractions.volumeCc(), fractions.atLeast(0.5).volumeCc(), 0.1);
    assertTrue(fractions.atLeast(1).minus(fractions.atLeast(0.5)).isEmpty());
  }

  @Test
  void prismsTileThinSlicesInThickVoxels() {
    List<Contour> thin = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      thin.add(rectangle(4, 16, 3, 10, 0.1 + 0.2 * i));
    }
    PartialMask mask = ContourRasterizer.onto(GRID).fractions(Contours.of(thin));
    assertEquals(12 * 7 * 10 / 1000.0, mask.volumeCc(), EXACT);
    assertEquals(1, mask.fraction(3, 3, 2), EXACT);
    assertEquals(0.5, mask.fraction(3, 3, 0), EXACT);
  }

  @Test
  void orderOfContoursDoesNotMatter() {
    List<Contour> shuffled = new ArrayList<>(BOX.contours());
    Collections.reverse(shuffled);
    PartialMask one = ContourRasterizer.onto(GRID).fractions(BOX);
    PartialMask other = ContourRasterizer.onto(GRID).fractions(Contours.of(shuffled));
    assertEquals(one.volumeCc(), other.volumeCc(), 0);
  }

  /** Voxel axes along patient axes in another order: a patient lying on the left side. */
  @Test
  void gridOfAPatientOnTheSideHoldsTheSameVolume() {
    Grid turned =
        Grid.oriented(
            new GridShape(20, 16, 10),
            new VoxelSpacing(2, 2, 2.5),
            new PatientPoint(30, -5, 0),
            new PatientPoint(-1, 0, 0),
            new PatientPoint(0, 1, 0));
    assertEquals(
        12 * 7 * 7.5 / 1000, ContourRasterizer.onto(turned).fractions(BOX).volumeCc(), EXACT);
  }

  @Test
  void gridTurnedInPlaneHoldsTheSameVolume() {
    double c = Math.cos(0.3);
    double s = Math.sin(0.3);
    Grid turned =
        Grid.oriented(
            new GridShape(40, 40, 10),
            VoxelSpacing.isotropic(2.5),
            new PatientPoint(10, -40, -5),
            new PatientPoint(-s, c, 0),
            new PatientPoint(c, s, 0));
    assertEquals(
        12 * 7 * 7.5 / 1000, ContourRasterizer.onto(turned).fractions(BOX).volumeCc(), 0.63 * 2e-3);
  }

  @Test
  void contourAcrossTheSlicesIsRefused() {
    Contours tilted =
        Contours.of(List.of(Contour.of(0, 0, 5, 10, 0, 5, 10, 10, 5.5))).withSliceSpacingMm(2.5);
    assertThrows(DoseDataException.class, () -> ContourRasterizer.onto(GRID).fractions(tilted));
  }

  @Test
  void whatLiesBeyondTheGridIsCutOff() {
    Contours over =
        Contours.of(List.of(rectangle(-20, 7.5, -20, 5, 0), rectangle(-20, 7.5, -20, 5, 2.5)));
    PartialMask mask = ContourRasterizer.onto(GRID).fractions(over);
    assertEquals(9 * 6 * 5 / 1000.0, mask.volumeCc(), EXACT);
    Mask centres = ContourRasterizer.onto(GRID).centres(over);
    assertEquals(3 * 3 * 2, centres.count());
  }

  @Test
  void contoursBesideTheGridLeaveItEmpty() {
    for (double away : new double[] {-500, 500}) {
      Contours beside =
          Contours.of(
              List.of(rectangle(away, away + 9, 0, 9, 0), rectangle(away, away + 9, 0, 9, 2.5)));
      assertTrue(ContourRasterizer.onto(GRID).fractions(beside).isEmpty());
      assertTrue(ContourRasterizer.onto(GRID).centres(beside).isEmpty());
    }
  }

  @Test
  void contourWithoutAreaIsEmpty() {
    Contour line = Contour.of(1, 1, 5, 9, 1, 5, 20, 1, 5);
    Contour point = Contour.of(3, 3, 5, 3, 3, 5, 3, 3, 5);
    assertEquals(0, areaMm2(line));
    assertEquals(0, areaMm2(point));
  }

  @Test
  void contoursLargerThanAnyPatientAreRefused() {
    Contours huge = Contours.of(List.of(rectangle(0, 99_000, 0, 9, 0), rectangle(0, 9, 0, 9, 2.5)));
    assertThrows(DoseDataException.class, () -> ContourRasterizer.onto(GRID).fractions(huge));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.7, 1, 2.5, 100})
  void cellsHoldTheWholeStructureAlsoBeyondTheGrid(double largestMm) {
    Contours over =
        Contours.of(List.of(rectangle(-20, 7.5, -20, 5, 0), rectangle(-20, 7.5, -20, 5, 2.5)));
    Grid cells = ContourRasterizer.onto(GRID).cells(over, largestMm);
    assertTrue(cells.spacing().yMm() <= Math.min(2, largestMm) + 1e-9, cells.toString());
    assertTrue(cells.spacing().xMm() <= Math.min(3, largestMm) + 1e-9, cells.toString());
    assertTrue(cells.spacing().zMm() <= Math.min(2.5, largestMm) + 1e-9, cells.toString());
    PartialMask mask = ContourRasterizer.onto(cells).fractions(over);
    // Exact along x and z; each edge along y is at most half a line off.
    assertEquals(27.5 * 25 * 5 / 1000, mask.volumeCc(), 27.5 * 0.1 * 5 / 1000);
  }

  @Test
  void cellsBeyondCountingAreRefused() {
    Contours tall =
        Contours.of(List.of(rectangle(0, 1400, 0, 1400, 0), rectangle(0, 1400, 0, 1400, 9)));
    ContourRasterizer rasterizer = ContourRasterizer.onto(GRID);
    assertThrows(DoseDataException.class, () -> rasterizer.cells(tall, 0.01));
    assertThrows(IllegalArgumentException.class, () -> rasterizer.cells(tall, 0));
  }

  @Test
  void visitedFractionsAreThoseOfTheMask() {
    PartialMask mask = ContourRasterizer.onto(GRID).fractions(BOX);
    int[] visited = new int[1];
    ContourRasterizer.onto(GRID)
        .forEach(
            BOX,
            (y, x, z, fraction) -> {
              assertEquals(mask.fraction(y, x, z), fraction);
              visited[0]++;
            });
    assertEquals(mask.count(), visited[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void senselessLineCountsAreRefused(int lines) {
    ContourRasterizer rasterizer = ContourRasterizer.onto(GRID);
    assertThrows(IllegalArgumentException.class, () -> rasterizer.withLinesPerVoxel(lines));
  }

  private static double areaMm2(Contour... contours) {
    return volumeMm3(8, contours) / 2.5;
  }

  private static double volumeMm3(int lines, Contour... contours) {
    return ContourRasterizer.onto(GRID)
            .withLinesPerVoxel(lines)
            .fractions(Contours.of(List.of(contours)).withSliceSpacingMm(2.5))
            .volumeCc()
        * 1000;
  }

  /** The part of a voxel of this centre and size that an interval covers. */
  private static double overlap(double from, double to, double centre, double size) {
    double length = Math.min(to, centre + size / 2) - Math.max(from, centre - size / 2);
    return Math.max(0, length) / size;
  }

  private static double shoelace(double... xy) {
    double twice = 0;
    for (int i = 0; i < xy.length; i += 2) {
      int next = (i + 2) % xy.length;
      twice += xy[i] * xy[next + 1] - xy[next] * xy[i + 1];
    }
    return Math.abs(twice) / 2;
  }

  private static Contour rectangle(double x0, double x1, double y0, double y1, double z) {
    return Contour.of(x0, y0, z, x1, y0, z, x1, y1, z, x0, y1, z);
  }

  private static Contour disc(double x, double y, double radius, double z, int points) {
    double[] xyz = new double[3 * points];
    for (int i = 0; i < points; i++) {
      double angle = 2 * Math.PI * i / points;
      xyz[3 * i] = x + radius * Math.cos(angle);
      xyz[3 * i + 1] = y + radius * Math.sin(angle);
      xyz[3 * i + 2] = z;
    }
    return Contour.of(xyz);
  }
}

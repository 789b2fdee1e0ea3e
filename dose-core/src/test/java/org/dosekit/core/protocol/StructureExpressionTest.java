package org.dosekit.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.protocol.StructureExpression.Combined;
import org.dosekit.core.protocol.StructureExpression.Complement;
import org.dosekit.core.protocol.StructureExpression.Margin;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.protocol.StructureExpression.Operator;
import org.dosekit.core.volume.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructureExpressionTest {
  private static final Grid GRID =
      Grid.axial(new GridShape(14, 12, 10), new VoxelSpacing(2.5, 2, 3), PatientPoint.ORIGIN);

  /** Random masks that touch no border. */
  private static final Map<String, Mask> MASKS =
      Map.of("A", blob(1), "B", blob(2), "C", blob(3), "PTV50.4", blob(4));

  @Test
  void theThreeFormsOfTheFieldAreRead() {
    assertEquals(
        new Combined(Operator.MINUS, new Named("PTV56"), new Named("PTV70")),
        StructureExpression.parse("PTV56 - PTV70"));
    assertEquals(new Margin(new Named("PTV70"), 5), StructureExpression.parse("PTV70 + 5 mm"));
    assertEquals(
        new Combined(Operator.AND, new Named("Rectum"), new Complement(new Named("PTV70"))),
        StructureExpression.parse("Rectum & ~PTV70"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          PTV70                      ! PTV70
          PTV50.4 minus A minus B    ! PTV50.4 - A - B
          A or B or C                ! A | B | C
          A and not B                ! A & ~B
          A-                         ! A-
          (A)                        ! A
          ((A|B))-C                  ! (A | B) - C
          A - (B - C)                ! A - (B - C)
          A - (B + 5mm)              ! A - (B + 5 mm)
          (A - B) + 5.50 mm          ! (A - B) + 5.5 mm
          A + 5 mm - 3 mm            ! A + 5 mm - 3 mm
          A + 5 mm - A               ! A + 5 mm - A
          A - 3 mm & B               ! A - 3 mm & B
          ~(A + 5 mm)                ! ~(A + 5 mm)
          (~A) + 5 mm                ! (~A) + 5 mm
          ~~A                        ! ~~A
          "Femoral head L" | A       ! "Femoral head L" | A
          "not" | "5" | "5mm"        ! "not" | "5" | "5mm"
          A | (B | C)                ! A | (B | C)
          """)
  void writtenFormReadsBackEqual(String text, String canonical) {
    StructureExpression expression = StructureExpression.parse(text);
    assertEquals(canonical, expression.toString());
    assertEquals(expression, StructureExpression.parse(canonical));
  }

  @Test
  void anyTreeReadsBackEqual() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      StructureExpression tree = tree(random, 4);
      assertEquals(tree, StructureExpression.parse(tree.toString()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          ''               ! character 1: expected a structure, found the end
          A -              ! character 4: expected a structure, found the end
          A B              ! character 3: expected one of & | - before 'B'
          A & & B          ! character 5: expected a structure, found '&'
          A - B | C        ! character 7: '-' and '|' without parentheses can be read in two ways
          A - B + 5 mm     ! character 7: a margin behind a further structure
          ~A + 5 mm        ! character 4: a margin behind a further structure
          A + B            ! character 5: expected a margin such as 5 mm; structures are united by '|'
          A + 5            ! character 5: the margin 5 lacks its unit; write 5 mm
          A - 5            ! character 5: the margin 5 lacks its unit; write 5 mm
          A + 5 cm         ! character 5: the margin 5 lacks its unit; write 5 mm
          A + 0 mm         ! character 5: a margin is not 0
          A + -5 mm        ! character 5: expected a margin
          5 mm             ! character 1: expected a structure, found '5'
          and              ! character 1: expected a structure, found 'and'
          (A - B           ! character 1: this '(' is not closed
          A) - B           ! character 2: this ')' closes nothing
          A $ B            ! character 3: unexpected '$'
          "A               ! character 1: this '"' is not closed
          """)
  void whatIsWrongIsNamedWithItsPlace(String text, String complaint) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> StructureExpression.parse(text));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(complaint), message);
    assertTrue(message.contains("'" + text + "'"), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 400})
  void hostileNestingAndLengthAreRefused(int deep) {
    String text = "(".repeat(deep) + "A";
    assertThrows(IllegalArgumentException.class, () -> StructureExpression.parse(text));
    assertThrows(
        IllegalArgumentException.class, () -> StructureExpression.parse("~".repeat(deep) + "A"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\" \"", "\"a\tb\""})
  void aNameIsPrintable(String text) {
    assertThrows(IllegalArgumentException.class, () -> StructureExpression.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"A - B", "A & B", "A | B", "A & ~B", "(A | B) - C", "A - (B | C)", "~(A & B) - C"})
  void regionsAreTheAlgebraOfTheirVoxels(String text) {
    Mask region = evaluate(text);
    Mask a = mask("A");
    Mask b = mask("B");
    Mask c = mask("C");
    for (int i = 0; i < GRID.voxelCount(); i++) {
      boolean inA = a.contains(i);
      boolean inB = b.contains(i);
      boolean inC = c.contains(i);
      boolean expected =
          switch (text) {
            case "A - B", "A & ~B" -> inA && !inB;
            case "A & B" -> inA && inB;
            case "A | B" -> inA || inB;
            case "(A | B) - C" -> (inA || inB) && !inC;
            case "A - (B | C)" -> inA && !(inB || inC);
            default -> !(inA && inB) && !inC;
          };
      assertEquals(expected, region.contains(i), text);
    }
  }

  /** By definition: all voxels within the distance of a voxel, found by brute force. */
  @ParameterizedTest
  @ValueSource(doubles = {2, 3, 5, 7.5})
  void aMarginIsEuclideanAndAnisotropicAndItsLimitIsInside(double marginMm) {
    Mask grown = evaluate("A + " + marginMm + " mm");
    Mask shrunk = evaluate("A - " + marginMm + " mm");
    Mask a = mask("A");
    for (int i = 0; i < GRID.voxelCount(); i++) {
      assertEquals(withinReach(a, i, marginMm), grown.contains(i));
      assertEquals(!withinReach(a.complement(), i, marginMm), shrunk.contains(i));
    }
  }

  /** A box margin would take the corner at 8.7 mm: the original project's defect. */
  @Test
  void theCornerOfABoxIsOutsideAFiveMillimetreMargin() {
    Grid grid = Grid.axial(GridShape.cube(21), VoxelSpacing.isotropic(1), PatientPoint.ORIGIN);
    int centre = grid.shape().index(10, 10, 10);
    Mask grown =
        StructureExpression.parse("P + 5 mm")
            .evaluate(grid, name -> Optional.of(Mask.where(grid, i -> i == centre)));
    assertTrue(grown.contains(10, 10, 15));
    assertTrue(grown.contains(10, 13, 14), "3-4-5");
    assertTrue(!grown.contains(15, 15, 15) && !grown.contains(10, 14, 14));
    // Lattice points within radius 5 of the origin: OEIS A000605(5).
    assertEquals(515, grown.count());
  }

  @Test
  void anAbsentStructureHasNoVoxels() {
    assertEquals(mask("A"), evaluate("A - Missing"));
    assertEquals(mask("A"), evaluate("A | Missing"));
    assertEquals(mask("A"), evaluate("A & ~Missing"));
    assertTrue(evaluate("A & Missing").isEmpty());
    assertTrue(evaluate("Missing").isEmpty());
    assertTrue(evaluate("Missing + 5 mm").isEmpty());
    assertTrue(evaluate("Missing - 5 mm").isEmpty());
  }

  @Test
  void nothingShrinksAwayFromTheBorderOfTheGrid() {
    Mask all = Mask.full(GRID);
    assertEquals(all, StructureExpression.parse("X - 5 mm").evaluate(GRID, n -> Optional.of(all)));
  }

  @Test
  void aMaskOnAnotherGridIsRefused() {
    Grid other = Grid.axial(GRID.shape(), VoxelSpacing.isotropic(3), PatientPoint.ORIGIN);
    assertThrows(
        IllegalArgumentException.class,
        () -> StructureExpression.parse("A").evaluate(GRID, name -> Optional.of(Mask.full(other))));
  }

  @Test
  void namesAreListedOnceInOrder() {
    assertEquals(
        List.of("B", "A", "PTV50.4"),
        StructureExpression.parse("(B | A) - (PTV50.4 & ~B)").structures());
  }

  private static Mask evaluate(String text) {
    return StructureExpression.parse(text)
        .evaluate(GRID, name -> Optional.ofNullable(MASKS.get(name)));
  }

  private static boolean withinReach(Mask mask, int voxel, double reachMm) {
    int nz = GRID.shape().nz();
    int nx = GRID.shape().nx();
    return mask.indices()
        .anyMatch(
            i -> {
              double z = 3.0 * (i % nz - voxel % nz);
              double x = 2.0 * (i / nz % nx - voxel / nz % nx);
              int rows = i / nz / nx - voxel / nz / nx;
              double y = 2.5 * rows;
              return Math.sqrt(x * x + y * y + z * z) <= reachMm + 1e-9;
            });
  }

  private static Mask mask(String name) {
    return Objects.requireNonNull(MASKS.get(name));
  }

  private static Mask blob(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double y = random.nextDouble(4, 10);
    double x = random.nextDouble(4, 8);
    double z = random.nextDouble(4, 6);
    int nz = GRID.shape().nz();
    int nx = GRID.shape().nx();
    return Mask.where(
        GRID,
        i -> {
          int row = i / nz / nx;
          int column = i / nz % nx;
          return Math.hypot(Math.hypot(row - y, column - x), i % nz - z) < 3.6;
        });
  }

  private static StructureExpression tree(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return new Named(List.of("A", "B-1", "Left lung", "or", "7", "7mm").get(random.nextInt(6)));
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Complement(tree(random, depth - 1));
      case 1 -> new Margin(tree(random, depth - 1), random.nextInt(1, 90) / 8.0 - 12);
      default ->
          new Combined(
              Operator.values()[random.nextInt(3)],
              tree(random, depth - 1),
              tree(random, depth - 1));
    };
  }
}

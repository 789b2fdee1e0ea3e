package org.dosekit.core.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.volume.Mask;

/**
 * A region built from structures: {@code PTV56 - PTV70}, {@code PTV70 + 5 mm}, {@code Rectum &
 * ~PTV70}.
 *
 * <p>Written with {@code |} (or), {@code &} (and), {@code -} (minus), {@code ~} (not), parentheses,
 * and margins {@code + 5 mm}, {@code - 5 mm} behind a structure or a parenthesis; the words {@code
 * or}, {@code and}, {@code minus}, {@code not} mean the same. Different operators in a row need
 * parentheses, as does a margin behind any but the first structure: what can be read in two ways is
 * refused. A {@code -} stands between blanks, because names hold dashes; a name with other
 * characters than letters, digits, dots, dashes and underscores stands in double quotes.
 */
public sealed interface StructureExpression {
  /** How two regions are combined. */
  enum Operator {
    /** The voxels in both. */
    AND('&'),
    /** The voxels in either. */
    OR('|'),
    /** The voxels of the first that are not in the second. */
    MINUS('-');

    private final char symbol;

    Operator(char symbol) {
      this.symbol = symbol;
    }

    /** The operator's character. */
    public char symbol() {
      return symbol;
    }
  }

  /**
   * A structure.
   *
   * @param structure its name, 1 to 64 printable characters without a double quote
   */
  record Named(String structure) implements StructureExpression {
    /** Checks the name. */
    public Named {
      if (structure.isBlank()
          || structure.length() > 64
          || structure.indexOf('"') >= 0
          || structure.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "a structure name in an expression is 1 to 64 printable characters without '\"'");
      }
    }

    @Override
    public String toString() {
      return StructureExpressionText.format(this);
    }
  }

  /**
   * Two regions combined.
   *
   * @param operator how
   * @param left the first region
   * @param right the second region
   */
  record Combined(Operator operator, StructureExpression left, StructureExpression right)
      implements StructureExpression {
    /** Checks for nulls. */
    public Combined {
      Objects.requireNonNull(operator);
      Objects.requireNonNull(left);
      Objects.requireNonNull(right);
    }

    @Override
    public String toString() {
      return StructureExpressionText.format(this);
    }
  }

  /**
   * The voxels of the grid that are not in a region.
   *
   * @param of the region
   */
  record Complement(StructureExpression of) implements StructureExpression {
    /** Checks for null. */
    public Complement {
      Objects.requireNonNull(of);
    }

    @Override
    public String toString() {
      return StructureExpressionText.format(this);
    }
  }

  /**
   * A region grown or shrunk by an exact Euclidean distance between voxel centres. The border of
   * the grid is no edge of a region: growing ends there, and nothing shrinks away from it.
   *
   * @param of the region
   * @param marginMm positive grows, negative shrinks; not 0, finite
   */
  record Margin(StructureExpression of, double marginMm) implements StructureExpression {
    /** Checks the margin. */
    public Margin {
      Objects.requireNonNull(of);
      if (marginMm == 0 || !Double.isFinite(marginMm)) {
        throw new IllegalArgumentException("margin " + marginMm + " mm; it is finite and not 0");
      }
    }

    @Override
    public String toString() {
      return StructureExpressionText.format(this);
    }
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException when it is not of the form described above; the message names
   *     the place and what was expected there
   */
  static StructureExpression parse(String text) {
    return StructureExpressionText.parse(text);
  }

  /** All names in the expression, in order, none twice. */
  default List<String> structures() {
    List<String> names = new ArrayList<>();
    StructureRegion.collectNames(this, names);
    return names.stream().distinct().toList();
  }

  /**
   * The voxels of the region; a structure that is absent has none.
   *
   * @param grid of the masks
   * @param maskOf the mask of a structure, if it is there
   * @throws IllegalArgumentException when a mask lies on another grid
   */
  default Mask evaluate(Grid grid, Function<String, Optional<Mask>> maskOf) {
    return new StructureRegion(grid, maskOf).of(this);
  }
}

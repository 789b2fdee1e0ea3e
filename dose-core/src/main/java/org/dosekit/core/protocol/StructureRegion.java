package org.dosekit.core.protocol;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.protocol.StructureExpression.Combined;
import org.dosekit.core.protocol.StructureExpression.Complement;
import org.dosekit.core.protocol.StructureExpression.Margin;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;

/** The voxels of a {@link StructureExpression}. */
final class StructureRegion {
  private final Grid grid;
  private final Function<String, Optional<Mask>> maskOf;

  StructureRegion(Grid grid, Function<String, Optional<Mask>> maskOf) {
    this.grid = grid;
    this.maskOf = maskOf;
  }

  Mask of(StructureExpression expression) {
    if (expression instanceof Named named) {
      Mask empty = Mask.empty(grid);
      return maskOf.apply(named.structure()).map(empty::or).orElse(empty);
    } else if (expression instanceof Complement complement) {
      return of(complement.of()).complement();
    } else if (expression instanceof Margin margin) {
      Mask region = of(margin.of());
      return margin.marginMm() > 0
          ? DistanceField.within(region, margin.marginMm())
          : DistanceField.within(region.complement(), -margin.marginMm()).complement();
    }
    Combined combined = (Combined) expression;
    Mask left = of(combined.left());
    Mask right = of(combined.right());
    return switch (combined.operator()) {
      case AND -> left.and(right);
      case OR -> left.or(right);
      case MINUS -> left.minus(right);
    };
  }

  static void collectNames(StructureExpression expression, List<String> names) {
    if (expression instanceof Named named) {
      names.add(named.structure());
    } else if (expression instanceof Complement complement) {
      collectNames(complement.of(), names);
    } else if (expression instanceof Margin margin) {
      collectNames(margin.of(), names);
    } else if (expression instanceof Combined combined) {
      collectNames(combined.left(), names);
      collectNames(combined.right(), names);
    }
  }
}

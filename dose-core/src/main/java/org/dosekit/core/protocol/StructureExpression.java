package org.dosekit.core.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dosekit.core.volume.Mask;

/**
 * A region built from structures, read from left to right: {@code PTV56 minus PTV70}, {@code
 * Femur_L or Femur_R}.
 *
 * @param first the first structure
 * @param rest what is done with each further structure
 */
public record StructureExpression(String first, List<Term> rest) {
  /** How a further structure changes the region. */
  public enum Operator {
    /** The voxels in both. */
    AND,
    /** The voxels in either. */
    OR,
    /** The voxels not in the further structure. */
    MINUS
  }

  /**
   * A further structure.
   *
   * @param operator how it changes the region
   * @param structure its name
   */
  public record Term(Operator operator, String structure) {}

  /** Copies the list. */
  public StructureExpression {
    rest = List.copyOf(rest);
  }

  /**
   * Reads an expression; the words are {@code and}, {@code or}, {@code minus}, names hold no
   * blanks.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static StructureExpression parse(String text) {
    String[] words = text.strip().split("\\s+", -1);
    if (words.length % 2 == 0 || words[0].isEmpty()) {
      throw malformed(text);
    }
    List<Term> rest = new ArrayList<>();
    for (int i = 1; i < words.length; i += 2) {
      Operator operator =
          switch (words[i]) {
            case "and" -> Operator.AND;
            case "or" -> Operator.OR;
            case "minus" -> Operator.MINUS;
            default -> throw malformed(text);
          };
      rest.add(new Term(operator, words[i + 1]));
    }
    return new StructureExpression(words[0], rest);
  }

  /** All names in the expression. */
  public List<String> structures() {
    List<String> names = new ArrayList<>(List.of(first));
    rest.forEach(term -> names.add(term.structure()));
    return List.copyOf(names);
  }

  /**
   * The voxels of the region; empty when the first structure is absent. A further structure that is
   * absent changes nothing after {@code or} and {@code minus}, and empties the region after {@code
   * and}.
   */
  public Optional<Mask> evaluate(Function<String, Optional<Mask>> maskOf) {
    return maskOf
        .apply(first)
        .map(
            start -> {
              Mask region = start;
              for (Term term : rest) {
                Mask other = maskOf.apply(term.structure()).orElse(Mask.empty(region.grid()));
                region =
                    switch (term.operator()) {
                      case AND -> region.and(other);
                      case OR -> region.or(other);
                      case MINUS -> region.minus(other);
                    };
              }
              return region;
            });
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(first);
    for (Term term : rest) {
      text.append(' ').append(term.operator().name().toLowerCase(java.util.Locale.ROOT));
      text.append(' ').append(term.structure());
    }
    return text.toString();
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "structure expression '" + text + "': expected NAME or NAME and|or|minus NAME ...");
  }
}

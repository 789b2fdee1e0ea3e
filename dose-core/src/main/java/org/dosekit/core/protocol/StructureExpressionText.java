package org.dosekit.core.protocol;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dosekit.core.protocol.StructureExpression.Combined;
import org.dosekit.core.protocol.StructureExpression.Complement;
import org.dosekit.core.protocol.StructureExpression.Margin;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.protocol.StructureExpression.Operator;
import org.dosekit.core.protocol.StructureExpressionToken.Kind;

/**
 * The written form of a {@link StructureExpression}: a recursive-descent parser and its inverse.
 */
final class StructureExpressionText {
  private static final int MAX_DEPTH = 32;
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
  private static final Pattern NUMBER_MM = Pattern.compile("(\\d+(?:\\.\\d+)?)mm");
  private static final Pattern BARE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
  private static final Set<String> WORDS = Set.of("and", "or", "minus", "not");

  private final StructureExpressionToken.Reader tokens;
  private int depth;

  private StructureExpressionText(String text) {
    tokens = new StructureExpressionToken.Reader(text);
  }

  static StructureExpression parse(String text) {
    StructureExpressionText parser = new StructureExpressionText(text);
    StructureExpression result = parser.expression();
    StructureExpressionToken rest = parser.tokens.peek();
    if (rest.kind() != Kind.END) {
      throw parser.tokens.error(
          rest, rest.is(")") ? "this ')' closes nothing" : "expected one of & | - before " + rest);
    }
    return result;
  }

  /** Operands joined by one operator, read from left to right. */
  private StructureExpression expression() {
    StructureExpression result = operand(true);
    Optional<Operator> chain = Optional.empty();
    for (Optional<Operator> next = operator(); next.isPresent(); next = operator()) {
      StructureExpressionToken at = tokens.next();
      if (chain.isPresent() && !chain.equals(next)) {
        throw tokens.error(
            at,
            "'%c' and '%c' without parentheses can be read in two ways"
                .formatted(chain.get().symbol(), next.get().symbol()));
      }
      chain = next;
      result = new Combined(next.get(), result, operand(false));
    }
    return result;
  }

  private Optional<Operator> operator() {
    StructureExpressionToken token = tokens.peek();
    for (Operator operator : Operator.values()) {
      if (token.is(String.valueOf(operator.symbol()))
          || token.is(operator.name().toLowerCase(java.util.Locale.ROOT))) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private StructureExpression operand(boolean first) {
    StructureExpressionToken token = tokens.peek();
    if (token.is("~") || token.is("not")) {
      tokens.next();
      enter(token);
      StructureExpression inverted = new Complement(operand(false));
      depth--;
      return inverted;
    }
    StructureExpression result = primary();
    while (tokens.peek().is("+") || (tokens.peek().is("-") && isQuantity(tokens.peekSecond()))) {
      StructureExpressionToken sign = tokens.next();
      double marginMm = margin();
      if (!first) {
        throw tokens.error(
            sign, "a margin behind a further structure can be read in two ways; use parentheses");
      }
      result = new Margin(result, sign.is("-") ? -marginMm : marginMm);
    }
    return result;
  }

  private StructureExpression primary() {
    StructureExpressionToken token = tokens.next();
    if (token.is("(")) {
      enter(token);
      StructureExpression inner = expression();
      depth--;
      if (!tokens.next().is(")")) {
        throw tokens.error(token, "this '(' is not closed");
      }
      return inner;
    }
    boolean name = token.kind() == Kind.WORD && !WORDS.contains(token.text());
    if (token.kind() != Kind.QUOTED && !(name && !isQuantity(token))) {
      throw tokens.error(token, "expected a structure, found " + token);
    }
    try {
      return new Named(token.text());
    } catch (IllegalArgumentException e) {
      throw tokens.error(token, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isQuantity(StructureExpressionToken token) {
    return token.kind() == Kind.WORD
        && (NUMBER.matcher(token.text()).matches() || NUMBER_MM.matcher(token.text()).matches());
  }

  private double margin() {
    StructureExpressionToken token = tokens.next();
    if (!isQuantity(token)) {
      throw tokens.error(token, "expected a margin such as 5 mm; structures are united by '|'");
    }
    String number = token.text();
    if (number.endsWith("mm")) {
      number = number.substring(0, number.length() - "mm".length());
    } else if (!tokens.next().is("mm")) {
      throw tokens.error(
          token, "the margin " + number + " lacks its unit; write " + number + " mm");
    }
    double marginMm = Double.parseDouble(number);
    if (marginMm == 0 || !Double.isFinite(marginMm)) {
      throw tokens.error(token, "a margin is not 0 and finite");
    }
    return marginMm;
  }

  private void enter(StructureExpressionToken at) {
    depth++;
    if (depth > MAX_DEPTH) {
      throw tokens.error(at, "nested deeper than " + MAX_DEPTH);
    }
  }

  static String format(StructureExpression expression) {
    if (expression instanceof Named named) {
      String name = named.structure();
      boolean bare =
          BARE_NAME.matcher(name).matches()
              && !WORDS.contains(name)
              && !isQuantity(new StructureExpressionToken(Kind.WORD, name, 0));
      return bare ? name : '"' + name + '"';
    } else if (expression instanceof Complement complement) {
      return "~" + format(complement.of(), complement.of() instanceof Complement);
    } else if (expression instanceof Margin margin) {
      return format(margin.of(), margin.of() instanceof Margin)
          + (margin.marginMm() > 0 ? " + " : " - ")
          + BigDecimal.valueOf(Math.abs(margin.marginMm())).stripTrailingZeros().toPlainString()
          + " mm";
    }
    Combined combined = (Combined) expression;
    StructureExpression left = combined.left();
    boolean chained = left instanceof Combined before && before.operator() == combined.operator();
    return format(left, chained || left instanceof Margin || left instanceof Complement)
        + " "
        + combined.operator().symbol()
        + " "
        + format(combined.right(), combined.right() instanceof Complement);
  }

  /** In parentheses unless it is a name or stands where it reads as it is. */
  private static String format(StructureExpression expression, boolean asItIs) {
    return asItIs || expression instanceof Named
        ? format(expression)
        : "(" + format(expression) + ")";
  }
}

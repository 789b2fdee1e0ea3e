package org.dosekit.report.html;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A number over the cases that have it.
 *
 * @param count how many have it, at least 1
 * @param mean in the number's unit
 * @param std the standard deviation of the population the cases come from (n - 1); absent for one
 */
record MeanAndSpread(int count, double mean, OptionalDouble std) {
  /** Over the items that have a number; empty when none has. */
  static <T> Optional<MeanAndSpread> of(List<T> items, Function<T, OptionalDouble> number) {
    double[] values = items.stream().map(number).flatMapToDouble(OptionalDouble::stream).toArray();
    if (values.length == 0) {
      return Optional.empty();
    }
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Optional.of(
        new MeanAndSpread(
            values.length,
            mean,
            values.length > 1
                ? OptionalDouble.of(Math.sqrt(squares / (values.length - 1)))
                : OptionalDouble.empty()));
  }

  /** As {@code 2.10 ± 0.94}; one case has no spread. */
  String text(int decimals) {
    String text = HtmlTable.number(mean, decimals);
    return std.isPresent() ? text + " ± " + HtmlTable.number(std.getAsDouble(), decimals) : text;
  }
}

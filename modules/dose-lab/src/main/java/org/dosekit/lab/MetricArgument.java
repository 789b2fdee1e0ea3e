package org.dosekit.lab;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.ComparedMetric.Better;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A metric on the command line: {@code [LABEL=]PATH:lower|higher|zero}. */
final class MetricArgument implements ITypeConverter<ComparedMetric> {
  private static final Pattern FORM =
      Pattern.compile("(?:(?<label>[^=]+)=)?(?<path>[^=:]+):(?<better>lower|higher|zero)");

  @Override
  public ComparedMetric convert(String value) {
    Matcher matcher = FORM.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + value + "' is not [LABEL=]PATH:lower|higher|zero");
    }
    String path = matcher.group("path");
    String label = matcher.group("label");
    Better better =
        switch (matcher.group("better")) {
          case "lower" -> Better.LOWER;
          case "higher" -> Better.HIGHER;
          default -> Better.NEARER_ZERO;
        };
    return new ComparedMetric(label == null ? path : label, "", List.of(path), better);
  }
}

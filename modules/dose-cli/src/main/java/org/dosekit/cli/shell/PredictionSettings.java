package org.dosekit.cli.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.predict.PredictionOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How models are applied to a case, where that differs from the models' own way. */
public final class PredictionSettings {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--flip-average",
      description =
          "Average with the prediction of the case mirrored left to right: twice as long.")
  private boolean flipAverage;

  @Option(
      names = "--overlap",
      paramLabel = "FRACTION",
      description = "Of a patch that neighbours share, 0 to 0.9, instead of the model's own.")
  private Optional<Double> overlap = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "Patches given to the model at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--ignore-outline",
      description = "Predict outside the body's outline too, where a case has one.")
  private boolean ignoreOutline;

  /**
   * The options.
   *
   * @throws ParameterException when the batch or the overlap is out of range
   */
  public PredictionOptions options() {
    try {
      PredictionOptions options =
          PredictionOptions.DEFAULT
              .withFlipAverage(flipAverage)
              .withBatch(batch)
              .withWithinBody(!ignoreOutline);
      return overlap.map(options::withOverlap).orElse(options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** What a prediction's provenance says of settings that change the dose; empty for none. */
  public Map<String, String> provenance() {
    Map<String, String> said = new LinkedHashMap<>();
    if (flipAverage) {
      said.put("flip_average", "left-right");
    }
    overlap.ifPresent(fraction -> said.put("overlap", fraction.toString()));
    if (ignoreOutline) {
      said.put("outline", "ignored");
    }
    return said;
  }
}

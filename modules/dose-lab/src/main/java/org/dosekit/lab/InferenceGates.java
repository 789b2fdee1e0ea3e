package org.dosekit.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.io.JsonObject;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code dose bench inference} is held to, where that is asked for. */
final class InferenceGates {
  static final String RATIO = "ratio";
  static final String REST = "rest";
  static final String MEMORY = "peak MB";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--gate-ratio",
      paramLabel = "R",
      description = "Exit 4 when a patch takes more than R of the training engine's time.")
  private Optional<Double> ratio = Optional.empty();

  @Option(
      names = "--gate-rest",
      paramLabel = "R",
      description =
          "Exit 4 when encoding, blending and copies take more than R of the --volume's time.")
  private Optional<Double> rest = Optional.empty();

  @Option(
      names = "--gate-memory-mb",
      paramLabel = "MB",
      description = "Exit 4 when the process takes more than so many 10^6 bytes at its peak.")
  private Optional<Double> memoryMb = Optional.empty();

  /**
   * Checks that what is asked for will be measured.
   *
   * @throws ParameterException when it will not
   */
  void requireMeasured(boolean withEngine, boolean withVolume) {
    require(ratio.isEmpty() || withEngine, "--gate-ratio needs the training engine, not --alone");
    require(rest.isEmpty() || withVolume, "--gate-rest needs a --volume");
    require(
        memoryMb.isEmpty() || ProcessMemory.peakBytes().isPresent(),
        "--gate-memory-mb: only Linux says what a process took");
  }

  private void require(boolean met, String usage) {
    if (!met) {
      throw new ParameterException(command.commandLine(), usage);
    }
  }

  /**
   * Adds each gate that is asked for to the result.
   *
   * @param found what was measured, by name
   * @return those that are missed, in words
   */
  List<String> hold(Map<String, Double> found, JsonObject result, StringBuilder text) {
    Map<String, Optional<Double>> gates = new LinkedHashMap<>();
    gates.put(RATIO, ratio);
    gates.put(REST, rest);
    gates.put(MEMORY, memoryMb);
    List<String> missed = new ArrayList<>();
    List<JsonObject> rows = new ArrayList<>();
    TextTable table = new TextTable("gate", "found", "at most", "");
    gates.forEach(
        (name, limit) ->
            limit.ifPresent(
                most -> {
                  double value = found.getOrDefault(name, Double.NaN);
                  boolean met = value <= most;
                  String shown = TextTable.number(value, 3);
                  table.row(name, shown, most.toString(), met ? "met" : "MISSED");
                  rows.add(
                      JsonObject.create()
                          .put("gate", name)
                          .put("found", value)
                          .put("at_most", most)
                          .put("met", met));
                  if (!met) {
                    missed.add("%s %s, at most %s".formatted(name, shown, most));
                  }
                }));
    if (!rows.isEmpty()) {
      text.append(table);
    }
    result.putObjects("gates", rows);
    return missed;
  }
}

package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Validation patients against what the challenge's own evaluator wrote for them ({@code
 * reference/openkbp-scores/*.csv}; open-kbp ce625e6, run unmodified).
 */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OfficialEvaluatorTest {
  private static final double EXACT = 1e-9;

  @Test
  void everyMetricAndDoseErrorOfTwoPredictionsAgreesWithin1e9() throws IOException {
    Map<String, Double> planned = table("reference_dvh.csv");
    List<OpenKbpRun.Scored> scores = OpenKbpRun.get().validation();
    assertEquals(20, scores.size());
    for (String prediction : List.of("scale098", "shift1")) {
      Map<String, Double> predicted = table(prediction + "_prediction_dvh.csv");
      Map<String, Double> doseErrorGy = table(prediction + "_dose_error.csv");
      scores.stream()
          .filter(scored -> scored.prediction().equals(prediction))
          .forEach(scored -> assertAgrees(planned, predicted, doseErrorGy, scored.inDouble()));
    }
  }

  private static void assertAgrees(
      Map<String, Double> planned,
      Map<String, Double> predicted,
      Map<String, Double> doseErrorGy,
      OpenKbpPatientScore score) {
    String id = score.caseId();
    assertEquals(value(doseErrorGy, id + " dose_error"), score.doseScoreGy(), EXACT, id);
    for (OpenKbpPatientScore.Term term : score.terms()) {
      String cell = id + " " + term.structure() + "|" + officialName(term);
      assertEquals(value(planned, cell), term.referenceGy(), EXACT, cell);
      assertEquals(value(predicted, cell), term.predictedGy(), EXACT, cell);
    }
    assertEquals(
        planned.keySet().stream().filter(cell -> cell.startsWith(id + " ")).count(),
        score.terms().size());
  }

  static String officialName(OpenKbpPatientScore.Term term) {
    return switch (term.metric().label()) {
      case "D0.1cc[Gy]" -> "D_0.1_cc";
      case "Mean[Gy]" -> "mean";
      case "D99%[Gy]" -> "D_99";
      case "D95%[Gy]" -> "D_95";
      case "D1%[Gy]" -> "D_1";
      default -> throw new AssertionError(term);
    };
  }

  private static double value(Map<String, Double> table, String cell) {
    return table.getOrDefault(cell, Double.NaN);
  }

  /** The cells that are not empty, named by patient and column. */
  private static Map<String, Double> table(String name) throws IOException {
    Path folder = Path.of(System.getenv("DOSEKIT_DATA"), "reference/openkbp-scores");
    List<String> lines = Files.readAllLines(folder.resolve(name));
    String[] columns = lines.get(0).split(",", -1);
    Map<String, Double> cells = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      for (int i = 1; i < values.length; i++) {
        if (!values[i].isEmpty()) {
          cells.put(values[0] + " " + columns[i], Double.valueOf(values[i]));
        }
      }
    }
    return cells;
  }
}

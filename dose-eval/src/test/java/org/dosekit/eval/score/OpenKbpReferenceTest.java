package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Scores on the real OpenKBP test patients against the official evaluator's formulas in NumPy. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OpenKbpReferenceTest {
  private static final double EXACT = 1e-9;
  private static final int TEST_PATIENTS = 10;

  private static final Map<String, List<OpenKbpPatientScore>> IN_DOUBLE = new LinkedHashMap<>();
  private static final Map<String, List<OpenKbpPatientScore>> IN_FLOAT = new LinkedHashMap<>();
  private static JsonObject expected = JsonObject.create();

  @BeforeAll
  static void scoreTheThreePredictions() throws IOException {
    expected =
        JsonObject.read(
            Path.of(
                System.getenv("DOSEKIT_DATA"), "reference/openkbp-scores/expected-scores.json"));
    OpenKbpArchive.forEach(
        patient -> {
          if (patient.set().equals("test-pats")) {
            score(patient);
          }
        });
  }

  private static void score(OpenKbpArchive.Patient patient) {
    Case planned = patient.planned();
    double[] dose = patient.doseGy();
    Mask region = planned.doseRegion().orElseThrow();
    Map<String, IntToDoubleFunction> predictions = new LinkedHashMap<>();
    predictions.put("scaled", i -> 0.95 * dose[i]);
    predictions.put("shift", i -> region.contains(i) ? dose[oneSliceLater(i)] : 0);
    predictions.put("zero", i -> 0);
    predictions.forEach(
        (name, predicted) -> {
          IN_DOUBLE
              .computeIfAbsent(name, n -> new ArrayList<>())
              .add(OpenKbpPatientScore.of(planned, i -> dose[i], predicted));
          float[] single = new float[dose.length];
          for (int i = 0; i < single.length; i++) {
            single[i] = (float) predicted.applyAsDouble(i);
          }
          IN_FLOAT
              .computeIfAbsent(name, n -> new ArrayList<>())
              .add(OpenKbpPatientScore.of(planned, Volume.of(planned.grid(), single)));
        });
  }

  /** numpy.roll by +1 along the file's k takes from k - 1, which is z + 1 here, and wraps. */
  private static int oneSliceLater(int index) {
    int z = index % 128;
    return index - z + (z + 1) % 128;
  }

  @Test
  void scoresOfAllThreePredictionsAgreeWithin1e9() {
    for (String name : List.of("scaled", "shift", "zero")) {
      OpenKbpScore score = OpenKbpScore.of(IN_DOUBLE.get(name));
      JsonObject golden = expected.object("dev_scores").object(name);
      assertEquals(TEST_PATIENTS, score.patients().size());
      assertEquals(golden.number("dose_score"), score.doseScoreGy(), EXACT, name);
      assertEquals(golden.number("dvh_score"), score.dvhScoreGy(), EXACT, name);
    }
  }

  @Test
  void everyPatientAndMetricAgreesWithin1e9() {
    for (OpenKbpPatientScore patient : IN_DOUBLE.get("shift")) {
      JsonObject golden = expected.object("patients").object("test-pats/" + patient.caseId());
      assertEquals(golden.object("dose_score").number("shift"), patient.doseScoreGy(), EXACT);
      JsonObject reference = golden.object("ref");
      int terms = 0;
      for (OpenKbpPatientScore.Term term : patient.terms()) {
        double value = reference.object(term.structure()).number(officialName(term));
        assertEquals(value, term.referenceGy(), EXACT, term.toString());
        terms++;
      }
      int expectedTerms =
          reference.names().stream().mapToInt(s -> reference.object(s).names().size()).sum();
      assertEquals(expectedTerms, terms);
    }
  }

  @Test
  void floatStorageMovesTheScoresByLessThanAMicrogray() {
    for (String name : List.of("scaled", "shift", "zero")) {
      OpenKbpScore score = OpenKbpScore.of(IN_FLOAT.get(name));
      JsonObject golden = expected.object("dev_scores").object(name);
      System.err.println(
          name
              + " "
              + (score.doseScoreGy() - golden.number("dose_score"))
              + " "
              + (score.dvhScoreGy() - golden.number("dvh_score")));
      assertEquals(golden.number("dose_score"), score.doseScoreGy(), 1e-6, name);
      assertEquals(golden.number("dvh_score"), score.dvhScoreGy(), 1e-6, name);
    }
    assertTrue(true);
  }

  private static String officialName(OpenKbpPatientScore.Term term) {
    return switch (term.metric().label()) {
      case "D0.1cc" -> "D_0.1_cc";
      case "Dmean" -> "mean";
      case "D99%" -> "D_99";
      case "D95%" -> "D_95";
      case "D1%" -> "D_1";
      default -> throw new AssertionError(term);
    };
  }
}

package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Scores of the real OpenKBP test patients against the official evaluator's formulas in NumPy
 * ({@code reference/openkbp-scores/expected-scores.json}).
 */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class OpenKbpReferenceTest {
  private static final double EXACT = 1e-9;
  private static final List<String> PREDICTIONS = List.of("scaled", "shift", "zero");
  private static final List<Scored> SCORED = new ArrayList<>();
  private static JsonObject expected = JsonObject.create();

  /** One prediction of one patient, scored from the file's numbers and from float volumes. */
  private record Scored(
      String prediction, OpenKbpPatientScore inDouble, OpenKbpPatientScore inFloat) {}

  @BeforeAll
  static void scoreTheThreePredictions() {
    Path reference = Path.of(System.getenv("DOSEKIT_DATA"), "reference");
    expected = JsonObject.read(reference.resolve("openkbp-scores/expected-scores.json"));
    for (OpenKbpPatient patient : OpenKbpArchive.patients("test-pats")) {
      score(patient.planned(), patient.doseGy());
    }
  }

  private static void score(Case planned, double[] dose) {
    Mask region = planned.doseRegion().orElseThrow();
    Map<String, IntToDoubleFunction> predictions = new LinkedHashMap<>();
    predictions.put("scaled", i -> 0.95 * dose[i]);
    predictions.put("shift", i -> region.contains(i) ? dose[rolled(i)] : 0);
    predictions.put("zero", i -> 0);
    predictions.forEach(
        (name, predicted) -> {
          float[] single = new float[dose.length];
          for (int i = 0; i < single.length; i++) {
            single[i] = (float) predicted.applyAsDouble(i);
          }
          SCORED.add(
              new Scored(
                  name,
                  OpenKbpPatientScore.of(planned, i -> dose[i], predicted),
                  OpenKbpPatientScore.of(planned, Volume.of(planned.grid(), single))));
        });
  }

  /** NumPy's roll by +1 along the file's k takes from k - 1, which is z + 1 here, and wraps. */
  private static int rolled(int index) {
    int z = index % OpenKbpPatient.SIZE;
    return index - z + (z + 1) % OpenKbpPatient.SIZE;
  }

  @Test
  void bothScoresOfAllPredictionsAgreeWithin1e9() {
    for (String prediction : PREDICTIONS) {
      OpenKbpScore score = score(prediction, Scored::inDouble);
      JsonObject golden = expected.object("dev_scores").object(prediction);
      assertEquals(10, score.patients().size());
      assertEquals(golden.number("dose_score"), score.doseScoreGy(), EXACT, prediction);
      assertEquals(golden.number("dvh_score"), score.dvhScoreGy(), EXACT, prediction);
    }
  }

  @Test
  void floatVolumesMoveTheScoresByLessThanAMicrogray() {
    for (String prediction : PREDICTIONS) {
      OpenKbpScore score = score(prediction, Scored::inFloat);
      JsonObject golden = expected.object("dev_scores").object(prediction);
      System.err.println(
          prediction
              + " "
              + (score.doseScoreGy() - golden.number("dose_score"))
              + " "
              + (score.dvhScoreGy() - golden.number("dvh_score")));
      assertEquals(golden.number("dose_score"), score.doseScoreGy(), 1e-6, prediction);
      assertEquals(golden.number("dvh_score"), score.dvhScoreGy(), 1e-6, prediction);
    }
  }

  @Test
  void everyPatientsDoseScoreAgreesWithin1e9() {
    for (Scored scored : SCORED) {
      assertEquals(
          golden(scored.inDouble()).object("dose_score").number(scored.prediction()),
          scored.inDouble().doseScoreGy(),
          EXACT);
    }
  }

  @Test
  void everyReferenceMetricAgreesWithin1e9() {
    for (Scored scored : SCORED) {
      JsonObject metrics = golden(scored.inDouble()).object("ref");
      int compared = 0;
      for (OpenKbpPatientScore.Term term : scored.inDouble().terms()) {
        double value = metrics.object(term.structure()).number(officialName(term));
        assertEquals(value, term.referenceGy(), EXACT, term.toString());
        compared++;
      }
      int inReference =
          metrics.names().stream().mapToInt(s -> metrics.object(s).names().size()).sum();
      assertEquals(inReference, compared);
    }
  }

  private static OpenKbpScore score(
      String prediction, Function<Scored, OpenKbpPatientScore> precision) {
    return OpenKbpScore.of(
        SCORED.stream().filter(s -> s.prediction().equals(prediction)).map(precision).toList());
  }

  private static JsonObject golden(OpenKbpPatientScore patient) {
    return expected.object("patients").object("test-pats/" + patient.caseId());
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
